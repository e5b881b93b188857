using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets;

// The family of SocketFaultException: one type for each reason that a caller acts on.

/// <summary>The system does not allow it: a port below the limit, a raw socket, a broadcast without the option (EACCES, EPERM). Python: <c>PermissionError</c>.</summary>
public sealed class SocketAccessException : SocketFaultException
{
    internal SocketAccessException(Fault fault)
        : base(fault)
    {
    }
}

/// <summary>Somebody else has the address (EADDRINUSE).</summary>
public sealed class AddressInUseException : SocketFaultException
{
    internal AddressInUseException(Fault fault, string? holder)
        : base(fault) => Holder = holder;

    /// <summary>Who holds it, as "python3 server.py (process 1234)"; null where the system does not show it to this user.</summary>
    public string? Holder { get; }
}

/// <summary>The address is not one of this machine's (EADDRNOTAVAIL).</summary>
public sealed class AddressNotAvailableException : SocketFaultException
{
    internal AddressNotAvailableException(Fault fault)
        : base(fault)
    {
    }
}

/// <summary>The peer sent no answer but a reset, before the connection was accepted (ECONNABORTED). Python: <c>ConnectionAbortedError</c>.</summary>
public sealed class ConnectionAbortedException : SocketFaultException
{
    internal ConnectionAbortedException(Fault fault)
        : base(fault)
    {
    }
}

/// <summary>Nobody listens there (ECONNREFUSED). Python: <c>ConnectionRefusedError</c>.</summary>
public sealed class ConnectionRefusedException : SocketFaultException
{
    internal ConnectionRefusedException(Fault fault)
        : base(fault)
    {
    }
}

/// <summary>The peer threw the connection away (ECONNRESET). Python: <c>ConnectionResetError</c>.</summary>
public sealed class ConnectionResetException : SocketFaultException
{
    internal ConnectionResetException(Fault fault)
        : base(fault)
    {
    }
}

/// <summary>Sent to a peer that has closed, or after our own shutdown of the sending half (EPIPE, ESHUTDOWN). Python: <c>BrokenPipeError</c>.</summary>
public sealed class BrokenPipeException : SocketFaultException
{
    internal BrokenPipeException(Fault fault)
        : base(fault)
    {
    }
}

/// <summary>No way to that host or network, or an interface is down (EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENETDOWN).</summary>
public sealed class DestinationUnreachableException : SocketFaultException
{
    internal DestinationUnreachableException(Fault fault)
        : base(fault)
    {
    }
}

/// <summary>A message larger than the protocol carries, or than the buffer it was received into (EMSGSIZE).</summary>
/// <remarks>When receiving, <see cref="SocketFaultException.RemoteEndPoint"/> is the sender where the verb asks for it.</remarks>
public sealed class MessageTooLongException : SocketFaultException
{
    internal MessageTooLongException(Fault fault, int length = 0, byte[]? received = null)
        : base(fault)
    {
        Length = length;
        Received = received ?? [];
    }

    /// <summary>When receiving: the message's whole length in bytes, as far as the family tells it. 0 when sending.</summary>
    public int Length { get; }

    /// <summary>When receiving into one buffer: the part of the message that fitted. Empty when sending, and for several buffers, which hold it.</summary>
    public ReadOnlyMemory<byte> Received { get; }
}

/// <summary>The socket has no peer (ENOTCONN, EDESTADDRREQ).</summary>
public sealed class NotConnectedException : SocketFaultException
{
    internal NotConnectedException(Fault fault)
        : base(fault)
    {
    }
}

/// <summary>The descriptor is open, but it is a file or something else and not a socket (ENOTSOCK).</summary>
public sealed class NotASocketException : SocketFaultException
{
    internal NotASocketException(Fault fault)
        : base(fault)
    {
    }
}

/// <summary>Time ran out: the socket's own <see cref="Socket.Timeout"/> or <see cref="Socket.Deadline"/>, or the kernel's for a peer that does not answer (ETIMEDOUT). Python: <c>TimeoutError</c>.</summary>
public sealed class SocketTimeoutException : SocketFaultException
{
    internal SocketTimeoutException(Fault fault)
        : base(fault) => IsConnectionLost = !fault.IsOwnTimeout;

    /// <summary>
    /// True: the kernel gave the connection up (keepalive, user timeout, a connect without an answer), and it is gone.
    /// False: our own time ran out, and the socket is as good as before.
    /// </summary>
    public bool IsConnectionLost { get; }
}

/// <summary>A non-blocking call could not be done at once (EAGAIN), or a connect is on its way (EINPROGRESS, EALREADY). Python: <c>BlockingIOError</c>.</summary>
public sealed class WouldBlockException : SocketFaultException
{
    internal WouldBlockException(Fault fault)
        : base(fault)
    {
    }
}
