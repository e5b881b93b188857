using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Sockeye.Connections.Tls;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests.Tls;

/// <summary>What a handshake comes to, and how it fails: each side is told in its own words.</summary>
public sealed class HandshakeTests
{
    [Fact]
    public async Task BothSides_KnowWhatItHasComeTo()
    {
        (TlsConnection server, TlsConnection client) = await TlsScene.Pair(
            TlsScene.Server with { ApplicationProtocols = ["new/2", "old/1"] },
            TlsScene.Client with { ApplicationProtocols = ["old/1", "odd", "new/2"] });
        Assert.Equal((SslProtocols.Tls13, "new/2", "server.test"), (server.Info.Protocol, server.Info.ApplicationProtocol, server.Info.ServerName));
        Assert.Equal((SslProtocols.Tls13, "new/2", "server.test"), (client.Info.Protocol, client.Info.ApplicationProtocol, client.Info.ServerName));
        Assert.Equal(TlsCipherSuite.TLS_AES_256_GCM_SHA384, client.Info.CipherSuite);
        Assert.Null(server.Info.PeerCertificate);
        Assert.Equal("CN=server.test", client.Info.PeerCertificate!.Subject);
        Assert.Equal(client.RemoteEndPoint, ((ConnectionCarrier)client.Below).Peer);
        client.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task Version12_IsSpokenWhereOneSideHasNoOther()
    {
        (TlsConnection server, TlsConnection client) = await TlsScene.Pair(client: TlsScene.Client with { Protocols = SslProtocols.Tls12 });
        Assert.Equal((SslProtocols.Tls12, SslProtocols.Tls12), (server.Info.Protocol, client.Info.Protocol));
        client.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task NoVersionInCommon_IsAnErrorOfBoth()
    {
        (Exception? server, Exception? client) = await TlsScene.Outcome(TlsScene.Server with { Protocols = SslProtocols.Tls13 }, TlsScene.Client with { Protocols = SslProtocols.Tls12 });
        Demand(server, TlsError.Protocol, "unsupported protocol");
        Demand(client, TlsError.Refused, "protocol version");
    }

    [Fact]
    public async Task NoApplicationProtocolInCommon_IsAnErrorOfBoth()
    {
        (Exception? server, Exception? client) = await TlsScene.Outcome(TlsScene.Server with { ApplicationProtocols = ["new/2"] }, TlsScene.Client with { ApplicationProtocols = ["old/1"] });
        Demand(server, TlsError.Protocol, "no application protocol");
        Demand(client, TlsError.Refused, "no application protocol");
    }

    [Fact]
    public async Task ACertificateThatIsNotTrusted_IsAnErrorOfTheClient()
    {
        (_, Exception? client) = await TlsScene.Outcome(client: TlsScene.Client with { Trust = TlsTrust.Only(new TestAuthority("another").Certificate) });
        Demand(client, TlsError.PeerCertificate, "the certificate of the server is not trusted: CN=server.test, of CN=the tests' authority: ");
        (_, client) = await TlsScene.Outcome(client: TlsScene.Client with { Trust = TlsTrust.System });
        Demand(client, TlsError.PeerCertificate, "is not trusted");
    }

    [Fact]
    public async Task ACertificateForOtherNames_IsAnErrorOfTheClient()
    {
        (_, Exception? client) = await TlsScene.Outcome(client: TlsScene.Client with { HostName = "other.test" });
        Demand(client, TlsError.PeerCertificate, "the certificate of the server is for other names: server.test, *.wild.test, localhost, 127.0.0.1");
        Assert.Equal((null, null), await TlsScene.Outcome(client: TlsScene.Client with { HostName = "one.wild.test" }));
        Assert.Equal((null, null), await TlsScene.Outcome(client: TlsScene.Client with { HostName = "127.0.0.1" }));
    }

    [Fact]
    public async Task ACertificateThatHasExpired_IsAnErrorOfTheClient()
    {
        var shown = new TemporaryFolder();
        (string certificate, string key) = TlsScene.Authority.Write(shown, "old", TlsScene.Authority.Issue(["server.test"], -20, -10));
        var server = new TlsServerOptions { Certificates = ServerCertificates.FromPem(certificate, key, new CertificateOptions { AllowsExpired = true }) };
        (_, Exception? client) = await TlsScene.Outcome(server);
        Demand(client, TlsError.PeerCertificate, "expired");
        shown.Dispose();
    }

    [Fact]
    public async Task Insecure_TrustsAnybody()
        => Assert.Equal((null, null), await TlsScene.Outcome(client: new TlsClientOptions { Trust = TlsTrust.Insecure }));

    [Fact]
    public async Task TheVeryCertificate_IsTrustedWithoutItsAuthority_ForItsNamesAndItsTime()
    {
        ServerCertificates shown = TlsScene.Server.Certificates;
        Assert.Equal((null, null), await TlsScene.Outcome(client: TlsScene.Client with { Trust = shown.AsTrust() }));
        (_, Exception? client) = await TlsScene.Outcome(client: TlsScene.Client with { Trust = shown.AsTrust(), HostName = "other.test" });
        Demand(client, TlsError.PeerCertificate, "is for other names");
        (_, client) = await TlsScene.Outcome(client: TlsScene.Client with { Trust = TlsTrust.Only(TlsScene.Authority.Issue(["server.test"])) });
        Demand(client, TlsError.PeerCertificate, "is not trusted");

        using var folder = new TemporaryFolder();
        (string certificate, string key) = TlsScene.Authority.Write(folder, "old", TlsScene.Authority.Issue(["server.test"], -20, -10));
        var old = ServerCertificates.FromPem(certificate, key, new CertificateOptions { AllowsExpired = true });
        (_, client) = await TlsScene.Outcome(new TlsServerOptions { Certificates = old }, TlsScene.Client with { Trust = old.AsTrust() });
        Demand(client, TlsError.PeerCertificate, "is not trusted");
    }

    [Fact]
    public async Task ARequiredCertificate_IsRequiredOfAnybody()
    {
        TlsServerOptions server = TlsScene.Server with { ClientCertificates = ClientCertificates.Required(TlsTrust.Insecure) };
        (Exception? told, _) = await TlsScene.Outcome(server);
        Demand(told, TlsError.PeerCertificate, "the client showed no certificate");
        Assert.Equal((null, null), await TlsScene.Outcome(server, TlsScene.Client with { Certificate = new TestAuthority("another").Issue(["somebody"]) }));
    }

    [Fact]
    public void OptionsThatCannotBe_AreRefusedAtOnce()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TlsScene.Client with { Protocols = SslProtocols.None });
        Assert.Throws<ArgumentOutOfRangeException>(() => TlsScene.Client with { HandshakeTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentException>(() => TlsScene.Server with { ApplicationProtocols = ["h2", ""] });
        Assert.Throws<ArgumentException>(() => TlsScene.Server with { ApplicationProtocols = [new string('x', 256)] });
        Assert.Throws<ArgumentException>(() => TlsTrust.Only());
        Assert.DoesNotContain("secret", new CertificateOptions { Password = "secret" }.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAName_ThereIsNothingToCheck()
    {
        (Connection one, Connection other) = await TlsScene.Plain();
        await Assert.ThrowsAsync<ArgumentException>(() => TlsConnection.ConnectAsync(other, new TlsClientOptions()));
        one.Dispose();
        other.Dispose();
    }

    [Fact]
    public async Task AClientShowsItsCertificate_WhereItIsAsked()
    {
        TlsServerOptions server = TlsScene.Server with { ClientCertificates = ClientCertificates.Required(TlsTrust.Only(TlsScene.Authority.Certificate)) };
        X509Certificate2 own = TlsScene.Authority.Issue(["somebody"]);
        (TlsConnection accepted, TlsConnection client) = await TlsScene.Pair(server, TlsScene.Client with { Certificate = own });
        Assert.Equal(own.Thumbprint, accepted.Info.PeerCertificate?.Thumbprint);
        client.Dispose();
        accepted.Dispose();

        (Exception? told, Exception? refused) = await TlsScene.Outcome(server);
        Demand(told, TlsError.PeerCertificate, "the client showed no certificate");
        Assert.NotNull(refused);
        (told, refused) = await TlsScene.Outcome(server, TlsScene.Client with { Certificate = new TestAuthority("another").Issue(["somebody"]) });
        Demand(told, TlsError.PeerCertificate, "the certificate of the client is not trusted: CN=somebody, of CN=another");
        Assert.NotNull(refused);
    }

    [Fact]
    public async Task ACertificateThatIsAllowed_MayBeMissing_AndNotWrong()
    {
        TlsServerOptions server = TlsScene.Server with { ClientCertificates = ClientCertificates.Allowed(TlsTrust.Only(TlsScene.Authority.Certificate)) };
        Assert.Equal((null, null), await TlsScene.Outcome(server));
        Assert.Equal((null, null), await TlsScene.Outcome(server, TlsScene.Client with { Certificate = TlsScene.Authority.Issue(["somebody"]) }));
        (Exception? told, _) = await TlsScene.Outcome(server, TlsScene.Client with { Certificate = new TestAuthority("another").Issue(["somebody"]) });
        Demand(told, TlsError.PeerCertificate, "is not trusted");
    }

    [Fact]
    public async Task AServerThatSpeaksPlainly_IsToldApart()
    {
        (Connection client, Socket server) = Scene.Pair();
        server.SendAll("220 mail.test ESMTP\r\n"u8);
        Demand(await Record.ExceptionAsync(() => TlsConnection.ConnectAsync(client, TlsScene.Client).InTime()), TlsError.Plaintext, "the peer");
        server.Dispose();

        (client, server) = Scene.Pair();
        Task<TlsConnection> connecting = TlsConnection.ConnectAsync(client, TlsScene.Client);
        server.Receive(1);
        server.SendAll("220 mail.test ESMTP\r\n"u8);
        Demand(await Record.ExceptionAsync(() => connecting.InTime()), TlsError.Plaintext, "the peer does not speak TLS: it began with \"220 mail.test ESMTP\"");
        server.Dispose();
    }

    [Fact]
    public async Task AServerThatClosesInTheMidst_IsToldApart()
    {
        (Connection client, Socket server) = Scene.Pair();
        Task<TlsConnection> connecting = TlsConnection.ConnectAsync(client, TlsScene.Client);
        byte[] hello = new byte[2000];
        server.Receive(hello);
        server.Dispose();
        Exception? ended = await Record.ExceptionAsync(() => connecting.InTime());
        Demand(ended, TlsError.Truncated, "the peer ended the stream within it");
    }

    [Fact]
    public async Task APeerThatStalls_IsGivenUp()
    {
        (Connection client, Socket server) = Scene.Pair();
        var late = await Assert.ThrowsAsync<SocketTimeoutException>(() => TlsConnection.ConnectAsync(client, TlsScene.Client with { HandshakeTimeout = TimeSpan.FromMilliseconds(50) }).InTime());
        Assert.Equal($"TLS handshake with {server.LocalEndPoint}: it was not over after 0.05 s (ETIMEDOUT)", late.Message);
        Assert.True(client.IsClosed);
        server.Dispose();

        (Connection accepted, Socket stalling) = Scene.Pair();
        stalling.SendAll([22, 3, 1]);
        await Assert.ThrowsAsync<SocketTimeoutException>(() => TlsConnection.AcceptAsync(accepted, TlsScene.Server with { HandshakeTimeout = TimeSpan.FromMilliseconds(50) }).InTime());
        Assert.True(accepted.IsClosed);
        stalling.Dispose();
    }

    [Fact]
    public async Task TheTimeForConnecting_CoversTheHandshake()
    {
        using Socket silent = Socket.CreateServer(Scene.At("tcp"));
        TlsClientOptions hurried = TlsScene.Client with { Connection = new ConnectionOptions { Dialing = new ConnectOptions { Timeout = TimeSpan.FromMilliseconds(500) } } };
        string port = ((System.Net.IPEndPoint)silent.LocalEndPoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var late = await Assert.ThrowsAsync<SocketTimeoutException>(() => TlsConnection.ConnectAsync("127.0.0.1", port, hurried).InTime());
        Assert.Contains("it was not over after 0.5 s, connecting included", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AToken_EndsIt()
    {
        (Connection client, Socket server) = Scene.Pair();
        using var cancelling = new CancellationTokenSource();
        Task<TlsConnection> connecting = TlsConnection.ConnectAsync(client, TlsScene.Client, cancelling.Token);
        server.Receive(1);
        cancelling.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.InTime());
        Assert.True(client.IsClosed);
        server.Dispose();
    }

    [Fact]
    public async Task ItBeginsWithWhatWasReceivedBefore_AsBehindAProxysHeader()
    {
        (Connection one, Connection other) = await TlsScene.Plain();
        await other.Output.WriteAsync("PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n"u8.ToArray());
        Task<TlsConnection> connecting = TlsConnection.ConnectAsync(other, TlsScene.Client);
        ReadResult read = await one.Input.ReadAtLeastAsync(200).InTime();       // the header, and some of the hello
        one.Input.AdvanceTo(read.Buffer.GetPosition(32));
        await using TlsConnection server = await TlsConnection.AcceptAsync(one, TlsScene.Server).InTime();
        await using TlsConnection client = await connecting.InTime();
        Assert.Equal("server.test", server.Info.ServerName);
    }

    [Fact]
    public async Task AnyStreamCarriesIt()
    {
        (Connection one, Connection other) = await TlsScene.Plain();
        Task<TlsConnection> accepting = TlsConnection.AcceptAsync(new BufferedStream(one.AsStream()), TlsScene.Server);
        TlsConnection client = await TlsConnection.ConnectAsync(other.AsStream(), TlsScene.Client).InTime();
        TlsConnection server = await accepting.InTime();
        byte[] sent = Scene.Pattern(200_000);
        Task sending = client.Output.WriteAsync(sent).AsTask();
        Assert.Equal(sent, await server.Input.ReadExactly(sent.Length));
        await sending.InTime();
        await client.DisposeAsync();
        Assert.True((await server.Input.ReadAsync().InTime()).IsCompleted);
        Assert.False(server.IsTruncated);
        await server.DisposeAsync();
    }

    [Fact]
    public async Task OverAStream_AHandshakeThatFails_SaysWhy()
    {
        (Connection one, Socket peer) = Scene.Pair();
        peer.SendAll("GET / HTTP/1.1\r\n\r\n"u8);
        var plain = await Assert.ThrowsAsync<TlsException>(() => TlsConnection.AcceptAsync(one.AsStream(), TlsScene.Server).InTime());
        Assert.Equal((TlsError.Plaintext, "TLS handshake: the peer does not speak TLS: it began with \"GET / HTTP/1.1\""), (plain.Kind, plain.Message));
        Assert.True(one.IsClosed);
        peer.Dispose();

        (one, peer) = Scene.Pair();
        peer.Dispose();
        await Assert.ThrowsAsync<EndOfStreamException>(() => TlsConnection.AcceptAsync(one.AsStream(), TlsScene.Server).InTime());
        Assert.True(one.IsClosed);

        (one, peer) = Scene.Pair();
        Task<TlsConnection> connecting = TlsConnection.ConnectAsync(one.AsStream(), TlsScene.Client);
        byte[] hello = new byte[2000];
        peer.Receive(hello);
        peer.Dispose();
        var cut = await Assert.ThrowsAsync<TlsException>(() => connecting.InTime());
        Assert.Equal(TlsError.Truncated, cut.Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OverAStream_TheEndIsToldAndTheStreamCloses_ByDisposeAsByBothHalves(bool byHalves)
    {
        (Connection one, Connection other) = await TlsScene.Plain();
        Task<TlsConnection> accepting = TlsConnection.AcceptAsync(one.AsStream(), TlsScene.Server);
        await using TlsConnection client = await TlsConnection.ConnectAsync(other.AsStream(), TlsScene.Client).InTime();
        TlsConnection server = await accepting.InTime();
        if (byHalves)
        {
            await server.Output.CompleteAsync();
            await server.Input.CompleteAsync();
        }
        else
        {
            server.Dispose();
        }

        Assert.True(one.IsClosed);
        Assert.True((await client.Input.ReadAsync().InTime()).IsCompleted);
        Assert.False(client.IsTruncated);
    }

    [Fact]
    public async Task HandshakesTakeTurns_AndThoseThatWaitForTheirPeerHoldNoPlace()
    {
        var gate = new HandshakeGate(1);
        var pending = new List<Task>();
        for (int i = 0; i < 50; i++)
        {
            (Connection stalled, Socket peer) = Scene.Pair();
            peer.SendAll([22, 3, 1, 2, 0, 1]);
            pending.Add(new Handshake(new ConnectionCarrier(stalled), gate).AcceptAsync(TlsScene.Server, CancellationToken.None).ContinueWith(_ => peer.Dispose(), TaskScheduler.Default));
        }

        for (int i = 0; i < 10; i++)
        {
            (Connection one, Connection other) = await TlsScene.Plain();
            Task<TlsConnection> accepting = new Handshake(new ConnectionCarrier(one), gate).AcceptAsync(TlsScene.Server, CancellationToken.None);
            Task<TlsConnection> connecting = new Handshake(new ConnectionCarrier(other), gate).ConnectAsync(TlsScene.Client, "server.test", CancellationToken.None);
            (await accepting.InTime()).Dispose();
            (await connecting.InTime()).Dispose();
        }

        Assert.All(pending, static task => Assert.False(task.IsCompleted));
    }

    private static void Demand(Exception? error, TlsError kind, string words)
    {
        var tls = Assert.IsType<TlsException>(error);
        Assert.Contains(words, tls.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(kind, tls.Kind);
        Assert.NotNull(tls.Peer);
        Assert.StartsWith($"{tls.Operation} with {tls.Peer}: ", tls.Message, StringComparison.Ordinal);
    }
}
