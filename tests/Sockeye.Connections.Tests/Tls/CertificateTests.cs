using System.Security.Cryptography.X509Certificates;
using Sockeye.Connections.Tls;
using Sockeye.Testing;

namespace Sockeye.Connections.Tests.Tls;

/// <summary>What a server shows, where it comes from, and what is wrong with it.</summary>
public sealed class CertificateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = TlsScene.Authority;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void PemFiles_AreLoaded_WithWhatStandsBetween()
    {
        var between = new TestAuthority("one between", _authority);
        (string certificate, string key) = between.Write(_folder, "server", between.Issue(["between.test"]));
        ServerCertificates loaded = ServerCertificates.FromPem(certificate, key);
        Assert.Equal("CN=between.test", Assert.Single(loaded.Certificates).Subject);
        Assert.Equal("CN=one between", Assert.Single(loaded.Choose("", null).Shown.IntermediateCertificates).Subject);
    }

    [Fact]
    public void Pkcs12Files_AreLoaded()
    {
        string path = _folder.Below("server.p12");
        File.WriteAllBytes(path, _authority.Issue(["packed.test"]).Export(X509ContentType.Pkcs12, "secret"));
        Assert.Equal("CN=packed.test", Assert.Single(ServerCertificates.FromPkcs12(path, new CertificateOptions { Password = "secret" }).Certificates).Subject);
        DemandWrong(() => ServerCertificates.FromPkcs12(path, new CertificateOptions { Password = "guessed" }), $"certificate {path}: ");
        DemandWrong(() => ServerCertificates.FromPkcs12(path + "x"), $"certificate {path}x: Could not find file");
    }

    [Fact]
    public void AKeyWithAPassword_IsReadWithIt()
    {
        X509Certificate2 issued = _authority.Issue(["secret.test"]);
        string certificate = _folder.Write("s.pem", issued.ExportCertificatePem());
        using var secret = issued.GetECDsaPrivateKey()!;
        string key = _folder.Write("s.key", secret.ExportEncryptedPkcs8PrivateKeyPem("secret", new(System.Security.Cryptography.PbeEncryptionAlgorithm.Aes256Cbc, System.Security.Cryptography.HashAlgorithmName.SHA256, 1000)));
        Assert.Single(ServerCertificates.FromPem(certificate, key, new CertificateOptions { Password = "secret" }).Certificates);
        DemandWrong(() => ServerCertificates.FromPem(certificate, key, new CertificateOptions { Password = "guessed" }), $"certificate {certificate}: ");
    }

    [Fact]
    public void WhatIsWrongWithFiles_IsSaidWhenTheyAreLoaded()
    {
        (string certificate, string key) = _authority.Write(_folder, "good", _authority.Issue(["good.test"]));
        (string other, string otherKey) = _authority.Write(_folder, "other", _authority.Issue(["other.test"]));
        (string expired, string expiredKey) = _authority.Write(_folder, "expired", _authority.Issue(["expired.test"], -20, -10));
        (string early, string earlyKey) = _authority.Write(_folder, "early", _authority.Issue(["early.test"], 10, 20));
        string garbage = _folder.Write("garbage.pem", "not a certificate");
        DemandWrong(() => ServerCertificates.FromPem(_folder.Below("none.pem"), key), $"certificate {_folder.Below("none.pem")}: Could not find file");
        DemandWrong(() => ServerCertificates.FromPem(certificate, _folder.Below("none.key")), "Could not find file");
        DemandWrong(() => ServerCertificates.FromPem(garbage, key), $"certificate {garbage}: there is no certificate in PEM in it");
        DemandWrong(() => ServerCertificates.FromPem(certificate, garbage), $"certificate {certificate}: ");
        DemandWrong(() => ServerCertificates.FromPem(certificate, otherKey), $"certificate {certificate}: ", "key");
        DemandWrong(() => ServerCertificates.FromPem(_folder.Path, key), $"certificate {_folder.Path}: ");
        DemandWrong(() => ServerCertificates.FromPem(expired, expiredKey), $"certificate {expired}: it has expired: it was good until ");
        DemandWrong(() => ServerCertificates.FromPem(early, earlyKey), $"certificate {early}: its time has not come: it is good from ");
        Assert.Single(ServerCertificates.FromPem(expired, expiredKey, new CertificateOptions { AllowsExpired = true }).Certificates);
        Assert.NotNull(other);
    }

    [Fact]
    public void ACertificateWithoutItsKey_IsRefused()
        => DemandWrong(() => ServerCertificates.From(X509CertificateLoader.LoadCertificate(_authority.Issue(["x.test"]).RawData)), "certificate CN=x.test: it has no private key");

    [Theory]
    [InlineData("b.test", "b.test")]
    [InlineData("B.TEST", "b.test")]
    [InlineData("x.wild.test", "*.wild.test")]
    [InlineData("exact.wild.test", "exact.wild.test")]
    [InlineData("x.y.wild.test", "a.test")]
    [InlineData("wild.test", "a.test")]
    [InlineData("unknown", "a.test")]
    [InlineData("", "a.test")]
    public void TheNameChooses(string asked, string shown)
    {
        ServerCertificates all = Of("a.test").And(Of("*.wild.test")).And(Of("exact.wild.test").And(Of("b.test")));
        Assert.Equal("CN=" + shown, all.Choose(asked, null).Certificate.Subject);
    }

    [Fact]
    public void AReload_IsAllOrNothing()
    {
        (string certificate, string key) = _authority.Write(_folder, "server", _authority.Issue(["first.test"]));
        ServerCertificates all = ServerCertificates.FromPem(certificate, key).And(Of("second.test"));
        X509Certificate2 renewed = _authority.Issue(["renewed.test"]);
        File.WriteAllText(certificate, renewed.ExportCertificatePem());         // and the key is still the old one's
        DemandWrong(all.Reload, $"certificate {certificate}: ");
        Assert.Equal(["CN=first.test", "CN=second.test"], all.Certificates.Select(static one => one.Subject));
        File.WriteAllText(key, TestAuthority.KeyOf(renewed));
        all.Reload();
        Assert.Equal(["CN=renewed.test", "CN=second.test"], all.Certificates.Select(static one => one.Subject));
    }

    [Fact]
    public void FilesThatChange_AreReadWhenAClientComes_AndKeptWhereTheyCannotBe()
    {
        List<string> told = [];
        (string certificate, string key) = _authority.Write(_folder, "server", _authority.Issue(["first.test"]));
        var often = new CertificateOptions { LooksEvery = TimeSpan.FromSeconds(10), Clock = new CalendarClock(), ReloadFailed = error => told.Add(error.Message) };
        ServerCertificates all = ServerCertificates.FromPem(certificate, key, often);
        Assert.Equal("CN=first.test", all.Choose("", null).Certificate.Subject);
        X509Certificate2 renewed = _authority.Issue(["renewed.test"]);
        File.WriteAllText(certificate, renewed.ExportCertificatePem()[..200]);      // half written
        Assert.Equal("CN=first.test", all.Choose("", null).Certificate.Subject);
        Assert.Equal("CN=first.test", all.Choose("", null).Certificate.Subject);
        Assert.StartsWith($"certificate {certificate}: ", Assert.Single(told), StringComparison.Ordinal);       // once for a change
        File.WriteAllText(certificate, renewed.ExportCertificatePem());
        File.WriteAllText(key, TestAuthority.KeyOf(renewed));
        Assert.Equal("CN=renewed.test", all.Choose("", null).Certificate.Subject);
    }

    [Fact]
    public void OneThatCannotBeLoaded_KeepsNoneOfTheOthersOld()
    {
        List<string> told = [];
        var often = new CertificateOptions { LooksEvery = TimeSpan.Zero, Clock = new CalendarClock(), ReloadFailed = error => told.Add(error.Message) };
        (string good, string goodKey) = _authority.Write(_folder, "good", _authority.Issue(["good.test"]));
        (string bad, string badKey) = _authority.Write(_folder, "bad", _authority.Issue(["bad.test"]));
        ServerCertificates all = ServerCertificates.FromPem(good, goodKey, often).And(ServerCertificates.FromPem(bad, badKey, often));
        File.Delete(badKey);
        _authority.Write(_folder, "good", _authority.Issue(["a-renewed-one.test"]));
        Assert.Equal("CN=a-renewed-one.test", all.Choose("", null).Certificate.Subject);
        Assert.Equal("CN=bad.test", all.Choose("bad.test", null).Certificate.Subject);
        Assert.StartsWith($"certificate {bad}: ", Assert.Single(told), StringComparison.Ordinal);
        DemandWrong(all.Reload, $"certificate {bad}: ");        // by hand it is all or nothing
    }

    [Fact]
    public void WhatCouldNotBeLoaded_IsTriedAgain_ThoughItsFilesStayAsTheyAre()
    {
        List<string> told = [];
        var clock = new CalendarClock();
        var often = new CertificateOptions { LooksEvery = TimeSpan.Zero, Clock = clock, ReloadFailed = error => told.Add(error.Message) };
        (string certificate, string key) = _authority.Write(_folder, "server", _authority.Issue(["first.test"], -1, 5));
        ServerCertificates all = ServerCertificates.FromPem(certificate, key, often);
        _authority.Write(_folder, "server", _authority.Issue(["one-for-tomorrow.test"], 1, 5));
        Assert.Equal("CN=first.test", all.Choose("", null).Certificate.Subject);
        Assert.Equal("CN=first.test", all.Choose("", null).Certificate.Subject);
        Assert.Contains("its time has not come", Assert.Single(told), StringComparison.Ordinal);
        clock.Ahead = TimeSpan.FromDays(2);
        Assert.Equal("CN=one-for-tomorrow.test", all.Choose("", null).Certificate.Subject);
    }

    [Fact]
    public void WhereTwoHoldTheSameFiles_EachSeesTheChange()
    {
        var often = new CertificateOptions { LooksEvery = TimeSpan.Zero };
        (string certificate, string key) = _authority.Write(_folder, "server", _authority.Issue(["first.test"]));
        ServerCertificates one = ServerCertificates.FromPem(certificate, key, often);
        ServerCertificates other = one.And(Of("second.test"));
        _authority.Write(_folder, "server", _authority.Issue(["a-renewed-one.test"]));
        Assert.Equal("CN=a-renewed-one.test", one.Choose("", null).Certificate.Subject);
        Assert.Equal("CN=a-renewed-one.test", other.Choose("", null).Certificate.Subject);
    }

    [Fact]
    public void EachIsJudgedByItsOwnClock()
    {
        var clock = new CalendarClock();
        (string certificate, string key) = _authority.Write(_folder, "short", _authority.Issue(["short.test"], -1, 2));
        ServerCertificates all = Of("first.test").And(ServerCertificates.FromPem(certificate, key, new CertificateOptions { Clock = clock }));
        Assert.Equal("CN=short.test", all.Choose("short.test", null).Certificate.Subject);
        clock.Ahead = TimeSpan.FromDays(3);
        DemandWrong(() => all.Choose("short.test", null), $"certificate {certificate}: it has expired");
        Assert.Equal("CN=first.test", all.Choose("", null).Certificate.Subject);
    }

    [Fact]
    public void FilesAreNotLookedAt_BeforeTheirTime()
    {
        var clock = new HandClock(DateTimeOffset.UtcNow);
        (string certificate, string key) = _authority.Write(_folder, "server", _authority.Issue(["first.test"]));
        ServerCertificates all = ServerCertificates.FromPem(certificate, key, new CertificateOptions { LooksEvery = TimeSpan.FromSeconds(10), Clock = clock });
        _authority.Write(_folder, "server", _authority.Issue(["a-renewed-one.test"]));
        Assert.Equal("CN=first.test", all.Choose("", null).Certificate.Subject);
        clock.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal("CN=a-renewed-one.test", all.Choose("", null).Certificate.Subject);
    }

    [Fact]
    public void ALinkThatPointsElsewhere_IsAChange()
    {
        _authority.Write(_folder, "one", _authority.Issue(["one.test"]));
        _authority.Write(_folder, "two", _authority.Issue(["two.test"]));
        string link = _folder.Below("now");
        string key = _folder.Below("now.key");
        File.CreateSymbolicLink(link, _folder.Below("one.pem"));
        File.CreateSymbolicLink(key, _folder.Below("one.key"));
        ServerCertificates all = ServerCertificates.FromPem(link, key, new CertificateOptions { LooksEvery = TimeSpan.Zero });
        File.Delete(link);
        File.Delete(key);
        File.CreateSymbolicLink(link, _folder.Below("two.pem"));
        File.CreateSymbolicLink(key, _folder.Below("two.key"));
        Assert.Equal("CN=two.test", all.Choose("", null).Certificate.Subject);
    }

    [Fact]
    public void WhatExpiresLater_IsShownToNobody()
    {
        var clock = new CalendarClock();
        (string certificate, string key) = _authority.Write(_folder, "server", _authority.Issue(["short.test"], -1, 2));
        ServerCertificates all = ServerCertificates.FromPem(certificate, key, new CertificateOptions { Clock = clock });
        Assert.NotNull(all.Choose("", null));
        clock.Ahead = TimeSpan.FromDays(3);
        DemandWrong(() => all.Choose("", null), $"certificate {certificate}: it has expired");
    }

    [Fact]
    public async Task TheOneForDevelopment_IsForThisMachine_AndItsProgramTrustsIt()
    {
        ServerCertificates development = ServerCertificates.Development();
        var server = new TlsServerOptions { Certificates = development };
        foreach (string name in (string[])["localhost", "127.0.0.1", "::1"])
        {
            Assert.Equal((null, null), await TlsScene.Outcome(server, new TlsClientOptions { HostName = name, Trust = development.AsTrust() }));
        }

        (_, Exception? elsewhere) = await TlsScene.Outcome(server, new TlsClientOptions { HostName = "example.org", Trust = development.AsTrust() });
        Assert.Contains("is for other names: localhost, 127.0.0.1, ::1", Assert.IsType<TlsException>(elsewhere).Message, StringComparison.Ordinal);
        X509Certificate2 made = Assert.Single(development.Certificates);
        Assert.InRange(made.NotAfter - made.NotBefore, TimeSpan.FromDays(1), TimeSpan.FromDays(30));
    }

    private ServerCertificates Of(string name) => ServerCertificates.From(_authority.Issue([name]));

    private static void DemandWrong(Action load, params string[] words)
    {
        var error = Assert.Throws<TlsException>(load);
        Assert.Equal(TlsError.OwnCertificate, error.Kind);
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }
}
