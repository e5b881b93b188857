namespace Sockeye.Sockets;

// Options of CAN sockets: raw, ISO-TP, J1939.
public readonly partial record struct SocketOption
{
    /// <summary>Which frames to receive: an array of struct can_filter.</summary>
    public static SocketOption CAN_RAW_FILTER => new(101, 1);

    /// <summary>Which error frames to receive, as bits.</summary>
    public static SocketOption CAN_RAW_ERR_FILTER => new(101, 2);

    /// <summary>Other sockets of this machine see what is sent. 0 or 1.</summary>
    public static SocketOption CAN_RAW_LOOPBACK => new(101, 3);

    /// <summary>This socket sees what it sends. 0 or 1.</summary>
    public static SocketOption CAN_RAW_RECV_OWN_MSGS => new(101, 4);

    /// <summary>CAN FD frames too. 0 or 1.</summary>
    public static SocketOption CAN_RAW_FD_FRAMES => new(101, 5);

    /// <summary>A frame must pass all filters and not only one. 0 or 1.</summary>
    public static SocketOption CAN_RAW_JOIN_FILTERS => new(101, 6);

    /// <summary>CAN XL frames too. 0 or 1.</summary>
    public static SocketOption CAN_RAW_XL_FRAMES => new(101, 7);

    /// <summary>Virtual network identifiers of CAN XL; Linux 6.9.</summary>
    public static SocketOption CAN_RAW_XL_VCID_OPTS => new(101, 8);

    private static string? CanRawName(int number) => number switch
    {
        1 => nameof(CAN_RAW_FILTER),
        2 => nameof(CAN_RAW_ERR_FILTER),
        3 => nameof(CAN_RAW_LOOPBACK),
        4 => nameof(CAN_RAW_RECV_OWN_MSGS),
        5 => nameof(CAN_RAW_FD_FRAMES),
        6 => nameof(CAN_RAW_JOIN_FILTERS),
        7 => nameof(CAN_RAW_XL_FRAMES),
        8 => nameof(CAN_RAW_XL_VCID_OPTS),
        _ => null,
    };

    /// <summary>Addressing and padding; struct can_isotp_options. Set it before bind.</summary>
    public static SocketOption CAN_ISOTP_OPTS => new(106, 1);

    /// <summary>What this side asks of senders: block size and gaps.</summary>
    public static SocketOption CAN_ISOTP_RECV_FC => new(106, 2);

    /// <summary>The least gap between sent frames, nanoseconds, against what the receiver asks.</summary>
    public static SocketOption CAN_ISOTP_TX_STMIN => new(106, 3);

    /// <summary>Frames that come faster than this are ignored, nanoseconds.</summary>
    public static SocketOption CAN_ISOTP_RX_STMIN => new(106, 4);

    /// <summary>The link layer: frame size and flags; struct can_isotp_ll_options.</summary>
    public static SocketOption CAN_ISOTP_LL_OPTS => new(106, 5);

    private static string? CanIsoTpName(int number) => number switch
    {
        1 => nameof(CAN_ISOTP_OPTS),
        2 => nameof(CAN_ISOTP_RECV_FC),
        3 => nameof(CAN_ISOTP_TX_STMIN),
        4 => nameof(CAN_ISOTP_RX_STMIN),
        5 => nameof(CAN_ISOTP_LL_OPTS),
        _ => null,
    };

    /// <summary>Which messages to receive: an array of struct j1939_filter.</summary>
    public static SocketOption SO_J1939_FILTER => new(107, 1);

    /// <summary>Receive messages for others too. 0 or 1.</summary>
    public static SocketOption SO_J1939_PROMISC => new(107, 2);

    /// <summary>The priority of what is sent: 0, the highest, to 7.</summary>
    public static SocketOption SO_J1939_SEND_PRIO => new(107, 3);

    /// <summary>Report what became of a transfer on the error queue. 0 or 1.</summary>
    public static SocketOption SO_J1939_ERRQUEUE => new(107, 4);

    private static string? CanJ1939Name(int number) => number switch
    {
        1 => nameof(SO_J1939_FILTER),
        2 => nameof(SO_J1939_PROMISC),
        3 => nameof(SO_J1939_SEND_PRIO),
        4 => nameof(SO_J1939_ERRQUEUE),
        _ => null,
    };
}
