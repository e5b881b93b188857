using Sockeye.Cli.Ports;

namespace Sockeye.Cli.Tests.Ports;

public sealed class PortRangeTests
{
    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("80", 80, 80)]
    [InlineData("65535", 65535, 65535)]
    [InlineData("8000-8010", 8000, 8010)]
    [InlineData("7-7", 7, 7)]
    public void A_number_and_a_range_are_read(string word, int from, int to)
        => Assert.Equal(new PortRange(from, to), PortRange.Read(word));

    [Theory]
    [InlineData("http")]
    [InlineData("3com-tsmux")]
    [InlineData("")]
    public void A_name_is_none(string word)
        => Assert.Null(PortRange.Read(word));

    [Theory]
    [InlineData("-1")]
    [InlineData("65536")]
    [InlineData("99999999999")]
    [InlineData("80-20")]
    [InlineData("80-")]
    [InlineData("-")]
    [InlineData("1-2-3")]
    [InlineData("1-65536")]
    public void Anything_else_is_refused_by_its_name(string word)
        => Assert.Contains($"'{word}'", Assert.Throws<UsageException>(() => PortRange.Read(word)).Message, StringComparison.Ordinal);
}
