using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Sockeye.Connections;
using Sockeye.Connections.Tls;
using Sockeye.Servers.Tests.Children;
using Sockeye.Sockets;

namespace Sockeye.Servers.Tests.Tls;

/// <summary>What a server does with TLS: its facts for handlers, new certificates, handshakes that fail.</summary>
public sealed class ServedTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AHandlerKnows_WhoTheClientIs()
    {
        var facts = new TaskCompletionSource<(TlsInfo?, Connection?)>();
        var tls = new TlsServerOptions { Certificates = Pki.Development, ClientCertificates = ClientCertificates.Allowed(TlsTrust.Only(_authority.Certificate)), ApplicationProtocols = ["a/1"] };
        await using var running = new Running(
            request =>
            {
                facts.SetResult((request.Tls, request.Connection));
                return Scene.Echo(request);
            },
            new ServingOptions { Tls = tls });
        await using TlsConnection client = await running.ConnectTls(Pki.Client with { Certificate = _authority.Issue(["somebody"]), ApplicationProtocols = ["a/1"] });
        (TlsInfo? info, Connection? plain) = await facts.Task.InTime();
        Assert.Equal(("localhost", "a/1", "CN=somebody"), (info?.ServerName, info?.ApplicationProtocol, info?.PeerCertificate?.Subject));
        Assert.Null(plain);     // else it could be written to past TLS
    }

    [Fact]
    public async Task ANewCertificate_IsShownToNewClients_AndOldOnesNoticeNothing()
    {
        (string certificate, string key) = _authority.Write(_folder, "server", _authority.Issue(["first.test"]));
        ServerCertificates certificates = ServerCertificates.FromPem(certificate, key);
        await using var running = new Running(Scene.Echo, new ServingOptions { Tls = new TlsServerOptions { Certificates = certificates } });
        TlsClientOptions client = new() { HostName = "first.test", Trust = TlsTrust.Only(_authority.Certificate) };
        await using TlsConnection old = await running.ConnectTls(client);
        _authority.Write(_folder, "server", _authority.Issue(["second.test"]));
        certificates.Reload();
        await using TlsConnection young = await running.ConnectTls(client with { HostName = "second.test" });
        await young.Exchange([1, 2, 3]);
        await old.Exchange([1, 2, 3]);
        Assert.Equal(("CN=first.test", "CN=second.test"), (old.Info.PeerCertificate?.Subject, young.Info.PeerCertificate?.Subject));
    }

    [Fact]
    public async Task ACertificateThatExpires_FailsHandshakes_AndTheyAreTold()
    {
        var clock = new Tomorrow();
        (string certificate, string key) = _authority.Write(_folder, "server", _authority.Issue(["localhost"], -1, 1));
        ServerCertificates certificates = ServerCertificates.FromPem(certificate, key, new CertificateOptions { Clock = clock });
        await using var running = new Running(Scene.Echo, new ServingOptions { Tls = new TlsServerOptions { Certificates = certificates } });
        TlsClientOptions options = new() { HostName = "localhost", Trust = TlsTrust.Only(_authority.Certificate) };
        await using TlsConnection served = await running.ConnectTls(options);
        clock.Days = 2;
        await Assert.ThrowsAnyAsync<IOException>(() => running.ConnectTls(options));
        TlsException told = running.Demand<TlsException>();
        Assert.Equal(TlsError.OwnCertificate, told.Kind);
        Assert.StartsWith($"certificate {certificate} with 127.0.0.1:", told.Message, StringComparison.Ordinal);
        Assert.Equal(1, running.Server.Counts[Limit.Handshake]);
        await served.Exchange([1, 2, 3]);
    }

    [Fact]
    public async Task WhoClosesAndHasSaidNothing_IsNotCounted()
    {
        await using var running = new Running(Scene.Echo, new ServingOptions { Tls = new TlsServerOptions { Certificates = Pki.Development } });
        using (Socket probe = running.Enter())
        {
            probe.Shutdown(ShutdownHow.SHUT_WR);
            probe.DemandEnd();
        }

        running.DemandNobody();
        Assert.Equal((0, 0), (running.Server.Counts[Limit.Handshake], running.Server.Counts.Failed));
        Assert.Empty(running.Told);
    }

    [Fact]
    public async Task ARefusedClient_CostsNoHandshake()
    {
        await using var running = new Running(Scene.Echo, new ServingOptions { Tls = new TlsServerOptions { Certificates = Pki.Development }, MaxConnections = 1, Refusal = "421 too many\r\n"u8.ToArray() });
        await using TlsConnection first = await running.ConnectTls();
        await first.Exchange([1]);
        using Socket second = running.Connect();
        second.DemandEnd();     // and no plain words, which would be no TLS
        Assert.Equal(1, running.Server.Counts[Limit.Connections]);
    }

    [Fact]
    public async Task BytesThatDripIntoARecord_AreNoSignOfLife()
    {
        await using var running = new Running(Scene.Echo, new ServingOptions { Tls = new TlsServerOptions { Certificates = Pki.Development }, IdleTimeout = TimeSpan.FromSeconds(1) });
        await using TlsConnection client = await running.ConnectTls();
        await client.Exchange([1]);
        await client.Below.Output.WriteAsync(new byte[] { 23, 3, 3, 64, 0 });
        Task dripping = Task.Run(async () =>
        {
            using var often = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            while (await often.WaitForNextTickAsync())
            {
                await client.Below.Output.WriteAsync(new byte[1]);
            }
        });
        Assert.Contains("sent nothing for 1 s", running.Demand<SocketTimeoutException>().Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(() => dripping.InTime());
    }

    [Fact]
    public async Task WorkersSpeakItToo_AndTheirHandshakesAreCounted()
    {
        using var child = new ChildServer(ProcessServer.Name, ProcessServer.Secure);
        string port = child.EndPoint.Port.ToString(CultureInfo.InvariantCulture);
        await using (TlsConnection client = await TlsConnection.ConnectAsync("127.0.0.1", port, new TlsClientOptions { Trust = TlsTrust.Insecure }).InTime())
        {
            await client.Exchange([ProcessServer.Echo, 2, 3, 4]);
        }

        using (Socket plain = child.Connect())
        {
            plain.SendAll("GET / HTTP/1.0\r\n\r\n"u8);
            Assert.NotNull(Record.Exception(() => Assert.NotEmpty(plain.Receive(1))));      // its end, or a reset over what it has not read
        }

        child.Signal("TERM");
        string said = await child.Ended();
        Assert.Contains("told: TlsException", said, StringComparison.Ordinal);
        Assert.Contains("served 2 failed 0", said, StringComparison.Ordinal);
        Assert.Contains("handshake 1", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASecondUpgrade_IsTheHandlersMistake()
    {
        var met = new TaskCompletionSource<Exception?>();
        var tls = new TlsServerOptions { Certificates = Pki.Development };
        await using var running = new Running(
            async request => met.SetResult(await Record.ExceptionAsync(() => request.UpgradeToTlsAsync(tls))),
            new ServingOptions { Tls = tls });
        await using TlsConnection client = await running.ConnectTls();
        Assert.IsType<InvalidOperationException>(await met.Task.InTime());
    }

    [Fact]
    public void Pkcs12_IsServedAsWell()
    {
        string path = _folder.Below("server.p12");
        File.WriteAllBytes(path, _authority.Issue(["localhost"]).Export(X509ContentType.Pkcs12));
        Assert.Single(ServerCertificates.FromPkcs12(path).Certificates);
    }

    private sealed class Tomorrow : TimeProvider
    {
        internal int Days { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddDays(Days);
    }
}
