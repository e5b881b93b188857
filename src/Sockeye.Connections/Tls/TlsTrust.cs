using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sockeye.Connections.Tls;

/// <summary>Whose word counts when the other side shows a certificate. Python: <c>SSLContext.load_verify_locations</c>.</summary>
/// <remarks>Nothing is fetched for a check: no missing intermediate, and no revocation list.</remarks>
public sealed class TlsTrust
{
    private readonly X509Certificate2Collection? _authorities;

    private TlsTrust(X509Certificate2Collection? authorities) => _authorities = authorities;

    /// <summary>The authorities that the system trusts.</summary>
    public static TlsTrust System { get; } = new(null);

    /// <summary>Anybody: nothing is checked, not even the name, and whoever is between can read and change everything. For a look at a test server, and nothing else.</summary>
    public static TlsTrust Insecure { get; } = new(null);

    /// <summary>These alone: authorities, or the very certificates of the other side, whose time and name count all the same.</summary>
    /// <exception cref="ArgumentException">None is given.</exception>
    public static TlsTrust Only(params IEnumerable<X509Certificate2> authorities)
    {
        X509Certificate2Collection all = [.. authorities];
        return all.Count > 0 ? new TlsTrust(all) : throw new ArgumentException("nobody would be trusted", nameof(authorities));
    }

    /// <summary>The certificates of a PEM file alone.</summary>
    /// <param name="path">Of a file with one certificate or more.</param>
    /// <exception cref="TlsException">It cannot be read, or has none.</exception>
    public static TlsTrust FromPem(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPemFile(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new TlsException(TlsError.PeerCertificate, $"authorities {path}", peer: null, error.Message, error);
        }

        return all.Count > 0 ? new TlsTrust(all) : throw new TlsException(TlsError.PeerCertificate, $"authorities {path}", peer: null, "there is no certificate in PEM in it");
    }

    /// <summary>This very certificate is among them.</summary>
    internal bool Names(X509Certificate2 shown) => _authorities?.Any(one => one.RawDataMemory.Span.SequenceEqual(shown.RawDataMemory.Span)) ?? false;

    internal X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (_authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(_authorities);
        }

        return policy;
    }
}
