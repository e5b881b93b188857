namespace Sockeye.Sockets;

/// <summary>Kinds of socket, and the two flags socket(2) takes in the same argument.</summary>
/// <remarks>
/// The numbers are Linux's own, the same on x64 and arm64. <see cref="SOCK_CLOEXEC"/> and <see cref="SOCK_NONBLOCK"/> are
/// bits to combine with a kind; getsockopt(2) with SO_TYPE answers the kind without them.
/// </remarks>
public enum SocketKind : int
{
    /// <summary>A reliable stream of bytes in order, with a connection.</summary>
    SOCK_STREAM = 1,

    /// <summary>Datagrams: bounded messages without a connection, which may be lost.</summary>
    SOCK_DGRAM = 2,

    /// <summary>Raw access to a protocol; needs CAP_NET_RAW.</summary>
    SOCK_RAW = 3,

    /// <summary>Datagrams that arrive, in any order.</summary>
    SOCK_RDM = 4,

    /// <summary>Records that keep their bounds, reliable and in order, with a connection.</summary>
    SOCK_SEQPACKET = 5,

    /// <summary>Datagrams with congestion control (DCCP).</summary>
    SOCK_DCCP = 6,

    /// <summary>The obsolete way to the link layer; AF_PACKET took its place.</summary>
    SOCK_PACKET = 10,

    /// <summary>Flag: the descriptor is closed by execve(2).</summary>
    SOCK_CLOEXEC = 0x80000,

    /// <summary>Flag: the descriptor starts non-blocking.</summary>
    SOCK_NONBLOCK = 0x800,
}
