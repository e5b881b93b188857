using System.Security.Authentication;
using Sockeye.Clients.Http;
using Sockeye.Clients.Tests.Peers;
using Sockeye.Connections;
using Sockeye.Connections.Tls;

namespace Sockeye.Clients.Tests.Http;

/// <summary>HTTP in TLS, against nginx.</summary>
public sealed class HttpTlsTests
{
    private static readonly TestAuthority Authority = new();

    private static HttpConnectionOptions Trusting { get; } = new()
    {
        IsSecure = true,
        Client = new ClientOptions { Tls = new TlsClientOptions { Trust = TlsTrust.Only(Authority.Certificate) } },
    };

    [NeedsTheory("nginx")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RequestsAndUploads_GoThrough(bool blocking)
    {
        using var folder = new TemporaryFolder();
        using Nginx nginx = Start(folder);
        using HttpConnection http = await BothForms.Connect(nginx.EndPoint, blocking, Trusting);
        Assert.InRange(http.Tls!.Protocol, SslProtocols.Tls12, SslProtocols.Tls13);
        Assert.Equal("hello\n", await (await http.Ask(blocking, "GET", "/text")).Text(blocking));
        byte[] large = new byte[1_000_000];
        Assert.Equal(201, (await http.Ask(blocking, "PUT", "/put/a", [new("Transfer-Encoding", "chunked"), new("Expect", "100-continue")], large)).Status);
        Assert.Equal(large.Length, (await http.Ask(blocking, "HEAD", "/put/a")).Length);
        HttpResponse file = await http.Ask(blocking, "GET", "/put/a");
        Assert.Equal(large.Length, (blocking ? file.ReadToEnd() : await file.ReadToEndAsync()).Length);
        Assert.True(http.IsConnected);
    }

    [NeedsFact("nginx")]
    public async Task ARequestThatExpects_LearnsThatItsBodyIsNotWanted()
    {
        using var folder = new TemporaryFolder();
        using Nginx nginx = Start(folder);
        await using HttpConnection http = await HttpConnection.ConnectAsync(nginx.Authority, Trusting with { ContinueTimeout = TimeSpan.FromSeconds(30) });
        http.PutRequest("PUT", "/small");
        http.PutHeader("Content-Length", "11");
        http.PutHeader("Expect", "100-continue");
        Assert.False(await http.EndHeadersAsync());
        Assert.Equal(413, (await http.GetResponseAsync()).Status);
    }

    [NeedsTheory("nginx")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ACertificateThatNobodyVouchesFor_IsRefused(bool blocking)
    {
        using var folder = new TemporaryFolder();
        using Nginx nginx = Start(folder);
        TlsException error = await Assert.ThrowsAsync<TlsException>(() => BothForms.Connect(nginx.EndPoint, blocking, new HttpConnectionOptions { IsSecure = true }));
        Assert.Equal(TlsError.PeerCertificate, error.Kind);
    }

    [NeedsFact("nginx")]
    public async Task WithoutAWord_TheBodyIsSentAllTheSame_AndTheAnswerStillComes()
    {
        // Its server never says 100: the read that waits for it is given up, and the next goes on where it was.
        using var folder = new TemporaryFolder();
        using Nginx nginx = Start(folder);
        await using Connection connection = await Connection.ConnectAsync(nginx.EndPoint);
        TlsConnection secure = await TlsConnection.ConnectAsync(connection, Trusting.Client.Tls! with { HostName = "127.0.0.1" });
        await using HttpConnection http = HttpConnection.Over(secure, nginx.Authority, new HttpConnectionOptions { MinorVersion = 0, ContinueTimeout = TimeSpan.FromMilliseconds(1) });
        Assert.Equal(201, (await http.CommandAsync("PUT", "/put/b", [new("Expect", "100-continue")], new byte[100])).Status);
    }

    private static Nginx Start(TemporaryFolder folder)
    {
        (string certificate, string key) = Authority.Write(folder, "nginx", Authority.Issue(["127.0.0.1", "localhost"]));
        return new Nginx(
            $$"""
            ssl_certificate {{certificate}};
            ssl_certificate_key {{key}};
            location /text { return 200 "hello\n"; }
            location /put/ { alias FILES; dav_methods PUT; }
            location /small { dav_methods PUT; client_max_body_size 10; }
            """,
            "ssl");
    }
}
