using Sockeye.Loops;

namespace Sockeye.Connections;

/// <summary>How a connection is served.</summary>
public sealed record ConnectionOptions
{
    /// <summary>Whose loops; null, the default, for those of the process.</summary>
    public LoopGroup? Loops { get; init; }

    /// <summary>On which threads what awaits the connection runs.</summary>
    public Lane Lane { get; init; } = Lane.Guarded;

    /// <summary>TCP_NODELAY: small messages go at once and do not wait for the peer's acknowledgements. On by default.</summary>
    public bool NoDelay { get; init; } = true;
}
