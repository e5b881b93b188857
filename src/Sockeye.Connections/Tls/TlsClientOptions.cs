using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Sockeye.Connections.Tls;

/// <summary>How a client speaks TLS. Python: <c>ssl.create_default_context</c>.</summary>
public sealed record TlsClientOptions
{
    /// <summary>The server's name: sent to it (SNI), and looked for in its certificate. Null: the host that is connected to.</summary>
    public string? HostName { get; init; }

    /// <summary>Whose word counts for the server's certificate: the system's authorities, by default.</summary>
    public TlsTrust Trust { get; init; } = TlsTrust.System;

    /// <summary>This side's own, with its key, for a server that asks for one.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>What stands between <see cref="Certificate"/> and the authority that the server trusts.</summary>
    public X509Certificate2Collection? Intermediates { get; init; }

    /// <summary>What this side can speak above TLS (ALPN), the best first. None by default: that is left open.</summary>
    /// <exception cref="ArgumentException">A name that is empty, or longer than 255 bytes.</exception>
    public IReadOnlyList<string> ApplicationProtocols { get; init => field = TlsLimits.Names(value); } = [];

    /// <summary>Versions: 1.2 and 1.3. Older ones are broken.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An older one.</exception>
    public SslProtocols Protocols { get; init => field = TlsLimits.Protocols(value); } = TlsLimits.Versions;

    /// <summary>How long the handshake may take. 10 s. A timeout or deadline in <see cref="Connection"/> covers connecting and handshake together.</summary>
    public TimeSpan HandshakeTimeout { get; init => field = TlsLimits.Time(value); } = TimeSpan.FromSeconds(10);

    /// <summary>As <see cref="TlsServerOptions.RequiresCloseNotify"/>, of the server.</summary>
    public bool RequiresCloseNotify { get; init; }

    /// <summary>How <see cref="TlsConnection.ConnectAsync(string, string, TlsClientOptions?, CancellationToken)"/> connects.</summary>
    public ConnectionOptions Connection { get; init; } = new();
}
