using Sockeye.Clients.Http;

namespace Sockeye.Clients.Tests.Http;

/// <summary>host[:port], as people write it and as the Host field has it.</summary>
public sealed class HttpAuthorityTests
{
    [Theory]
    [InlineData("example.org", false, "example.org", "80", "example.org")]
    [InlineData("example.org", true, "example.org", "443", "example.org")]
    [InlineData("example.org:80", false, "example.org", "80", "example.org")]
    [InlineData("example.org:80", true, "example.org", "80", "example.org:80")]
    [InlineData("127.0.0.1:8080", false, "127.0.0.1", "8080", "127.0.0.1:8080")]
    [InlineData("[::1]", false, "::1", "80", "[::1]")]
    [InlineData("[::1]:81", false, "::1", "81", "[::1]:81")]
    [InlineData("[fe80::1%eth0]", false, "fe80::1%eth0", "80", "[fe80::1]")]
    [InlineData(":8000", false, "localhost", "8000", "localhost:8000")]
    [InlineData("bücher.example", false, "bücher.example", "80", "xn--bcher-kva.example")]
    public void HostAndPort_AreTakenApart(string text, bool isSecure, string host, string port, string field)
        => Assert.Equal(new HttpAuthority(host, port, field), HttpAuthority.Parse(text, isSecure));

    [Theory]
    [InlineData("")]
    [InlineData("::1")]
    [InlineData("[::1")]
    [InlineData("[::1]x")]
    [InlineData("host:")]
    [InlineData("host:http")]
    [InlineData("host:65536")]
    [InlineData("host:-1")]
    [InlineData("http://host/")]
    [InlineData("host/path")]
    [InlineData("user@host")]
    [InlineData("host\r\nX: y")]
    [InlineData("ho st")]
    [InlineData("unix:@name")]
    public void AnythingElse_IsRefused(string text) => Assert.Throws<FormatException>(() => HttpAuthority.Parse(text, isSecure: false));
}
