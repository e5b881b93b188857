using Sockeye.Sockets;

namespace Sockeye.Connections;

/// <summary>How connections are accepted, and served.</summary>
public sealed record ListenerOptions
{
    /// <summary>How the socket is made: backlog, reuse of address and port, both IP families.</summary>
    public ServerOptions Server { get; init; } = new() { Backlog = 1024 };

    /// <summary>How each connection is served.</summary>
    public ConnectionOptions Connections { get; init; } = new();

    /// <summary>How long accepting pauses when the process or the system is out of descriptors or memory: 100 ms. Clients wait in the backlog meanwhile.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above zero.</exception>
    public TimeSpan PauseWhenOut
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "a time above zero");
    } = TimeSpan.FromMilliseconds(100);
}
