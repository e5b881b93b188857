using System.Security.Cryptography;
using Sockeye.Clients.Ftp;
using Sockeye.Clients.Tests.Peers;
using Sockeye.Connections.Tls;
using Sockeye.Testing;
using Sockeye.Wire.Conversations;

namespace Sockeye.Clients.Tests.Ftp;

/// <summary>FTP in TLS: begun by AUTH or from the first byte, the data in it too, always.</summary>
public sealed class FtpTlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly (string Certificate, string Key) _certificate;

    public FtpTlsTests() => _certificate = _authority.Write(_folder, "server", _authority.Issue(["localhost", "127.0.0.1"]));

    public void Dispose() => _folder.Dispose();

    public static TheoryData<FtpSecurity, FtpDataMode, bool> Ways => new()
    {
        { FtpSecurity.Explicit, FtpDataMode.Passive, true },
        { FtpSecurity.Explicit, FtpDataMode.Passive, false },
        { FtpSecurity.Explicit, FtpDataMode.Active, true },
        { FtpSecurity.Explicit, FtpDataMode.Active, false },
        { FtpSecurity.Implicit, FtpDataMode.Passive, true },
        { FtpSecurity.Implicit, FtpDataMode.Passive, false },
    };

    [NeedsTheory("pyftpdlib", "pyopenssl")]
    [MemberData(nameof(Ways))]
    public async Task FilesAndListings_GoThroughTls_WithPyftpdlib(FtpSecurity security, FtpDataMode mode, bool blocking)
    {
        using var server = new Pyftpdlib(security == FtpSecurity.Implicit ? "implicit" : "explicit", _certificate);
        await There(server, Options(security) with { Mode = mode }, blocking);
    }

    [NeedsTheory("vsftpd")]
    [InlineData("NO", "1.3", true)]
    [InlineData("NO", "1.3", false)]
    [InlineData("YES", "1.2", true)]
    [InlineData("YES", "1.2", false)]
    [InlineData("YES", "1.3", true)]
    [InlineData("YES", "1.3", false)]
    public async Task FilesAndListings_GoThroughTls_WithVsftpd_WhetherItRequiresTheSameSessionOrNot(string requiresReuse, string version, bool blocking)
    {
        using var server = new Vsftpd($"require_ssl_reuse={requiresReuse}\nforce_anon_logins_ssl=YES\nforce_anon_data_ssl=YES", _certificate);
        var tls = new TlsClientOptions
        {
            HostName = "localhost",
            Trust = TlsTrust.Only(_authority.Certificate),
            Protocols = version == "1.2" ? System.Security.Authentication.SslProtocols.Tls12 : System.Security.Authentication.SslProtocols.Tls13,
        };
        await There(server, Options(FtpSecurity.Explicit, tls), blocking);
    }

    [NeedsFact("vsftpd")]
    public async Task AServerThatRequiresTheSameSession_RefusesWhereItIsKnownByItsAddressAlone()
    {
        using var server = new Vsftpd("require_ssl_reuse=YES\nforce_anon_logins_ssl=YES\nforce_anon_data_ssl=YES", _certificate);
        using FtpTalk talk = await FtpTalk.To(server, blocking: true, Options(FtpSecurity.Explicit));
        FtpReplyException refused = await Assert.ThrowsAsync<FtpReplyException>(() => talk.Do(static ftp => ftp.List(), static ftp => ftp.ListAsync()));
        Assert.Equal(522, refused.Code);
    }

    [NeedsFact("pyftpdlib")]
    public async Task AServerWithoutTls_IsAnError_AndNothingIsSaidInTheClear()
    {
        using var server = new Pyftpdlib();
        var record = new Conversation();
        FtpOptions options = Options(FtpSecurity.Explicit);
        FtpReplyException refused = await Assert.ThrowsAsync<FtpReplyException>(
            () => FtpTalk.To(server, blocking: true, options with { Client = options.Client with { Conversation = record } }));
        Assert.Equal("AUTH", refused.Command);
        Assert.DoesNotContain("USER", DialogueWriter.ToText(record), StringComparison.Ordinal);
    }

    [NeedsFact("pyftpdlib", "pyopenssl")]
    public async Task ACertificateThatNobodyVouchesFor_IsAnError()
    {
        using var server = new Pyftpdlib("explicit", _certificate);
        TlsException untrusted = await Assert.ThrowsAsync<TlsException>(() => FtpTalk.To(server, blocking: true, new FtpOptions { Security = FtpSecurity.Explicit }));
        Assert.Equal(TlsError.PeerCertificate, untrusted.Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PlainTextBehindTheWordToBegin_IsAnError(bool blocking)
    {
        await using ScriptedServer server = new PeerScript().Say("220 ready\r\n").ExpectLine("AUTH TLS").Say("234 go\r\n230 you are in\r\n").ExpectEnd().Serve();
        TlsException injected = await Assert.ThrowsAsync<TlsException>(() => FtpTalk.To(server.LocalEndPoint, blocking, Options(FtpSecurity.Explicit)));
        Assert.Equal(TlsError.Plaintext, injected.Kind);
        await server.Done.WaitAsync(FtpTalk.Patience);
    }

    private static async Task There(IFtpServer server, FtpOptions options, bool blocking)
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(600_000);
        using FtpTalk talk = await FtpTalk.To(server, blocking, options);
        Assert.NotNull(talk.Ftp.Tls);
        await talk.Upload("in/secret", bytes);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(server.Root, "in", "secret")));
        await talk.Upload("in/secret", bytes);
        Assert.Equal(bytes, await talk.Fetch("in/secret"));
        Assert.Equal(bytes, await talk.Fetch("in/secret"));
        Assert.Equal("secret", Assert.Single(await talk.Do(static ftp => ftp.Entries("in"), static ftp => ftp.EntriesAsync("in"))).Name);
    }

    private FtpOptions Options(FtpSecurity security, TlsClientOptions? tls = null)
        => new() { Security = security, Client = new ClientOptions { Tls = tls ?? new TlsClientOptions { Trust = TlsTrust.Only(_authority.Certificate) } } };
}
