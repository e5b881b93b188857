using System.Net;

namespace Sockeye.Sockets;

/// <summary>One socket of this machine, as <see cref="SocketTable"/> found it.</summary>
public sealed record SocketEntry
{
    /// <summary>AF_INET, AF_INET6 or AF_UNIX.</summary>
    public required Family Family { get; init; }

    /// <summary>SOCK_STREAM, SOCK_DGRAM, SOCK_RAW or SOCK_SEQPACKET.</summary>
    public required SocketKind Kind { get; init; }

    /// <summary>IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP …; of a raw socket the one that it was made for; 0 for Unix.</summary>
    public required Protocol Protocol { get; init; }

    /// <summary>The state. The kernel has one set of numbers for all: what is not TCP is Listen, Established (it has a peer), SynSent (it connects) or Close (neither).</summary>
    public required TcpState State { get; init; }

    /// <summary>Its own address; <see cref="UnixEndPoint.Unnamed"/> where a Unix socket has none.</summary>
    public required EndPoint LocalEndPoint { get; init; }

    /// <summary>The peer's; null where there is none, and for Unix sockets, of which proc(5) does not tell it.</summary>
    public EndPoint? RemoteEndPoint { get; init; }

    /// <summary>Bytes that came and that nobody has read, for datagrams with the kernel's own overhead; of a TCP listener the connections that wait to be accepted. Null for Unix, of which proc(5) does not tell it.</summary>
    public long? ReceiveQueue { get; init; }

    /// <summary>Bytes that are written and that the peer has not acknowledged; for datagrams those that have not left yet. Null for Unix, of which proc(5) does not tell it.</summary>
    public long? SendQueue { get; init; }

    /// <summary>The number of the user who made it; null for Unix, and where no process has it any more.</summary>
    public long? UserId { get; init; }

    /// <summary>The number in the "socket:[…]" of /proc/PID/fd; 0 where no process has it: TIME_WAIT, or not yet accepted.</summary>
    public required long Inode { get; init; }

    /// <summary>The processes that have it open, as far as the system shows them to this user.</summary>
    public IReadOnlyList<SocketOwner> Owners { get; init; } = [];
}
