using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Sockeye.Connections.Tls;

/// <summary>What a handshake has come to. Python: <c>SSLSocket.version</c>, <c>cipher</c>, <c>selected_alpn_protocol</c>, <c>getpeercert</c>.</summary>
public sealed record TlsInfo
{
    internal TlsInfo(SslStream stream)
    {
        Protocol = stream.SslProtocol;
        CipherSuite = stream.NegotiatedCipherSuite;
        ServerName = stream.TargetHostName is { Length: > 0 } name ? name : null;
        ReadOnlyMemory<byte> alpn = stream.NegotiatedApplicationProtocol.Protocol;
        ApplicationProtocol = alpn.IsEmpty ? null : stream.NegotiatedApplicationProtocol.ToString();
        PeerCertificate = stream.RemoteCertificate as X509Certificate2;
    }

    /// <summary>TLS 1.2 or TLS 1.3.</summary>
    public SslProtocols Protocol { get; }

    /// <summary>By its IANA name.</summary>
    public TlsCipherSuite CipherSuite { get; }

    /// <summary>The name that the client asked for (SNI); null where it named none. It is the client's word.</summary>
    public string? ServerName { get; }

    /// <summary>What both agreed to speak (ALPN), as "h2"; null where that was left open.</summary>
    public string? ApplicationProtocol { get; }

    /// <summary>The other side's certificate, which was checked, but with <see cref="TlsTrust.Insecure"/>: a server's, or a client's where it was asked for one and had one; else null.</summary>
    public X509Certificate2? PeerCertificate { get; }
}
