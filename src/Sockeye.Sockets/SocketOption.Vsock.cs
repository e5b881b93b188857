namespace Sockeye.Sockets;

// Options of vsock sockets; their level is the number of AF_VSOCK. See vsock(7).
public readonly partial record struct SocketOption
{
    /// <summary>The buffer of a connection, bytes, 64 bits wide.</summary>
    public static SocketOption SO_VM_SOCKETS_BUFFER_SIZE => new(40, 0);

    /// <summary>The least buffer that may be set, bytes.</summary>
    public static SocketOption SO_VM_SOCKETS_BUFFER_MIN_SIZE => new(40, 1);

    /// <summary>The largest buffer that may be set, bytes.</summary>
    public static SocketOption SO_VM_SOCKETS_BUFFER_MAX_SIZE => new(40, 2);

    /// <summary>The peer's virtual machine, as its host numbers it; VMware alone; read only.</summary>
    public static SocketOption SO_VM_SOCKETS_PEER_HOST_VM_ID => new(40, 3);

    /// <summary>Whether the peer is trusted; VMware alone; read only.</summary>
    public static SocketOption SO_VM_SOCKETS_TRUSTED => new(40, 5);

    /// <summary>How long connect waits; struct timeval.</summary>
    public static SocketOption SO_VM_SOCKETS_CONNECT_TIMEOUT => new(40, 6);

    /// <summary><see cref="SO_VM_SOCKETS_CONNECT_TIMEOUT"/> with the time of a 32-bit system where it is one.</summary>
    public static SocketOption SO_VM_SOCKETS_CONNECT_TIMEOUT_OLD => new(40, 6);

    /// <summary>Non-blocking inside the kernel; not for programs.</summary>
    public static SocketOption SO_VM_SOCKETS_NONBLOCK_TXRX => new(40, 7);

    /// <summary><see cref="SO_VM_SOCKETS_CONNECT_TIMEOUT"/> with 64-bit time everywhere.</summary>
    public static SocketOption SO_VM_SOCKETS_CONNECT_TIMEOUT_NEW => new(40, 8);

    private static string? VsockName(int number) => number switch
    {
        0 => nameof(SO_VM_SOCKETS_BUFFER_SIZE),
        1 => nameof(SO_VM_SOCKETS_BUFFER_MIN_SIZE),
        2 => nameof(SO_VM_SOCKETS_BUFFER_MAX_SIZE),
        3 => nameof(SO_VM_SOCKETS_PEER_HOST_VM_ID),
        5 => nameof(SO_VM_SOCKETS_TRUSTED),
        6 => nameof(SO_VM_SOCKETS_CONNECT_TIMEOUT),
        7 => nameof(SO_VM_SOCKETS_NONBLOCK_TXRX),
        8 => nameof(SO_VM_SOCKETS_CONNECT_TIMEOUT_NEW),
        _ => null,
    };
}
