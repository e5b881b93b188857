namespace Sockeye.Connections.Tls;

/// <summary>Whether a server asks its clients for a certificate, and whose word for them counts. Python: <c>SSLContext.verify_mode</c>.</summary>
public sealed class ClientCertificates
{
    private ClientCertificates(TlsTrust trust, bool isRequired) => (Trust, IsRequired) = (trust, isRequired);

    internal TlsTrust Trust { get; }

    internal bool IsRequired { get; }

    /// <summary>A client shows one, or is refused.</summary>
    /// <param name="trust">Who has signed them: an authority of yours, as a rule.</param>
    public static ClientCertificates Required(TlsTrust trust) => new(trust ?? throw new ArgumentNullException(nameof(trust)), isRequired: true);

    /// <summary>A client may show one. One that is not trusted is refused as well; who shows none has no <see cref="TlsInfo.PeerCertificate"/>.</summary>
    /// <param name="trust">Who has signed them: an authority of yours, as a rule.</param>
    public static ClientCertificates Allowed(TlsTrust trust) => new(trust ?? throw new ArgumentNullException(nameof(trust)), isRequired: false);
}
