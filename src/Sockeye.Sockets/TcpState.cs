namespace Sockeye.Sockets;

/// <summary>The states of a TCP connection, with the kernel's numbers. See RFC 9293, section 3.3.2.</summary>
public enum TcpState
{
    /// <summary>Both sides may send.</summary>
    Established = 1,

    /// <summary>We asked for a connection and wait for the answer.</summary>
    SynSent = 2,

    /// <summary>A peer asked, and we have answered.</summary>
    SynReceived = 3,

    /// <summary>We have closed, and wait for the peer's acknowledgement.</summary>
    FinWait1 = 4,

    /// <summary>We have closed and the peer has acknowledged, but not closed.</summary>
    FinWait2 = 5,

    /// <summary>All is over; late packets are waited out.</summary>
    TimeWait = 6,

    /// <summary>No connection.</summary>
    Close = 7,

    /// <summary>The peer has closed, we have not.</summary>
    CloseWait = 8,

    /// <summary>Both have closed, and we wait for the last acknowledgement.</summary>
    LastAck = 9,

    /// <summary>A listener.</summary>
    Listen = 10,

    /// <summary>Both closed at the same time.</summary>
    Closing = 11,
}
