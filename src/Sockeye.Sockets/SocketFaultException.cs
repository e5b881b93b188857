using System.Net;
using System.Net.Sockets;
using Sockeye.Native;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets;

/// <summary>A call on a socket failed. The type says what a caller can act on; <see cref="Errno"/> is the whole truth.</summary>
/// <remarks>
/// It is a <see cref="SocketException"/>, so code written for .NET's own sockets catches it and reads
/// <see cref="SocketException.SocketErrorCode"/>. The message is a sentence: operation, peer, cause.
/// Python: <c>OSError</c> and its children.
/// </remarks>
public class SocketFaultException : SocketException
{
    internal SocketFaultException(Fault fault)
        : this(fault, ErrnoMap.ToSocketError(fault.Errno))
    {
    }

    internal SocketFaultException(Fault fault, SocketError code)
        : base((int)code, fault.Sentence())
    {
        Operation = fault.Operation;
        Errno = fault.Errno;
        LocalEndPoint = fault.Local;
        RemoteEndPoint = fault.Remote;
        BytesTransferred = fault.BytesTransferred;
        Attempts = fault.Attempts;
        Reason = fault.Reason();
    }

    /// <summary>The call that failed, by its manual page: "connect", "bind", "recv" …</summary>
    public string Operation { get; }

    /// <summary>The system's error number; <see cref="Errno.ETIMEDOUT"/> too where it was our own timeout that ran out.</summary>
    public Errno Errno { get; }

    /// <summary>This side's address, where it is known.</summary>
    public EndPoint? LocalEndPoint { get; }

    /// <summary>The other side's address, where it is known: for a connect, the one that was tried.</summary>
    public EndPoint? RemoteEndPoint { get; }

    /// <summary>How many bytes a SendAll, SendFile or ReceiveExactly had moved when it failed; 0 for other calls.</summary>
    public long BytesTransferred { get; }

    /// <summary>Where a name has several addresses: each of them with its failure, in the order in which they failed; else empty. Python: <c>create_connection(all_errors=True)</c>.</summary>
    public IReadOnlyList<ConnectAttempt> Attempts { get; }

    /// <summary>The message without operation and peer.</summary>
    internal string Reason { get; }
}
