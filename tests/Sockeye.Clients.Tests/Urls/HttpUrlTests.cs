using System.Globalization;
using System.Net;
using System.Text;
using Sockeye.Clients.Dialing;
using Sockeye.Clients.Tests.Peers;
using Sockeye.Clients.Urls;
using Sockeye.Connections.Tls;
using Sockeye.Testing;
using Sockeye.Wire;
using Sockeye.Wire.Conversations;
using Sockeye.Wire.Http;

namespace Sockeye.Clients.Tests.Urls;

/// <summary>http and https URLs at nginx and at Python's http.server.</summary>
public sealed class HttpUrlTests
{
    private static readonly string[] s_names = ["localhost", "127.0.0.1"];

    public static TheoryData<bool> Forms => Asking.Forms;

    [NeedsTheory("nginx")]
    [MemberData(nameof(Forms))]
    public async Task AFile_ComesWithItsTypeLengthAndDate(bool blocking)
    {
        using var server = new Nginx("types { text/html html; }");
        File.WriteAllText(Path.Combine(server.Files, "a.html"), "<p>hello</p>");
        DateTime changed = new(2020, 2, 29, 12, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Path.Combine(server.Files, "a.html"), changed);

        UrlAnswer answer = await Asking.Open(blocking, $"http://{server.Authority}/a.html?x=1#part");
        Assert.Equal(200, answer.Status);
        Assert.Equal("OK", answer.Reason);
        Assert.Equal("HTTP/1.1", answer.Protocol);
        Assert.Equal("text/html", answer.Info.Type);
        Assert.Equal(12, answer.Info.Length);
        Assert.Equal(changed, answer.Info.LastModified!.Value.UtcDateTime);
        Assert.StartsWith("\"", answer.Info.Validator, StringComparison.Ordinal);
        Assert.Contains(answer.Info.Fields, static field => field.Name == "Server" && field.Value.StartsWith("nginx", StringComparison.Ordinal));
        Assert.Equal($"http://{server.Authority}/a.html?x=1", answer.Url.ToString());
        Assert.Equal("<p>hello</p>", await Asking.Text(blocking, answer));
    }

    [NeedsTheory("nginx")]
    [MemberData(nameof(Forms))]
    public async Task AFailingStatus_IsAnErrorInTheServersWords_WithItsBody(bool blocking)
    {
        using var server = new Nginx();
        UrlException no = await Assert.ThrowsAsync<UrlException>(() => Asking.Open(blocking, $"http://anna:secret@{server.Authority}/missing"));
        Assert.Equal(404, no.Status);
        Assert.Equal("Not Found", no.Reason);
        Assert.Equal($"http://{server.Authority}/missing: 404 Not Found", no.Message);
        Assert.Contains("404 Not Found", Encoding.UTF8.GetString(no.Body.Span), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", no.ToString(), StringComparison.Ordinal);
    }

    [NeedsTheory("nginx")]
    [MemberData(nameof(Forms))]
    public async Task Head_TellsAndBringsNothing(bool blocking)
    {
        using var server = new Nginx();
        File.WriteAllText(Path.Combine(server.Files, "a.txt"), "hello");
        UrlAnswer answer = await Asking.Open(blocking, new UrlRequest($"http://{server.Authority}/a.txt") { Verb = UrlVerb.Head });
        Assert.Equal(5, answer.Info.Length);
        Assert.Equal("", await Asking.Text(blocking, answer));
    }

    [NeedsTheory("nginx")]
    [MemberData(nameof(Forms))]
    public async Task WhatComesCompressed_IsExpanded_AndItsLengthIsUnknown(bool blocking)
    {
        using var server = new Nginx("gzip on; gzip_types text/plain; gzip_min_length 1;");
        string text = string.Concat(Enumerable.Range(0, 20_000).Select(static i => i.ToString(CultureInfo.InvariantCulture) + "\n"));
        File.WriteAllText(Path.Combine(server.Files, "a.txt"), text);

        UrlAnswer answer = await Asking.Open(blocking, $"http://{server.Authority}/a.txt");
        Assert.Contains(new HttpField("Content-Encoding", "gzip"), answer.Info.Fields);
        Assert.Contains(new HttpField("Transfer-Encoding", "chunked"), answer.Info.Fields);
        Assert.Null(answer.Info.Length);
        Assert.Equal(text, await Asking.Text(blocking, answer));

        UrlAnswer plain = await Asking.Open(blocking, new UrlRequest($"http://{server.Authority}/a.txt") { Compression = false });
        Assert.Equal(text.Length, plain.Info.Length);
        Assert.Equal(text, await Asking.Text(blocking, plain));
    }

    [NeedsTheory("nginx")]
    [MemberData(nameof(Forms))]
    public async Task AnOffset_IsWhereTheAnswerBegins_WhileTheThingIsTheSame(bool blocking)
    {
        using var server = new Nginx();
        string path = Path.Combine(server.Files, "a.txt");
        File.WriteAllText(path, "0123456789");
        string url = $"http://{server.Authority}/a.txt";
        using UrlAnswer first = await Asking.Open(blocking, new UrlRequest(url) { Verb = UrlVerb.Head });

        UrlAnswer rest = await Asking.Open(blocking, new UrlRequest(url) { Offset = 4, Validator = first.Info.Validator });
        Assert.Equal((206, 4, 10), (rest.Status, rest.Offset, rest.Info.Length));
        Assert.Equal("456789", await Asking.Text(blocking, rest));

        File.WriteAllText(path, "another one");
        UrlAnswer whole = await Asking.Open(blocking, new UrlRequest(url) { Offset = 4, Validator = first.Info.Validator });
        Assert.Equal((200, 0), (whole.Status, whole.Offset));
        Assert.Equal("another one", await Asking.Text(blocking, whole));

        UrlException behind = await Assert.ThrowsAsync<UrlException>(() => Asking.Open(blocking, new UrlRequest(url) { Offset = 100 }));
        Assert.Equal(416, behind.Status);
    }

    [NeedsTheory("nginx")]
    [MemberData(nameof(Forms))]
    public async Task WhatIsPut_IsThere_WithALengthAndWithout(bool blocking)
    {
        using var server = new Nginx("dav_methods PUT; client_max_body_size 10m;");
        byte[] data = [.. Enumerable.Range(0, 3_000_000).Select(static i => (byte)(i * 31))];
        foreach ((string name, Stream body) in new (string, Stream)[] { ("known", new MemoryStream(data)), ("unknown", new NoSeeking(data)) })
        {
            using UrlAnswer answer = await Asking.Open(blocking, new UrlRequest($"http://{server.Authority}/{name}") { Verb = UrlVerb.Put, Body = body });
            Assert.Equal(201, answer.Status);
            Assert.Equal(data, File.ReadAllBytes(Path.Combine(server.Files, name)));
            Assert.True(body.CanRead);
        }
    }

    [NeedsTheory("nginx")]
    [MemberData(nameof(Forms))]
    public async Task Https_IsTwoWhereAwaited_OneWhereBlocking_AndTheServerIsVerified(bool blocking)
    {
        using var folder = new TemporaryFolder();
        var authority = new TestAuthority();
        (string certificate, string key) = authority.Write(folder, "server", authority.Issue(s_names));
        using var server = new Nginx($"ssl_certificate {certificate}; ssl_certificate_key {key};", "ssl http2");
        File.WriteAllText(Path.Combine(server.Files, "a.txt"), "hello");
        string url = $"https://localhost:{server.Port}/a.txt";

        var trusting = new ClientOptions { Tls = new TlsClientOptions { Trust = TlsTrust.FromPem(authority.WritePem(folder)) } };
        UrlAnswer answer = await Asking.Open(blocking, new UrlRequest(url) { Client = trusting });
        Assert.Equal(blocking ? "HTTP/1.1" : "HTTP/2.0", answer.Protocol);
        Assert.Equal("hello", await Asking.Text(blocking, answer));
        UrlException no = await Assert.ThrowsAsync<UrlException>(() => Asking.Open(blocking, new UrlRequest(url + "x") { Client = trusting }));
        Assert.Equal((404, "Not Found"), (no.Status, no.Reason));

        TlsException stranger = await Assert.ThrowsAsync<TlsException>(() => Asking.Open(blocking, url));
        Assert.Equal(TlsError.PeerCertificate, stranger.Kind);
        Assert.Contains("not trusted", stranger.Message, StringComparison.Ordinal);
        TlsException other = await Assert.ThrowsAsync<TlsException>(() => Asking.Open(blocking, new UrlRequest(url)
        {
            Client = new ClientOptions { Tls = trusting.Tls with { HostName = "example.org" } },
        }));
        Assert.Contains("other names: localhost", other.Message, StringComparison.Ordinal);
        Assert.Equal("hello", await Asking.Text(blocking, new UrlRequest(url) { Client = new ClientOptions { Tls = new TlsClientOptions { Trust = TlsTrust.Insecure } } }));
    }

    [NeedsTheory("nginx")]
    [MemberData(nameof(Forms))]
    public async Task TheConversation_HasTheHeads_AndNoPassword(bool blocking)
    {
        using var server = new Nginx();
        File.WriteAllText(Path.Combine(server.Files, "a.txt"), "hello");
        var record = new Conversation();
        await Asking.Text(blocking, new UrlRequest($"http://anna:secret@{server.Authority}/a.txt")
        {
            Client = new ClientOptions { Conversation = record },
            Fields = [new("Cookie", "token"), new("X-Word", "open")],
        });
        string said = DialogueWriter.ToText(record);
        Assert.Contains("GET /a.txt HTTP/1.1", said, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 200 OK", said, StringComparison.Ordinal);
        Assert.Contains("X-Word: open", said, StringComparison.Ordinal);
        Assert.Contains("Authorization: (not shown)", said, StringComparison.Ordinal);
        foreach (string secret in new[] { "secret", "token", Convert.ToBase64String("anna:secret"u8) })
        {
            Assert.DoesNotContain(secret, said, StringComparison.Ordinal);
        }
    }

    [NeedsTheory("nginx")]
    [MemberData(nameof(Forms))]
    public async Task RequestsOfTheSameOptions_ShareAConnection(bool blocking)
    {
        using var server = new Nginx("location /which { return 200 $connection; }");
        var client = new ClientOptions();
        string url = $"http://{server.Authority}/which";
        string first = await Asking.Text(blocking, new UrlRequest(url) { Client = client });
        Assert.Equal(first, await Asking.Text(blocking, new UrlRequest(url) { Client = client }));
        Assert.NotEqual(first, await Asking.Text(blocking, new UrlRequest(url) { Client = new ClientOptions() }));
    }

    [NeedsTheory("nginx")]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task ABodyThatIsCutShort_IsAnError(bool blocking, bool isTwo)
    {
        using var folder = new TemporaryFolder();
        var authority = new TestAuthority();
        (string certificate, string key) = authority.Write(folder, "server", authority.Issue(s_names));
        await using var behind = new TalkingServer((_, _) => "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 100000\r\n\r\n" + new string('x', 50_000));
        string pass = $"location / {{ proxy_pass {behind.Url()}; }}";
        using var server = isTwo ? new Nginx($"ssl_certificate {certificate}; ssl_certificate_key {key}; {pass}", "ssl http2") : new Nginx(pass);
        UrlAnswer answer = await Asking.Open(blocking, new UrlRequest(isTwo ? $"https://localhost:{server.Port}/" : $"http://{server.Authority}/")
        {
            Client = new ClientOptions { Tls = new TlsClientOptions { Trust = TlsTrust.FromPem(authority.WritePem(folder)) } },
        });
        Assert.Equal((isTwo ? "HTTP/2.0" : "HTTP/1.1", 100_000), (answer.Protocol, answer.Info.Length));
        ProtocolException cut = await Assert.ThrowsAsync<ProtocolException>(() => Asking.Text(blocking, answer));
        Assert.Equal(ProtocolError.Truncated, cut.Kind);
        Assert.InRange(cut.Offset, 0, 99_999);       // what HTTP/2 had received and nobody read is lost with the stream
    }

    [NeedsTheory("nginx", "tinyproxy", "microsocks")]
    [MemberData(nameof(Forms))]
    public async Task TheDialersProxy_IsBetween(bool blocking)
    {
        using var server = new Nginx("location / { return 200 far; }");
        using ListeningProgram tunnel = Programs.Tinyproxy();
        using ListeningProgram socks = Programs.Microsocks();
        foreach (string proxy in new[] { $"http://127.0.0.1:{tunnel.Service}", $"socks5h://127.0.0.1:{socks.Service}" })
        {
            var client = new ClientOptions { Dialer = new Dialer(new DialerOptions { Proxy = Proxy.Parse(proxy) }) };
            Assert.Equal("far", await Asking.Text(blocking, new UrlRequest($"http://{server.Authority}/") { Client = client }));
            ProxyException no = await Assert.ThrowsAsync<ProxyException>(() => Asking.Open(blocking, new UrlRequest("http://127.0.0.1:1/") { Client = client }));
            Assert.Contains($"127.0.0.1:1 by {proxy}", no.Message, StringComparison.Ordinal);
        }
    }

    [NeedsTheory(Machine.Loopback6)]
    [MemberData(nameof(Forms))]
    public async Task AnAddressInBrackets_IsAHost(bool blocking)
    {
        string asked = "";
        await using ScriptedServer server = new PeerScript().ExpectUpTo("\r\n\r\n", head => asked = Encoding.ASCII.GetString(head))
            .Say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").Close().Serve(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        string authority = server.LocalEndPoint.ToString()!;
        Assert.Equal("ok", await Asking.Text(blocking, new UrlRequest($"http://{authority}?q")));
        Assert.StartsWith($"GET /?q HTTP/1.1\r\nHost: {authority}\r\n", asked, StringComparison.Ordinal);
    }

    [NeedsTheory("python3")]
    [MemberData(nameof(Forms))]
    public async Task PythonsServer_OfHttp10_IsReadToItsEnd(bool blocking)
    {
        using var folder = new TemporaryFolder();
        folder.Write("a b.txt", "hello");
        using var python = PythonHttpServer.Start(folder.Path);
        UrlAnswer answer = await Asking.Open(blocking, $"http://127.0.0.1:{python.Port}/a%20b.txt");
        Assert.Equal("HTTP/1.0", answer.Protocol);
        Assert.Equal("text/plain", answer.Info.Type);
        Assert.Equal("hello", await Asking.Text(blocking, answer));
        Assert.Equal("File not found", (await Assert.ThrowsAsync<UrlException>(() => Asking.Open(blocking, $"http://127.0.0.1:{python.Port}/no"))).Reason);
    }

    private sealed class NoSeeking(byte[] data) : MemoryStream(data)
    {
        public override bool CanSeek => false;
    }
}
