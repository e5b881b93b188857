using System.Security.Authentication;

namespace Sockeye.Connections.Tls;

/// <summary>How a server speaks TLS. Python: <c>SSLContext(PROTOCOL_TLS_SERVER)</c>.</summary>
public sealed record TlsServerOptions
{
    /// <summary>What it shows its clients.</summary>
    public required ServerCertificates Certificates { get; init; }

    /// <summary>Whether it asks for theirs; null, the default: it does not.</summary>
    public ClientCertificates? ClientCertificates { get; init; }

    /// <summary>What is spoken above TLS (ALPN), the best first: "h2", "http/1.1". A client that offers others only is refused. None by default: that is left open.</summary>
    /// <exception cref="ArgumentException">A name that is empty, or longer than 255 bytes.</exception>
    public IReadOnlyList<string> ApplicationProtocols { get; init => field = TlsLimits.Names(value); } = [];

    /// <summary>Versions: 1.2 and 1.3. Older ones are broken.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An older one.</exception>
    public SslProtocols Protocols { get; init => field = TlsLimits.Protocols(value); } = TlsLimits.Versions;

    /// <summary>How long a handshake may take. 10 s. Where a server serves, its own limit holds instead.</summary>
    public TimeSpan HandshakeTimeout { get; init => field = TlsLimits.Time(value); } = TimeSpan.FromSeconds(10);

    /// <summary>An end of the stream that the client did not announce (close_notify) is an error: somebody between may have cut it off. Off by default, for many programs announce nothing, and frames tell by themselves when they are cut; see <see cref="TlsConnection.IsTruncated"/>.</summary>
    public bool RequiresCloseNotify { get; init; }
}
