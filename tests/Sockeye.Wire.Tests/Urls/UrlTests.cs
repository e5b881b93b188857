using Sockeye.Wire.Urls;

namespace Sockeye.Wire.Tests.Urls;

public sealed class UrlTests
{
    [Fact]
    public void EveryPart_IsThere()
    {
        Url url = Url.Parse("http://user:p%40ss@host.example:8080/a/b?q=1#frag");
        Assert.Equal(("http", "host.example", 8080, "/a/b", "q=1", "frag"), (url.Scheme, url.Host, url.Port, url.Path, url.Query, url.Fragment));
        Assert.Equal(("user", "p@ss"), (url.Authority?.User, url.Authority?.Password));
        Assert.Equal("/a/b?q=1", url.Target);
    }

    [Theory]
    [InlineData("http://h", 80, "/")]
    [InlineData("https://h?x", 443, "/?x")]
    [InlineData("gopher://h/1", 70, "/1")]
    [InlineData("ftp://h:/", 21, "/")]
    [InlineData("x-unknown://h/", null, "/")]
    public void DefaultPorts_AndTargets(string text, int? port, string target) =>
        Assert.Equal((port, target), (Url.Parse(text).Port, Url.Parse(text).Target));

    [Theory]
    [InlineData("http://[2001:db8::1]:80/", "2001:db8::1")]
    [InlineData("http://[fe80::1%25eth0]/", "fe80::1%25eth0")]
    [InlineData("http://[v7.a:b]/", "v7.a:b")]
    [InlineData("file:///etc/hosts", "")]
    [InlineData("http://127.1/", "127.1")]
    public void Hosts(string text, string host) => Assert.Equal(host, Url.Parse(text).Host);

    [Theory]
    [InlineData("http://h/%", 9)]
    [InlineData("http://h/%4", 9)]
    [InlineData("http://h/%4g", 9)]
    [InlineData("http://h/ x", 9)]
    [InlineData("http://h/é", 9)]
    [InlineData("http://h:80x/", 11)]
    [InlineData("http://h:65536/", 9)]
    [InlineData("http://[::1/", 7)]
    [InlineData("http://[::1]x/", 12)]
    [InlineData("http://[1.2.3.4]/", 8)]
    [InlineData("http://[::1%eth0]/", 8)]
    [InlineData("http://a@b@c/", 10)]
    [InlineData("http://h/[", 9)]
    [InlineData("http://h/#a#b", 11)]
    [InlineData("1a:b", 2)]
    [InlineData(":x", 0)]
    [InlineData("http://h\r\nHost: x/", 8)]
    [InlineData("http://h/\0", 9)]
    public void WhatTheGrammarForbids_IsAnErrorAtItsPlace(string text, long offset)
    {
        ProtocolException error = Assert.Throws<ProtocolException>(() => Url.Parse(text));
        Assert.Equal((ProtocolError.Malformed, offset), (error.Kind, error.Offset));
        Assert.False(Url.TryParse(text, out _));
    }

    [Fact]
    public void WhatWasParsed_IsWrittenUnchanged()
    {
        int good = 0;
        foreach (string text in UrlCorpus.Urls().Concat(UrlCorpus.RfcReferences))
        {
            if (!Url.TryParse(text, out Url? url)) continue;
            good++;
            Assert.Equal(text, url.ToString());
        }

        Assert.True(good > 2000, $"only {good} were URLs");
    }

    [Theory]
    [InlineData("g:h", "g:h")]
    [InlineData("g", "http://a/b/c/g")]
    [InlineData("./g", "http://a/b/c/g")]
    [InlineData("g/", "http://a/b/c/g/")]
    [InlineData("/g", "http://a/g")]
    [InlineData("//g", "http://g")]
    [InlineData("?y", "http://a/b/c/d;p?y")]
    [InlineData("g?y", "http://a/b/c/g?y")]
    [InlineData("#s", "http://a/b/c/d;p?q#s")]
    [InlineData("g#s", "http://a/b/c/g#s")]
    [InlineData("g?y#s", "http://a/b/c/g?y#s")]
    [InlineData(";x", "http://a/b/c/;x")]
    [InlineData("g;x", "http://a/b/c/g;x")]
    [InlineData("g;x?y#s", "http://a/b/c/g;x?y#s")]
    [InlineData("", "http://a/b/c/d;p?q")]
    [InlineData(".", "http://a/b/c/")]
    [InlineData("./", "http://a/b/c/")]
    [InlineData("..", "http://a/b/")]
    [InlineData("../", "http://a/b/")]
    [InlineData("../g", "http://a/b/g")]
    [InlineData("../..", "http://a/")]
    [InlineData("../../", "http://a/")]
    [InlineData("../../g", "http://a/g")]
    [InlineData("../../../g", "http://a/g")]
    [InlineData("../../../../g", "http://a/g")]
    [InlineData("/./g", "http://a/g")]
    [InlineData("/../g", "http://a/g")]
    [InlineData("g.", "http://a/b/c/g.")]
    [InlineData(".g", "http://a/b/c/.g")]
    [InlineData("g..", "http://a/b/c/g..")]
    [InlineData("..g", "http://a/b/c/..g")]
    [InlineData("./../g", "http://a/b/g")]
    [InlineData("./g/.", "http://a/b/c/g/")]
    [InlineData("g/./h", "http://a/b/c/g/h")]
    [InlineData("g/../h", "http://a/b/c/h")]
    [InlineData("g;x=1/./y", "http://a/b/c/g;x=1/y")]
    [InlineData("g;x=1/../y", "http://a/b/c/y")]
    [InlineData("g?y/./x", "http://a/b/c/g?y/./x")]
    [InlineData("g?y/../x", "http://a/b/c/g?y/../x")]
    [InlineData("g#s/./x", "http://a/b/c/g#s/./x")]
    [InlineData("g#s/../x", "http://a/b/c/g#s/../x")]
    [InlineData("http:g", "http:g")]
    public void Join_AsRfc3986Section5_4(string reference, string target) =>
        Assert.Equal(target, Url.Parse("http://a/b/c/d;p?q").Join(reference).ToString());

    [Fact]
    public void Join_DoesNotMakeAnAuthorityOfAPath()
    {
        Url joined = Url.Parse("file:/a/b").Join("..//host/x");
        Assert.Equal("file:/.//host/x", joined.ToString());
        Assert.Null(Url.Parse(joined.ToString()).Authority);
    }

    [Fact]
    public void Join_FromARelativeBase_IsRefused() => Assert.Throws<InvalidOperationException>(() => Url.Parse("a/b").Join("c"));

    [Theory]
    [InlineData("HTTP://EX.com:80/%7Efoo/%aF/../b", "http://ex.com/~foo/b")]
    [InlineData("http://h", "http://h/")]
    [InlineData("https://h:8443/", "https://h:8443/")]
    [InlineData("a/../b", "a/../b")]
    [InlineData("//h%50%c3%a4/", "//hp%C3%A4/")]
    public void Normalize(string text, string normal) => Assert.Equal(normal, Url.Parse(text).Normalize().ToString());

    [Fact]
    public void Percent_Strict() =>
        Assert.Equal(2, Assert.Throws<ProtocolException>(() => Percent.Decode("ab%4")).Offset);

    [Fact]
    public void Percent_ThereAndBack()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        Assert.Equal(all, Percent.Decode(Percent.Encode(all, safe: "")));
    }
}
