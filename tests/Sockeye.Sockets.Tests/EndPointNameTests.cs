namespace Sockeye.Sockets.Tests;

/// <summary>The one way to write an endpoint: good spellings and bad ones, with what is said about them.</summary>
public sealed class EndPointNameTests
{
    private const string Forms = "write host:port, [v6-address]:port, :port, unix:/path or unix:@name";

    [Theory]
    [InlineData("localhost:80", "localhost", "80")]
    [InlineData("localhost:http", "localhost", "http")]
    [InlineData("tcp://localhost:0", "localhost", "0")]
    [InlineData("TCP://localhost:65535", "localhost", "65535")]
    [InlineData("127.0.0.1:7", "127.0.0.1", "7")]
    [InlineData("[::1]:7", "::1", "7")]
    [InlineData("[fe80::1%lo]:7", "fe80::1%lo", "7")]
    [InlineData("[fe80::1%1]:7", "fe80::1%1", "7")]
    [InlineData("bücher.example:7", "bücher.example", "7")]
    [InlineData(":7", "localhost", "7")]
    [InlineData("udp://:7", "localhost", "7")]
    [InlineData("udp://[::]:7", "::", "7")]
    public void Good_IsRead_AndWrittenSoThatItReadsTheSame(string text, string host, string service)
    {
        EndPointName name = EndPointName.Parse(text);
        Assert.Equal((host, service), (name.Host, name.Service));
        Assert.Null(name.Unix);
        Assert.Equal(text.StartsWith("udp", StringComparison.Ordinal) ? SocketKind.SOCK_DGRAM : SocketKind.SOCK_STREAM, name.Kind);
        Assert.Equal(text.EndsWith("://:7", StringComparison.Ordinal) || text[0] == ':', name.IsLoopback);
        Assert.Equal(name, EndPointName.Parse(name.ToString()));
        Assert.True(EndPointName.TryParse(text, out EndPointName? again));
        Assert.Equal(name, again);
    }

    [Theory]
    [InlineData("unix:/tmp/a b.sock")]
    [InlineData("unix:relative")]
    [InlineData("unix:@name")]
    [InlineData("unix:@")]
    [InlineData("unix:./@file")]
    [InlineData("udp://unix:/tmp/x")]
    public void Unix_IsReadAndWritten(string text)
    {
        EndPointName name = EndPointName.Parse(text);
        Assert.Equal(text, name.ToString());
        Assert.NotNull(name.Unix);
        Assert.Equal(text.Contains(":@", StringComparison.Ordinal), name.Unix.IsAbstract);
        Assert.Null(name.Host);
        Assert.Equal(name.Unix, Assert.Single(name.Resolve()).EndPoint);
    }

    [Theory]
    [InlineData("", "an endpoint is empty: " + Forms)]
    [InlineData("udp://", "an endpoint is empty: " + Forms)]
    [InlineData("localhost", "'localhost' has no port: " + Forms)]
    [InlineData("localhost:", "the port is missing: " + Forms)]
    [InlineData(":", "the port is missing: " + Forms)]
    [InlineData("localhost:65536", "port 65536 is out of range: a port is a number from 0 to 65535")]
    [InlineData("localhost:-1", "port -1 is out of range: a port is a number from 0 to 65535")]
    [InlineData("localhost:99999999999999999999", "port 99999999999999999999 is out of range: a port is a number from 0 to 65535")]
    [InlineData("localhost: 80", "' 80' is neither a port nor a service's name")]
    [InlineData("localhost:80/x", "'80/x' is neither a port nor a service's name")]
    [InlineData("localhost:80\0", "'80\0' is neither a port nor a service's name")]
    [InlineData("local host:80", "'local host' has white space in it and is no host name")]
    [InlineData("::1", "'::1' is an IPv6 address and has no port: write [::1]:port")]
    [InlineData("fe80::1%lo:80", "'fe80::1%lo:80': put an IPv6 address in brackets, as [fe80::1%lo]:80")]
    [InlineData("[::1]", "'[::1]' has no port: " + Forms)]
    [InlineData("[::1:80", "'[::1' is not an IPv6 address in brackets")]
    [InlineData("[127.0.0.1]:80", "'[127.0.0.1]' is not an IPv6 address in brackets")]
    [InlineData("[[::1]]:80", "'[[::1]]' is not an IPv6 address in brackets")]
    [InlineData("[]:80", "'[]' is not an IPv6 address in brackets")]
    [InlineData("http://localhost:80", "'http://localhost:80': http:// is not known here; " + Forms + ", with tcp:// or udp:// in front when it matters")]
    [InlineData("unix:", "unix: needs a path or an @name behind it")]
    [InlineData("unix:a\0b", "a Unix address has no zero character in its name")]
    public void Bad_SaysWhatIsWrong(string text, string problem)
    {
        Assert.Equal(problem, Assert.Throws<FormatException>(() => EndPointName.Parse(text)).Message);
        Assert.False(EndPointName.TryParse(text, out EndPointName? none));
        Assert.Null(none);
    }

    [Fact]
    public void UnixPathTooLong_SaysHowLongItMayBe()
    {
        string path = "/" + new string('x', 107);
        var failure = Assert.Throws<FormatException>(() => EndPointName.Parse("unix:" + path));
        Assert.Equal($"the path of a Unix socket is at most 107 bytes long, this one has 108: {path}", failure.Message);
        Assert.NotNull(EndPointName.Parse("unix:" + path[..^1]).Unix);
        failure = Assert.Throws<FormatException>(() => EndPointName.Parse("unix:@" + path));
        Assert.Equal("the abstract name of a Unix socket is at most 107 bytes long, this one has 108", failure.Message);
    }

    [Theory]
    [InlineData("localhost", "80", "localhost:80")]
    [InlineData("::1", "80", "[::1]:80")]
    [InlineData("[::1]", "80", "[::1]:80")]
    [InlineData("udp://::1", "80", "udp://[::1]:80")]
    [InlineData("", "80", ":80")]
    public void TwoWords_AreTheSame(string host, string service, string text)
        => Assert.Equal(EndPointName.Parse(text), EndPointName.Parse(host, service));

    [Theory]
    [InlineData("a:b", "80", "'a:b' is neither a host name nor an IPv6 address")]
    [InlineData("localhost", "", "the port is missing: " + Forms)]
    [InlineData("localhost", "70000", "port 70000 is out of range: a port is a number from 0 to 65535")]
    public void TwoWords_Bad(string host, string service, string problem)
        => Assert.Equal(problem, Assert.Throws<FormatException>(() => EndPointName.Parse(host, service)).Message);

    [Fact]
    public void Nothing_IsNoName()
    {
        Assert.False(EndPointName.TryParse(null, out _));
        Assert.Throws<ArgumentNullException>(() => EndPointName.Parse(null!));
        Assert.Throws<ArgumentNullException>(() => EndPointName.Parse(null!, "1"));
    }
}
