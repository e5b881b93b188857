using Sockeye.Loops;
using Sockeye.Sockets;

namespace Sockeye.Connections;

/// <summary>How a connection is served.</summary>
/// <remarks>
/// There is no limit on how long a peer may say nothing, or take nothing: a token or <see cref="Connection.Abort"/> ends such a wait, and
/// <see cref="Framing.FramingOptions"/> has limits for streams of frames. What the guard does is said by the <see cref="LoopOptions"/> of the loops.
/// </remarks>
public sealed record ConnectionOptions
{
    /// <summary>Whose loops; null, the default, for those of the process.</summary>
    public LoopGroup? Loops { get; init; }

    /// <summary>On which threads what awaits the connection runs.</summary>
    public Lane Lane { get; init; } = Lane.Guarded;

    /// <summary>TCP_NODELAY: small messages go at once and do not wait for the peer's acknowledgements. On by default.</summary>
    public bool NoDelay { get; init; } = true;

    /// <summary>
    /// How long <see cref="Connection.DisposeAsync"/> waits for the peer to take what was written and not flushed: 10 s, and then the connection is
    /// aborted. <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan CloseTimeout
    {
        get;
        init => field = value >= TimeSpan.Zero || value == Timeout.InfiniteTimeSpan ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "zero or more");
    } = TimeSpan.FromSeconds(10);

    /// <summary>How <see cref="Connection.ConnectAsync(System.Net.EndPoint, ConnectionOptions?, CancellationToken)"/> connects: the timeout of all of it, the order of addresses, this side's address. It limits nothing once connected.</summary>
    public ConnectOptions Dialing { get; init; } = new();

    internal ConnectOptions DialingUnder(CancellationToken cancellation) => cancellation.CanBeCanceled ? Dialing with { Cancellation = cancellation } : Dialing;
}
