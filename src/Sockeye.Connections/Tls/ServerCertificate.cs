using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sockeye.Connections.Tls;

/// <summary>One certificate with its key and what stands between it and its authority, ready to be shown.</summary>
internal sealed class ServerCertificate
{
    private readonly bool _showsExpired;
    private readonly TimeProvider _clock;

    /// <param name="operation">What is being loaded, for errors: "certificate /etc/server.pem".</param>
    /// <param name="certificate">With its key.</param>
    /// <param name="intermediates">What stands between.</param>
    /// <param name="options">When is now, and whether it may have expired.</param>
    /// <exception cref="TlsException">It has no key, or its time has not come, or is over.</exception>
    internal ServerCertificate(string operation, X509Certificate2 certificate, X509Certificate2Collection? intermediates, CertificateOptions options)
    {
        (Operation, Certificate, Names, _showsExpired, _clock) = (operation, certificate, NamesOf(certificate), options.AllowsExpired, options.Clock);
        if (!certificate.HasPrivateKey)
        {
            throw Wrong("it has no private key");
        }

        DemandInTime(peer: null);
        try
        {
            Shown = SslStreamCertificateContext.Create(certificate, intermediates, offline: true);
        }
        catch (Exception error) when (error is CryptographicException or NotSupportedException or ArgumentException)
        {
            throw Wrong(error.Message, error);
        }
    }

    internal string Operation { get; }

    internal X509Certificate2 Certificate { get; }

    internal string[] Names { get; }

    /// <summary>What its files were when it was read from them.</summary>
    internal string Stamp { get; init; } = "";

    internal SslStreamCertificateContext Shown { get; }

    /// <summary>The names that a certificate is for: DNS names and addresses, or the common name of an old one.</summary>
    internal static string[] NamesOf(X509Certificate2 certificate)
    {
        X509SubjectAlternativeNameExtension[] all = [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()];
        return all.Length == 0
            ? [certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)]
            : [.. all.SelectMany(static names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(static address => address.ToString())))];
    }

    /// <exception cref="TlsException">Its time has not come, or is over.</exception>
    internal void DemandInTime(System.Net.EndPoint? peer)
    {
        if (_showsExpired)
        {
            return;
        }

        DateTimeOffset now = _clock.GetUtcNow();
        (DateTimeOffset from, DateTimeOffset to) = (Certificate.NotBefore, Certificate.NotAfter);
        if (now > to)
        {
            throw Wrong($"it has expired: it was good until {to.UtcDateTime:yyyy-MM-dd HH:mm} UTC", peer: peer);
        }

        if (now < from)
        {
            throw Wrong($"its time has not come: it is good from {from.UtcDateTime:yyyy-MM-dd HH:mm} UTC", peer: peer);
        }
    }

    private TlsException Wrong(string cause, Exception? inner = null, System.Net.EndPoint? peer = null) => new(TlsError.OwnCertificate, Operation, peer, cause, inner);
}
