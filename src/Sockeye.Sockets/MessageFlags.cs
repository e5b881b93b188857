namespace Sockeye.Sockets;

/// <summary>Flags of one send or one receive. See send(2) and recv(2).</summary>
/// <remarks>The numbers are Linux's own, the same on x64 and arm64. Python: the <c>MSG_</c> names of the socket module.</remarks>
[Flags]
public enum MessageFlags : int
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>Send or take urgent (out-of-band) data.</summary>
    MSG_OOB = 0x1,

    /// <summary>Receive without taking from the queue.</summary>
    MSG_PEEK = 0x2,

    /// <summary>Send only to hosts on a directly attached network.</summary>
    MSG_DONTROUTE = 0x4,

    /// <summary>Reported: ancillary data was cut off for lack of room.</summary>
    MSG_CTRUNC = 0x8,

    /// <summary>Supply or ask for a second address; probes a path in the kernel.</summary>
    MSG_PROXY = 0x10,

    /// <summary>Reported: the datagram was longer than the buffer. Asked: answer the real length.</summary>
    MSG_TRUNC = 0x20,

    /// <summary>Do not block in this one call.</summary>
    MSG_DONTWAIT = 0x40,

    /// <summary>End of a record.</summary>
    MSG_EOR = 0x80,

    /// <summary>Wait until the whole buffer is filled.</summary>
    MSG_WAITALL = 0x100,

    /// <summary>End of the connection; used inside the kernel.</summary>
    MSG_FIN = 0x200,

    /// <summary>Start of a connection; used inside the kernel.</summary>
    MSG_SYN = 0x400,

    /// <summary>Tell the link layer that the neighbour answered.</summary>
    MSG_CONFIRM = 0x800,

    /// <summary>Reset of a connection; used inside the kernel.</summary>
    MSG_RST = 0x1000,

    /// <summary>Receive from the queue of errors instead of data.</summary>
    MSG_ERRQUEUE = 0x2000,

    /// <summary>No SIGPIPE when the peer is gone, only EPIPE.</summary>
    MSG_NOSIGNAL = 0x4000,

    /// <summary>More data follows: hold back a partial packet.</summary>
    MSG_MORE = 0x8000,

    /// <summary>recvmmsg(2): block for the first message only.</summary>
    MSG_WAITFORONE = 0x10000,

    /// <summary>sendmmsg(2): more messages follow in this batch.</summary>
    MSG_BATCH = 0x40000,

    /// <summary>Receive into device memory; Linux 6.12.</summary>
    MSG_SOCK_DEVMEM = 0x2000000,

    /// <summary>Send from the caller's pages; completion comes by the error queue.</summary>
    MSG_ZEROCOPY = 0x4000000,

    /// <summary>Send data in the SYN (TCP Fast Open).</summary>
    MSG_FASTOPEN = 0x20000000,

    /// <summary>Received descriptors are closed by execve(2).</summary>
    MSG_CMSG_CLOEXEC = 0x40000000,
}
