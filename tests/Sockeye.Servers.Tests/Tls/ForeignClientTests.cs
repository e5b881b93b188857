using System.Globalization;
using System.Net;
using Sockeye.Connections.Tls;

namespace Sockeye.Servers.Tests.Tls;

/// <summary>Other people's clients: OpenSSL's, Python's and ncat's.</summary>
public sealed class ForeignClientTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly TlsServerOptions _tls;
    private readonly string _trusted;

    public ForeignClientTests()
    {
        ServerCertificates own = ServerCertificates.From(_authority.Issue(["one.test", "localhost", "127.0.0.1"])).And(ServerCertificates.From(_authority.Issue(["two.test", "*.two.test"])));
        _tls = new TlsServerOptions { Certificates = own, ApplicationProtocols = ["new/2", "old/1"] };
        _trusted = _authority.WritePem(_folder);
    }

    public void Dispose() => _folder.Dispose();

    [NeedsTheory("openssl")]
    [InlineData("-tls1_2", "Tls12")]
    [InlineData("-tls1_3", "Tls13")]
    public async Task OpenSsl_IsServed_InEachVersion(string option, string version)
    {
        await using var running = new Running(static () => new Reporting(), new ServingOptions { Tls = _tls });
        string said = await OpenSsl(running, "hello\nFACTS\nQUIT\n", $"-servername sub.two.test -verify_hostname sub.two.test -alpn old/1,odd {option}");
        Assert.Contains("hello", said, StringComparison.Ordinal);
        Assert.Contains($"facts: {version} name=sub.two.test alpn=old/1 client=", said, StringComparison.Ordinal);
        Assert.Contains("221 bye", said, StringComparison.Ordinal);
        running.DemandNobody();
        Assert.Empty(running.Told);
    }

    [NeedsFact("openssl")]
    public async Task OpenSsl_ShowsACertificate_OrIsRefused()
    {
        TlsServerOptions asking = _tls with { ClientCertificates = ClientCertificates.Required(TlsTrust.Only(_authority.Certificate)) };
        await using var running = new Running(static () => new Reporting(), new ServingOptions { Tls = asking });
        (string certificate, string key) = _authority.Write(_folder, "client", _authority.Issue(["somebody"]));
        Assert.Contains("client=CN=somebody", await OpenSsl(running, "FACTS\nQUIT\n", $"-cert {certificate} -key {key}"), StringComparison.Ordinal);
        Assert.DoesNotContain("facts", await OpenSsl(running, "FACTS\nQUIT\n", ""), StringComparison.Ordinal);
        Assert.Equal("the client showed no certificate", running.Demand<TlsException>().Cause);
        (certificate, key) = _authority.Write(_folder, "stranger", new TestAuthority("a stranger's").Issue(["somebody"]));
        Assert.DoesNotContain("facts", await OpenSsl(running, "FACTS\nQUIT\n", $"-cert {certificate} -key {key}"), StringComparison.Ordinal);
        Assert.Equal(TlsError.PeerCertificate, running.Demand<TlsException>().Kind);
        Assert.Equal(2, running.Server.Counts[Limit.Handshake]);
    }

    [NeedsFact("openssl")]
    public async Task OpenSsl_UpgradesAsMailDoes()
    {
        await using var running = new Running(() => new Reporting(_tls), new ServingOptions());
        string said = await OpenSsl(running, "FACTS\nQUIT\n", "-starttls smtp -servername one.test -verify_hostname one.test");
        Assert.Contains("facts: Tls13 name=one.test", said, StringComparison.Ordinal);
        running.DemandNobody();
        Assert.Empty(running.Told);
    }

    [NeedsFact("openssl")]
    public async Task AVersionThatIsTooOld_IsRefused_AndTold()
    {
        await using var running = new Running(static () => new Reporting(), new ServingOptions { Tls = _tls });
        await OpenSsl(running, "QUIT\n", "-tls1_1 -cipher DEFAULT:@SECLEVEL=0");
        TlsException refused = running.Demand<TlsException>();
        Assert.Equal(TlsError.Protocol, refused.Kind);
        Assert.Contains("unsupported protocol", refused.Message, StringComparison.Ordinal);
    }

    [NeedsFact("openssl")]
    public async Task AKeyThatIsChanged_IsNothingToTheHandler()
    {
        await using var running = new Running(static () => new Reporting(), new ServingOptions { Tls = _tls });
        string said = await new Command(_folder.Path).Succeed("/bin/sh", "-c",
            $"(echo before; sleep 0.3; echo K; sleep 0.3; echo k; sleep 0.3; echo after; sleep 0.3; echo Q) | openssl s_client -connect {Address(running)} -CAfile {_trusted} -tls1_3 2>&1");
        Assert.Contains("before", said, StringComparison.Ordinal);
        Assert.Contains("after", said, StringComparison.Ordinal);
        Assert.Contains("KEYUPDATE", said, StringComparison.Ordinal);
        running.DemandNobody();
        Assert.Empty(running.Told);
    }

    [NeedsFact("python3")]
    public async Task Python_IsServed_AndBothSidesAnnounceTheirEnd()
    {
        await using var running = new Running(Scene.Echo, new ServingOptions { Tls = _tls });
        string program = _folder.Write("client.py", """
            import socket, ssl, sys
            context = ssl.create_default_context(cafile=sys.argv[2])
            context.set_alpn_protocols(['new/2'])
            with socket.create_connection(('127.0.0.1', int(sys.argv[1])), 20) as plain:
                with context.wrap_socket(plain, server_hostname='one.test', suppress_ragged_eofs=False) as tls:
                    for size in (1, 1000, 16384, 100000):
                        data = bytes(i * 7 % 251 for i in range(size))
                        tls.sendall(data)
                        back = b''
                        while len(back) < size:
                            back += tls.recv(65536)
                        assert back == data, size
                    print(tls.version(), tls.selected_alpn_protocol(), dict(x[0] for x in tls.getpeercert()['subject'])['commonName'])
                    tls.unwrap()        # fails where the server does not say that it ends
                    print('ended')
            """);
        Assert.Equal("TLSv1.3 new/2 one.test\nended\n", await new Command(_folder.Path).Succeed("/usr/bin/python3", program, Port(running), _trusted));
        running.DemandNobody();
        Assert.Empty(running.Told);
    }

    [NeedsFact("ncat")]
    public async Task Ncat_IsServed()
    {
        await using var running = new Running(static () => new Reporting(), new ServingOptions { Tls = _tls });
        string said = await new Command(_folder.Path).Succeed("/bin/sh", "-c",
            $"printf 'hello\\nFACTS\\nQUIT\\n' | /usr/bin/ncat --ssl-verify --ssl-trustfile {_trusted} --ssl-servername one.test 127.0.0.1 {Port(running)}");
        Assert.Equal("hello\r\nfacts: Tls13 name=one.test alpn= client=\r\n221 bye\r\n", said);
        running.DemandNobody();
        Assert.Empty(running.Told);
    }

    // What it says of itself goes with what the server said: both are looked at.
    private async Task<string> OpenSsl(Running running, string said, string options)
        => (await new Command(_folder.Path).Run("/bin/sh", "-c",
            $"printf '{said.Replace("\n", "\\n", StringComparison.Ordinal)}' | openssl s_client -connect {Address(running)} -CAfile {_trusted} -verify_return_error -quiet {options} 2>&1")).Output;

    private static string Address(Running running) => $"127.0.0.1:{Port(running)}";

    private static string Port(Running running) => ((IPEndPoint)running.Server.LocalEndPoint).Port.ToString(CultureInfo.InvariantCulture);
}
