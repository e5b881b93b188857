namespace Sockeye.Servers;

/// <summary>What a client can run into. Each is an option of <see cref="ServingOptions"/>, and counted in <see cref="ServerCounts"/>.</summary>
public enum Limit
{
    /// <summary><see cref="ServingOptions.MaxConnections"/>.</summary>
    Connections,

    /// <summary><see cref="ServingOptions.MaxPerAddress"/>.</summary>
    PerAddress,

    /// <summary><see cref="ServingOptions.Verify"/> said no.</summary>
    Verified,

    /// <summary><see cref="ServingOptions.IdleTimeout"/>.</summary>
    Idle,

    /// <summary><see cref="ServingOptions.FrameTimeout"/>.</summary>
    Frame,

    /// <summary><see cref="ServingOptions.WriteTimeout"/>.</summary>
    Write,

    /// <summary><see cref="ServingOptions.MinimumRate"/>.</summary>
    Rate,

    /// <summary><see cref="ServingOptions.MaxDatagram"/>.</summary>
    Size,

    /// <summary><see cref="ServingOptions.MaxPending"/>: told for the datagram that took the last place, and again once half of them were free.</summary>
    Pending,

    /// <summary>A frame that the format forbids: malformed, or over its maximum; see <see cref="Wire.ProtocolException"/>.</summary>
    Malformed,

    /// <summary>A TLS handshake that failed, or took longer than <see cref="ServingOptions.HandshakeTimeout"/>; see <see cref="Connections.Tls.TlsException"/>.</summary>
    Handshake,
}
