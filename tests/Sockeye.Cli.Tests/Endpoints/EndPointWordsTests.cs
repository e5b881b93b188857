using Sockeye.Cli.Endpoints;
using Sockeye.Sockets;

namespace Sockeye.Cli.Tests.Endpoints;

/// <summary>One word or two: the first word decides, the words behind it are never guessed at.</summary>
public sealed class EndPointWordsTests
{
    [Theory]
    [InlineData("localhost:7 hello", "localhost:7", "hello")]
    [InlineData("localhost 7 hello", "localhost:7", "hello")]
    [InlineData("localhost:7 8 9", "localhost:7", "8 9")]
    [InlineData("localhost 7", "localhost:7", "")]
    [InlineData(":7 8", ":7", "8")]
    [InlineData("::1 7 x", "[::1]:7", "x")]
    [InlineData("[::1] 7 x", "[::1]:7", "x")]
    [InlineData("[::1]:7 8", "[::1]:7", "8")]
    [InlineData("udp://localhost 7 x", "udp://localhost:7", "x")]
    [InlineData("udp://::1 7", "udp://[::1]:7", "")]
    [InlineData("unix:/tmp/s 7", "unix:/tmp/s", "7")]
    [InlineData("unix:@s", "unix:@s", "")]
    [InlineData("example.org http", "example.org:http", "")]
    public void Takes_the_endpoint_off_the_front(string words, string endPoint, string rest)
    {
        EndPointName name = EndPointWords.Take(words.Split(' '), out IReadOnlyList<string> behind);
        Assert.Equal(endPoint, name.ToString());
        Assert.Equal(rest, string.Join(' ', behind));
    }

    [Theory]
    [InlineData("localhost", "no port")]
    [InlineData("localhost:70000 7", "out of range")]
    [InlineData("localhost 70000", "out of range")]
    [InlineData("localhost: 7", "port is missing")]
    [InlineData("unix: 7", "path")]
    [InlineData("::1:7007x", "brackets")]
    public void Says_what_is_wrong(string words, string problem)
        => Assert.Contains(problem, Assert.Throws<FormatException>(() => EndPointWords.Take(words.Split(' '), out _)).Message, StringComparison.Ordinal);

    [Fact]
    public void One_word_too_many_is_named()
        => Assert.Contains("'extra'", Assert.Throws<UsageException>(() => EndPointWords.TakeOnly([":7", "extra"])).Message, StringComparison.Ordinal);
}
