namespace Sockeye.Sockets;

// Options of netlink sockets. See netlink(7).
public readonly partial record struct SocketOption
{
    /// <summary>Join a multicast group, by its number.</summary>
    public static SocketOption NETLINK_ADD_MEMBERSHIP => new(270, 1);

    /// <summary>Leave a multicast group.</summary>
    public static SocketOption NETLINK_DROP_MEMBERSHIP => new(270, 2);

    /// <summary>Tell of each message which group it came by, as ancillary data. 0 or 1.</summary>
    public static SocketOption NETLINK_PKTINFO => new(270, 3);

    /// <summary>Errors of a broadcast reach its sender too. 0 or 1.</summary>
    public static SocketOption NETLINK_BROADCAST_ERROR => new(270, 4);

    /// <summary>Do not report messages lost for lack of room. 0 or 1.</summary>
    public static SocketOption NETLINK_NO_ENOBUFS => new(270, 5);

    /// <summary>A shared ring for receiving; removed from Linux 4.6.</summary>
    public static SocketOption NETLINK_RX_RING => new(270, 6);

    /// <summary>A shared ring for sending; removed from Linux 4.6.</summary>
    public static SocketOption NETLINK_TX_RING => new(270, 7);

    /// <summary>Hear all network namespaces that have a number here. 0 or 1.</summary>
    public static SocketOption NETLINK_LISTEN_ALL_NSID => new(270, 8);

    /// <summary>The groups this socket is in, as bits; read only.</summary>
    public static SocketOption NETLINK_LIST_MEMBERSHIPS => new(270, 9);

    /// <summary>Acknowledgements without a copy of the request. 0 or 1.</summary>
    public static SocketOption NETLINK_CAP_ACK => new(270, 10);

    /// <summary>Acknowledgements with words for what went wrong. 0 or 1.</summary>
    public static SocketOption NETLINK_EXT_ACK => new(270, 11);

    /// <summary>Requests for lists are checked strictly. 0 or 1.</summary>
    public static SocketOption NETLINK_GET_STRICT_CHK => new(270, 12);

    private static string? NetlinkName(int number) => number switch
    {
        1 => nameof(NETLINK_ADD_MEMBERSHIP),
        2 => nameof(NETLINK_DROP_MEMBERSHIP),
        3 => nameof(NETLINK_PKTINFO),
        4 => nameof(NETLINK_BROADCAST_ERROR),
        5 => nameof(NETLINK_NO_ENOBUFS),
        6 => nameof(NETLINK_RX_RING),
        7 => nameof(NETLINK_TX_RING),
        8 => nameof(NETLINK_LISTEN_ALL_NSID),
        9 => nameof(NETLINK_LIST_MEMBERSHIPS),
        10 => nameof(NETLINK_CAP_ACK),
        11 => nameof(NETLINK_EXT_ACK),
        12 => nameof(NETLINK_GET_STRICT_CHK),
        _ => null,
    };
}
