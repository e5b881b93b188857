using System.Globalization;
using Sockeye.Clients.Dialing;
using Sockeye.Clients.Tests.Peers;
using Sockeye.Clients.Urls;
using Sockeye.Connections.Tls;
using Sockeye.Testing;
using Sockeye.Wire;
using Sockeye.Wire.Conversations;

namespace Sockeye.Clients.Tests.Urls;

/// <summary>Where redirects lead, and where none may: each rule is its own test.</summary>
public sealed class RedirectTests
{
    public static TheoryData<bool> Forms => Asking.Forms;

    [NeedsTheory("nginx")]
    [MemberData(nameof(Forms))]
    public async Task Redirects_AreFollowed_AndTheLastUrlIsTold(bool blocking)
    {
        using var server = new Nginx("absolute_redirect off; location /one { return 301 /two; } location /two { return 302 three?a=b; } location /three { return 200 $args; }");
        UrlAnswer answer = await Asking.Open(blocking, $"http://{server.Authority}/one");
        Assert.Equal($"http://{server.Authority}/three?a=b", answer.Url.ToString());
        Assert.Equal("a=b", await Asking.Text(blocking, answer));
    }

    [NeedsTheory("nginx")]
    [MemberData(nameof(Forms))]
    public async Task ALoop_EndsAtTheLimit(bool blocking)
    {
        using var server = new Nginx("location / { return 302 /again; }");
        UrlException loop = await Assert.ThrowsAsync<UrlException>(() => Asking.Open(blocking, $"http://{server.Authority}/"));
        Assert.Equal(302, loop.Status);
        Assert.Contains("more than 20 redirects", loop.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(20)]
    public async Task SoManyRedirectsAreFollowed_AndNoMore(int most)
    {
        foreach (bool blocking in new[] { true, false })
        {
            int asked = 0, redirects = int.MaxValue;
            await using var server = new TalkingServer((_, _) => asked++ < redirects ? "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /\r\n\r\n" : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            var request = new UrlRequest(server.Url()) { Limits = new UrlLimits { Redirects = most } };
            await Assert.ThrowsAsync<UrlException>(() => Asking.Open(blocking, request));
            Assert.Equal(most + 1, asked);
            (asked, redirects) = (0, most);
            Assert.Equal("ok", await Asking.Text(blocking, request));
        }
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("FILE:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("gopher://127.0.0.1/x")]
    [InlineData("data:,x")]
    [InlineData("javascript:x")]
    public async Task ARedirect_NeverLeavesHttp(string to)
    {
        foreach (bool blocking in new[] { true, false })
        {
            await using ScriptedServer server = Asking.Says($"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
            UrlException no = await Assert.ThrowsAsync<UrlException>(() => Asking.Open(blocking, server.UrlOf()));
            Assert.Equal(302, no.Status);
            Assert.Contains("from http it leads to http and https alone", no.Message, StringComparison.Ordinal);
        }
    }

    [NeedsTheory("nginx")]
    [MemberData(nameof(Forms))]
    public async Task ARedirectOutOfTls_IsRefused_UnlessItIsAllowed(bool blocking)
    {
        using var plain = new Nginx("location / { return 200 open; }");
        using var folder = new TemporaryFolder();
        var authority = new TestAuthority();
        (string certificate, string key) = authority.Write(folder, "server", authority.Issue(["localhost"]));
        using var secure = new Nginx($"ssl_certificate {certificate}; ssl_certificate_key {key}; location / {{ return 307 http://{plain.Authority}/; }}", "ssl");
        var request = new UrlRequest($"https://localhost:{secure.Port}/")
        {
            Client = new ClientOptions { Tls = new TlsClientOptions { Trust = TlsTrust.FromPem(authority.WritePem(folder)) } },
        };
        UrlException no = await Assert.ThrowsAsync<UrlException>(() => Asking.Open(blocking, request));
        Assert.Contains("it leads out of TLS", no.Message, StringComparison.Ordinal);
        Assert.Equal("open", await Asking.Text(blocking, request with { AllowsDowngrade = true }));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task WhatProvesWhoAsks_GoesToItsOwnOriginAlone(bool blocking)
    {
        string first = "", second = "";
        await using ScriptedServer other = Asking.Says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", head => second = head);
        await using ScriptedServer own = Asking.Says($"HTTP/1.1 302 Found\r\nLocation: {other.UrlOf("/there", "eve:hers@")}\r\nContent-Length: 0\r\n\r\n", head => first = head);
        string text = await Asking.Text(blocking, new UrlRequest(own.UrlOf(user: "anna:p%40ss@"))
        {
            Fields = [new("Cookie", "c=1"), new("X-Key", "k"), new("User-Agent", "me")],
        });
        Assert.Equal("ok", text);
        foreach (string secret in new[] { "Authorization: Basic " + Convert.ToBase64String("anna:p@ss"u8), "Cookie: c=1", "X-Key: k" })
        {
            Assert.Contains(secret, first, StringComparison.Ordinal);
        }

        Assert.StartsWith("GET /there HTTP/1.1\r\n", second, StringComparison.Ordinal);
        Assert.Contains("User-Agent: me", second, StringComparison.Ordinal);
        foreach (string secret in new[] { "Authorization", "Cookie", "X-Key", "eve" })
        {
            Assert.DoesNotContain(secret, second, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task WhatProvesWhoAsks_StaysOff_OnceARequestWasElsewhere(bool blocking)
    {
        var heads = new List<string>();
        TalkingServer? home = null;
        await using var other = new TalkingServer((head, _) => Heard(head, $"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: {home!.Url("/back")}\r\n\r\n"));
        await using var own = new TalkingServer((head, _) => Heard(head, head.StartsWith("GET /back ", StringComparison.Ordinal)
            ? "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhome"
            : $"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: {other.Url("/")}\r\n\r\n"));
        home = own;
        Assert.Equal("home", await Asking.Text(blocking, await Asking.Open(blocking, own.Url("/", "anna:secret@"))));
        Assert.Equal(3, heads.Count);
        Assert.Contains("Authorization", heads[0], StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", heads[1], StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", heads[2], StringComparison.Ordinal);

        string Heard(string head, string answer)
        {
            heads.Add(head);
            return answer;
        }
    }

    [NeedsTheory("nginx")]
    [MemberData(nameof(Forms))]
    public async Task AnOriginOfTheSame_GetsItAgain(bool blocking)
    {
        using var server = new Nginx("absolute_redirect off; location /one { return 302 /two; } location /two { return 200 $remote_user; }");
        Assert.Equal("anna", await Asking.Text(blocking, await Asking.Open(blocking, $"http://anna:x@{server.Authority}/one")));
    }

    [Theory]
    [InlineData("/a b|ü", "/a%20b%7C%C3%BC")]
    [InlineData("//127.0.0.1:{0}/x", "/x")]
    [InlineData("?q", "/from?q")]
    public async Task ALocation_MayBeSloppy(string location, string target)
    {
        string second = "";
        await using var server = new TalkingServer((head, port) =>
        {
            second = head;
            return head.StartsWith("GET /from ", StringComparison.Ordinal)
                ? $"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: {string.Format(CultureInfo.InvariantCulture, location, port)}\r\n\r\n"
                : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        });
        Assert.Equal("ok", await Asking.Text(false, new UrlRequest(server.Url("/from"))));
        Assert.StartsWith($"GET {target} HTTP/1.1\r\n", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALocationWithControls_IsNonsense()
    {
        await using ScriptedServer server = Asking.Says("HTTP/1.1 302 Found\r\nLocation: /a\tb\r\nContent-Length: 0\r\n\r\n");
        ProtocolException wrong = await Assert.ThrowsAsync<ProtocolException>(() => Asking.Open(false, server.UrlOf()));
        Assert.Equal(ProtocolError.Malformed, wrong.Kind);
    }

    [NeedsTheory("nginx")]
    [MemberData(nameof(Forms))]
    public async Task TheNameAndTheCertificate_AreForTheFirstOriginAlone(bool blocking)
    {
        using var folder = new TemporaryFolder();
        var authority = new TestAuthority();
        (string certificate, string key) = authority.Write(folder, "own", authority.Issue(["own.test"]));
        (string other, string otherKey) = authority.Write(folder, "other", authority.Issue(["localhost"]));
        string anchor = authority.WritePem(folder);
        using var elsewhere = new Nginx($"ssl_certificate {other}; ssl_certificate_key {otherKey}; ssl_verify_client optional; ssl_client_certificate {anchor}; location / {{ return 200 $ssl_client_verify; }}", "ssl");
        using var home = new Nginx($"ssl_certificate {certificate}; ssl_certificate_key {key}; ssl_verify_client optional; ssl_client_certificate {anchor}; location /who {{ return 200 $ssl_client_verify; }} location / {{ return 302 https://localhost:{elsewhere.Port}/; }}", "ssl");
        var client = new ClientOptions { Tls = new TlsClientOptions { HostName = "own.test", Trust = TlsTrust.FromPem(anchor), Certificate = authority.Issue(["anna"]) } };
        Assert.Equal("SUCCESS", await Asking.Text(blocking, new UrlRequest($"https://localhost:{home.Port}/who") { Client = client }));
        Assert.Equal("NONE", await Asking.Text(blocking, new UrlRequest($"https://localhost:{home.Port}/") { Client = client }));
    }

    [NeedsTheory("tinyproxy")]
    [MemberData(nameof(Forms))]
    public async Task ARedirectToAnotherScheme_GoesByThatSchemesDialer(bool blocking)
    {
        await using var server = new TalkingServer((_, _) => "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: https://127.0.0.1:1/\r\n\r\n");
        using ListeningProgram tunnel = Programs.Tinyproxy();
        string proxy = $"http://127.0.0.1:{tunnel.Service}";
        ProxyException no = await Assert.ThrowsAsync<ProxyException>(() => Asking.Open(blocking, new UrlRequest(server.Url())
        {
            Dialers = new Dictionary<string, Dialer> { ["https"] = new Dialer(new DialerOptions { Proxy = Proxy.Parse(proxy) }) },
        }));
        Assert.Contains($"127.0.0.1:1 by {proxy}", no.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APasswordInALocation_IsShownNowhere()
    {
        await using var server = new TalkingServer((_, _) => "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: http://eve:hers@127.0.0.1:1/x\r\n\r\n");
        var record = new Conversation();
        var client = new ClientOptions { Conversation = record };
        UrlException put = await Assert.ThrowsAsync<UrlException>(() => Asking.Open(true, new UrlRequest(server.Url()) { Verb = UrlVerb.Put, Body = new MemoryStream([1]), Client = client }));
        UrlException limit = await Assert.ThrowsAsync<UrlException>(() => Asking.Open(true, new UrlRequest(server.Url()) { Limits = new UrlLimits { Redirects = 0 }, Client = client }));
        Assert.Contains("http://127.0.0.1:1/x", put.Message, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:1/x", limit.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hers", put.Message + limit.Message + DialogueWriter.ToText(record), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://h:x/")]
    [InlineData("http://[::1/")]
    public async Task ALocationThatIsNoUrl_IsTheFaultOfWhoSentIt(string location)
    {
        await using var server = new TalkingServer((_, _) => $"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: {location}\r\n\r\n");
        ProtocolException wrong = await Assert.ThrowsAsync<ProtocolException>(() => Asking.Open(false, server.Url()));
        Assert.Equal((Blame.Peer, server.Url()[7..^1]), (wrong.Blame, wrong.Peer));
    }

    [NeedsFact("nginx")]
    public async Task WhatIsPut_IsNotPutElsewhere()
    {
        using var server = new Nginx("location / { return 307 http://127.0.0.1:1/; }");
        UrlException no = await Assert.ThrowsAsync<UrlException>(() => Asking.Open(true, new UrlRequest($"http://{server.Authority}/a") { Verb = UrlVerb.Put, Body = new MemoryStream([1]) }));
        Assert.Equal((307, "Temporary Redirect, to http://127.0.0.1:1/"), (no.Status, no.Reason));
    }
}
