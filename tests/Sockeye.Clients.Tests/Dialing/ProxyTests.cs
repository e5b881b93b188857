using Sockeye.Clients.Dialing;

namespace Sockeye.Clients.Tests.Dialing;

/// <summary>Proxies as they are written, and as the environment names them.</summary>
public sealed class ProxyTests
{
    [Theory]
    [InlineData("socks5://proxy.test:1081", ProxyKind.Socks5, "proxy.test", 1081, false)]
    [InlineData("socks5h://proxy.test", ProxyKind.Socks5, "proxy.test", 1080, true)]
    [InlineData("SOCKS5H://[::1]:9", ProxyKind.Socks5, "::1", 9, true)]
    [InlineData("http://proxy.test:3128/", ProxyKind.Http, "proxy.test", 3128, true)]
    [InlineData("http://proxy.test", ProxyKind.Http, "proxy.test", 80, true)]
    [InlineData("proxy.test:3128", ProxyKind.Http, "proxy.test", 3128, true)]
    public void AProxy_IsRead(string text, ProxyKind kind, string host, int port, bool resolves)
    {
        Proxy proxy = Proxy.Parse(text);
        Assert.Equal((kind, host, port, resolves), (proxy.Kind, proxy.Host, proxy.Port, proxy.ResolvesNames));
        Assert.Null(proxy.User);
    }

    [Fact]
    public void Credentials_AreDecoded_AndNeverShown()
    {
        Proxy proxy = Proxy.Parse("socks5://me:s%40same@proxy.test:1080");
        Assert.Equal(("me", "s@same"), (proxy.User, proxy.Password));
        Assert.Equal("socks5://***@proxy.test:1080", proxy.ToString());
    }

    [Theory]
    [InlineData("ftp://me:sesame@proxy.test")]
    [InlineData("https://me:sesame@proxy.test")]
    [InlineData("socks4://me:sesame@proxy.test")]
    [InlineData("socks5://me:sesame@")]
    [InlineData("socks5://me:sesame@proxy.test/path")]
    [InlineData("socks5://me:sesame@proxy.test?query")]
    [InlineData("socks5://me:sesame@proxy.test:0")]
    [InlineData("socks5://me:sesame@proxy.test:65536")]
    [InlineData("socks5://me:sesame@proxy.test:port")]
    [InlineData("socks5://me%0d%0a:sesame@proxy.test")]
    [InlineData("http://me%3Ame:sesame@proxy.test")]
    [InlineData("socks5://me:sesame sesame@proxy.test")]
    [InlineData("")]
    public void WhatIsNoProxy_IsRefused_AndNotRepeated(string text)
    {
        FormatException wrong = Assert.Throws<FormatException>(() => Proxy.Parse(text));
        Assert.DoesNotContain("sesame", wrong.Message, StringComparison.Ordinal);
        Assert.False(Proxy.TryParse(text, out _));
    }

    [Fact]
    public void ASocksUserWithoutPassword_IsRefused()
        => Assert.Contains("1 to 255 bytes", Assert.Throws<FormatException>(() => Proxy.Parse("socks5://me@proxy.test")).Message, StringComparison.Ordinal);

    [Fact]
    public void TheEnvironment_NamesAProxy()
    {
        Assert.Null(Of(null));
        Assert.Equal("all.test", Of(null, ("ALL_PROXY", "socks5://all.test"), ("https_proxy", "http://secure.test"))!.Host);
        Assert.Equal("secure.test", Of("https", ("ALL_PROXY", "socks5://all.test"), ("HTTPS_PROXY", "http://secure.test"))!.Host);
        Assert.Equal("small.test", Of("https", ("HTTPS_PROXY", "capital.test"), ("https_proxy", "small.test"))!.Host);
        Assert.Equal("all.test", Of("ftp", ("all_proxy", "all.test"), ("http_proxy", "http.test"))!.Host);
        Assert.Equal("http.test", Of(null, ("HTTP_PROXY", "http.test"), ("HTTPS_PROXY", ""))!.Host);
        Assert.Equal(["a.test", "10.0.0.0/8", "*.b"], Of(null, ("ALL_PROXY", "all.test"), ("NO_PROXY", "a.test, 10.0.0.0/8,*.b"))!.Bypass);
    }

    // httpoxy: in a CGI program HTTP_PROXY is what a client has sent as "Proxy:".
    [Fact]
    public void InACgiProgram_AClientsHeaderIsNoProxy()
    {
        Assert.Null(Of("http", ("HTTP_PROXY", "evil.test"), ("REQUEST_METHOD", "GET")));
        Assert.Equal("good.test", Of("http", ("http_proxy", "good.test"), ("REQUEST_METHOD", "GET"))!.Host);
    }

    [Fact]
    public void AVariableThatHoldsSomethingElse_IsNamedAndNotRepeated()
    {
        FormatException wrong = Assert.Throws<FormatException>(() => Of(null, ("ALL_PROXY", "ftp://me:sesame@x.test")));
        Assert.Contains("ALL_PROXY", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*", "any.test", "80", true)]
    [InlineData("example.org", "example.org", "80", true)]
    [InlineData("example.org", "WWW.Example.org", "80", true)]
    [InlineData(".example.org", "www.example.org.", "80", true)]
    [InlineData("example.org", "notexample.org", "80", false)]
    [InlineData("example.org", "example.org.evil.test", "80", false)]
    [InlineData("example.org:8080", "example.org", "8080", true)]
    [InlineData("example.org:8080", "example.org", "80", false)]
    [InlineData("127.0.0.1", "127.0.0.1", "80", true)]
    [InlineData("7.0.0.1", "127.0.0.1", "80", false)]
    [InlineData("10.0.0.0/8", "10.1.2.3", "80", true)]
    [InlineData("10.0.0.0/8", "11.1.2.3", "80", false)]
    [InlineData("10.0.0.0/8", "ten.test", "80", false)]
    [InlineData("::1", "::1", "80", true)]
    [InlineData("[::1]:80", "::1", "80", true)]
    [InlineData("[::1]:80", "::1", "81", false)]
    [InlineData("[::1]", "::1", "80", true)]
    [InlineData("[::1]", "::2", "80", false)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", "80", true)]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1", "80", true)]
    [InlineData("10.0.0.0/8", "::ffff:10.0.0.1", "80", true)]
    [InlineData("", "any.test", "80", false)]
    public void ABypass_IsForHosts(string entry, string host, string service, bool holds)
        => Assert.Equal(holds, ProxyBypass.Holds(["other.test", entry], host, service));

    private static Proxy? Of(string? scheme, params (string Name, string Value)[] variables)
        => Proxy.FromEnvironment(scheme, name => variables.FirstOrDefault(one => one.Name == name).Value);
}
