namespace Sockeye.Sockets;

/// <summary>How <see cref="Socket.CreateServer"/> makes a listener.</summary>
public sealed record ServerOptions
{
    /// <summary>How many connections may wait to be accepted; see <see cref="Socket.Listen"/>.</summary>
    public int Backlog { get; init; } = Socket.DefaultBacklog;

    /// <summary>SO_REUSEADDR, on: a server that ended can be started again at once. See <see cref="SocketOptions.ReuseAddress"/>.</summary>
    public bool ReuseAddress { get; init; } = true;

    /// <summary>SO_REUSEPORT, off: several processes share the port. See <see cref="SocketOptions.ReusePort"/>.</summary>
    public bool ReusePort { get; init; }

    /// <summary>An IPv6 address takes IPv4 connections as well, as ::ffff:1.2.3.4; off. Only the address :: gives both of everything.</summary>
    public bool DualStack { get; init; }
}
