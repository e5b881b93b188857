using System.Reflection;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sockeye.Connections;
using Sockeye.Connections.Tls;
using Sockeye.Hosting.Settings;

namespace Sockeye.Hosting.Tests.Settings;

/// <summary>TLS by configuration: which certificate, whose clients.</summary>
public sealed class TlsSettingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _certificate;
    private readonly string _key;
    private readonly X509Certificate2 _made;

    public TlsSettingTests()
    {
        _made = Make();
        _certificate = _folder.Write("www.pem", _made.ExportCertificatePem());
        _key = _folder.Write("www.key", _made.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        _made.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void EveryOption_HasAKey() => Assert.Subset(
        TlsSection.Keys.ToHashSet(),
        typeof(TlsServerOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(static property => property.Name)
            .Select(static name => name == nameof(TlsServerOptions.Certificates) ? "Certificate" : name)
            .Where(static name => name != nameof(TlsServerOptions.HandshakeTimeout)).ToHashSet());       // a server has its own: ServingOptions.HandshakeTimeout

    [Fact]
    public async Task AServer_SpeaksTls_WithTheCertificateOfItsFiles()
    {
        using IHost host = Host(("Certificate", _certificate), ("Key", _key), ("ApplicationProtocols:0", "sum/1"), ("ApplicationProtocols:1", "sum/2"), ("Protocols", "Tls13"));
        await host.StartAsync().InTime();
        TlsTrust trust = TlsTrust.Only(_made);
        await using (TlsConnection client = await Dial(host, new TlsClientOptions { Trust = trust, HostName = "localhost", ApplicationProtocols = ["sum/2"] }))
        {
            await client.Output.WriteAsync(new byte[] { 7 });
            Assert.Equal(7, (await client.Input.ReadAsync().AsTask().InTime()).Buffer.FirstSpan[0]);
            Assert.Equal((SslProtocols.Tls13, "sum/2"), (client.Info.Protocol, client.Info.ApplicationProtocol));
        }

        await host.StopAsync().InTime();
    }

    [Fact]
    public async Task ANewCertificate_IsShown_WithoutANewStart_AndTold()
    {
        var log = new HeardLog();
        using IHost host = Scene.Host(
            log, static services => services.AddSockeyeServer("calc", Scene.Echo),
            ("calc:Endpoint", ":0"), ("calc:Tls:Certificate", _certificate), ("calc:Tls:Key", _key), ("calc:Tls:LooksEvery", "00:00:00"));
        await host.StartAsync().InTime();
        using X509Certificate2 second = Make();
        _folder.Write("www.key", second.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        _folder.Write("www.pem", second.ExportCertificatePem());
        await using (TlsConnection client = await Dial(host, new TlsClientOptions { Trust = TlsTrust.Only(second), HostName = "localhost" }))
        {
            Assert.Contains(log.Lines, static line => line is { Category: "Sockeye.Tls", Level: LogLevel.Information });
        }

        await host.StopAsync().InTime();
    }

    [Fact]
    public void ADevelopmentCertificate_ThePassword_AndClients_AreRead()
    {
        Assert.Equal("CN=localhost", Read(("Development", "true"))!.Certificates.Certificates[0].Subject);
        File.WriteAllBytes(_folder.Below("www.p12"), _made.Export(X509ContentType.Pkcs12, "secret"));
        TlsServerOptions read = Read(("Pkcs12", _folder.Below("www.p12")), ("Password", "secret"), ("ClientCertificates", "required"), ("Authorities", _certificate), ("RequiresCloseNotify", "true"))!;
        Assert.Equal(_made.Thumbprint, read.Certificates.Certificates[0].Thumbprint);
        Assert.NotNull(read.ClientCertificates);
        Assert.True(read.RequiresCloseNotify);
        Assert.Equal(SslProtocols.Tls12 | SslProtocols.Tls13, read.Protocols);
    }

    [Fact]
    public async Task WhatIsWrong_IsTold_WhenTheHostStarts()
    {
        await Refused("Sockeye:Servers:calc:Tls: TLS needs a certificate", ("ApplicationProtocols:0", "x"));
        await Refused("Sockeye:Servers:calc:Tls:Certificate = /nowhere.pem: ", ("Certificate", "/nowhere.pem"));
        await Refused($"Sockeye:Servers:calc:Tls:Certificate = {_certificate}: ", ("Certificate", _certificate));      // and no key in it
        await Refused("Sockeye:Servers:calc:Tls:Sertificate: there is no such key", ("Sertificate", _certificate));
        await Refused("Sockeye:Servers:calc:Tls: Certificate and Development are both there", ("Certificate", _certificate), ("Development", "true"));
        await Refused("Sockeye:Servers:calc:Tls:Protocols = Tls11: one of Tls12, Tls13 is meant", ("Development", "true"), ("Protocols:0", "Tls11"));
        await Refused("Sockeye:Servers:calc:Tls:ApplicationProtocols = h2, : a name has 1 to 255 bytes", ("Development", "true"), ("ApplicationProtocols:0", "h2"), ("ApplicationProtocols:1", ""));
        await Refused("Sockeye:Servers:calc:Tls:LooksEvery = -00:00:05: zero or more", ("Development", "true"), ("LooksEvery", "-00:00:05"));
        await Refused("Sockeye:Servers:calc:Tls:ClientCertificates = Required: whose word counts", ("Development", "true"), ("ClientCertificates", "Required"));
        await Refused("Sockeye:Servers:calc:Tls:ClientCertificates = Perhaps: one of Required, Allowed is meant", ("Development", "true"), ("ClientCertificates", "Perhaps"));
        await Refused($"Sockeye:Servers:calc:Tls:Authorities = {_certificate}: it says nothing without ClientCertificates", ("Development", "true"), ("Authorities", _certificate));
        await Refused($"Sockeye:Servers:calc:Tls:Key = {_key}: it says nothing without Certificate", ("Development", "true"), ("Key", _key));
        await Refused("Sockeye:Servers:calc:Tls:ClientCertificates:Mode: a value stands there by itself", ("Development", "true"), ("ClientCertificates:Mode", "Required"));
    }

    [Fact]
    public async Task APasswordThatIsWrong_IsNotInTheWords()
    {
        File.WriteAllBytes(_folder.Below("www.p12"), _made.Export(X509ContentType.Pkcs12, "secret"));
        string words = await Refused($"Sockeye:Servers:calc:Tls:Pkcs12 = {_folder.Below("www.p12")}: ", ("Pkcs12", _folder.Below("www.p12")), ("Password", "hush"));
        Assert.DoesNotContain("hush", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DatagramsHaveNone()
    {
        using IHost host = Scene.Host(
            static services => services.AddSockeyeDatagramServer("calc", static request => request.ReplyAsync(request.Data)), ("calc:Endpoint", "udp://:0"), ("calc:Tls:Development", "true"));
        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync().InTime());
        Assert.StartsWith("Sockeye:Servers:calc:Tls: is for connections", Assert.Single(refused.Failures), StringComparison.Ordinal);
    }

    private static IHost Host(params (string Key, string? Value)[] settings)
        => Scene.Host(static services => services.AddSockeyeServer("calc", Scene.Echo), [("calc:Endpoint", ":0"), .. settings.Select(static setting => ($"calc:Tls:{setting.Key}", setting.Value))]);

    private static TlsServerOptions? Read(params (string Key, string? Value)[] settings)
    {
        using IHost host = Host(settings);
        return host.Services.GetRequiredService<IOptionsMonitor<HostedServerOptions>>().Get("calc").Serving.Tls;
    }

    private static async Task<string> Refused(string words, params (string Key, string? Value)[] settings)
    {
        using IHost host = Host(settings);
        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync().InTime());
        string failure = Assert.Single(refused.Failures);
        Assert.StartsWith(words, failure, StringComparison.Ordinal);
        return failure;
    }

    private static async Task<TlsConnection> Dial(IHost host, TlsClientOptions options)
    {
        Connection connection = await Connection.ConnectAsync(host.Server("calc").LocalEndPoint).InTime();
        return await TlsConnection.ConnectAsync(connection, options).InTime();
    }

    private static X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddHours(-1), now.AddDays(2));
    }
}
