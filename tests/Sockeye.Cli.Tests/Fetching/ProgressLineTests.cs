using Sockeye.Cli.Commands;
using Sockeye.Cli.Fetching;
using Sockeye.Clients.Urls;

namespace Sockeye.Cli.Tests.Fetching;

public sealed class ProgressLineTests
{
    [Fact]
    public void A_bar_tells_bytes_rate_and_the_time_left()
    {
        Assert.Equal(" 25 % [======>                 ] 25 MB of 100 MB   5 MB/s   0:15 left", ProgressLine.Text(new UrlProgress(25_000_000, 100_000_000, 0), TimeSpan.FromSeconds(5)));
        Assert.Equal("100 % [========================] 100 MB of 100 MB   10 MB/s   0:00 left", ProgressLine.Text(new UrlProgress(100_000_000, 100_000_000, 0), TimeSpan.FromSeconds(10)));
        Assert.Equal("1.50 kB   150 B/s", ProgressLine.Text(new UrlProgress(1500, null, 0), TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void What_takes_for_ever_has_no_time_left()
        => Assert.EndsWith("5 B/s", ProgressLine.Text(new UrlProgress(25, long.MaxValue, 0), TimeSpan.FromSeconds(5)), StringComparison.Ordinal);

    [Fact]
    public void What_was_there_before_does_not_count_for_the_rate()
        => Assert.Equal(" 75 % [==================>     ] 75 MB of 100 MB   5 MB/s   0:05 left", ProgressLine.Text(new UrlProgress(75_000_000, 100_000_000, 50_000_000), TimeSpan.FromSeconds(5)));

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("500", 500L)]
    [InlineData("10k", 10_240L)]
    [InlineData("1.5M", 1_572_864L)]
    [InlineData("2G", 2_147_483_648L)]
    [InlineData("", null)]
    [InlineData("-1", null)]
    [InlineData("k", null)]
    [InlineData("1x", null)]
    [InlineData("99999999999T", null)]
    public void A_size_is_a_number_with_a_letter(string word, long? bytes) => Assert.Equal(bytes, SizeWord.Parse(word));
}
