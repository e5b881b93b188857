using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sockeye.Tests;

/// <summary>An authority of its own, and what it issues: certificates with their keys, as objects and as PEM files.</summary>
internal sealed class TestAuthority
{
    private readonly TestAuthority? _above;

    internal TestAuthority(string name = "the tests' authority", TestAuthority? above = null)
    {
        _above = above;
        CertificateRequest request = Request(name, out ECDsa key);
        using (key)
        {
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
            Certificate = above is null ? request.CreateSelfSigned(Now.AddYears(-2), Now.AddYears(2)) : Signed(above, request, key, Now.AddYears(-1), Now.AddYears(1));
        }
    }

    internal X509Certificate2 Certificate { get; }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>A certificate with its key: for these names, from so many days from now to so many.</summary>
    internal X509Certificate2 Issue(string[] names, int fromDay = -1, int toDay = 1)
    {
        CertificateRequest request = Request(names[0], out ECDsa key);
        using (key)
        {
            var all = new SubjectAlternativeNameBuilder();
            foreach (string name in names)
            {
                if (IPAddress.TryParse(name, out IPAddress? address))
                {
                    all.AddIpAddress(address);
                }
                else
                {
                    all.AddDnsName(name);
                }
            }

            request.CertificateExtensions.Add(all.Build());
            return Signed(this, request, key, Now.AddDays(fromDay), Now.AddDays(toDay));
        }
    }

    /// <summary>The same as two PEM files; the certificate's has what stands between behind it.</summary>
    internal (string Certificate, string Key) Write(TemporaryFolder folder, string name, X509Certificate2 issued)
    {
        string chain = issued.ExportCertificatePem() + (_above is null ? "" : "\n" + Certificate.ExportCertificatePem());
        return (folder.Write($"{name}.pem", chain), folder.Write($"{name}.key", KeyOf(issued)));
    }

    internal string WritePem(TemporaryFolder folder) => folder.Write($"authority-{Certificate.SerialNumber}.pem", Certificate.ExportCertificatePem());

    internal static string KeyOf(X509Certificate2 issued)
    {
        using ECDsa key = issued.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static CertificateRequest Request(string name, out ECDsa key)
    {
        key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
    }

    private static X509Certificate2 Signed(TestAuthority by, CertificateRequest request, ECDsa key, DateTimeOffset from, DateTimeOffset to)
    {
        using X509Certificate2 signed = request.Create(by.Certificate, from, to, RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
