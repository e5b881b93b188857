namespace Sockeye.Sockets;

// Options of TIPC sockets.
public readonly partial record struct SocketOption
{
    /// <summary>How important messages are when there is congestion: TIPC_LOW_IMPORTANCE to TIPC_CRITICAL_IMPORTANCE.</summary>
    public static SocketOption TIPC_IMPORTANCE => new(271, 127);

    /// <summary>Messages may be dropped here when the link is congested. 0 or 1.</summary>
    public static SocketOption TIPC_SRC_DROPPABLE => new(271, 128);

    /// <summary>Messages that cannot be delivered are dropped and not sent back. 0 or 1.</summary>
    public static SocketOption TIPC_DEST_DROPPABLE => new(271, 129);

    /// <summary>How long connect waits, milliseconds.</summary>
    public static SocketOption TIPC_CONN_TIMEOUT => new(271, 130);

    /// <summary>Always 0 today; read only.</summary>
    public static SocketOption TIPC_NODE_RECVQ_DEPTH => new(271, 131);

    /// <summary>Messages that wait to be received; read only.</summary>
    public static SocketOption TIPC_SOCK_RECVQ_DEPTH => new(271, 132);

    /// <summary>Send multicasts as broadcasts.</summary>
    public static SocketOption TIPC_MCAST_BROADCAST => new(271, 133);

    /// <summary>Send multicasts as one message for each receiver.</summary>
    public static SocketOption TIPC_MCAST_REPLICAST => new(271, 134);

    /// <summary>Join a communication group; struct tipc_group_req.</summary>
    public static SocketOption TIPC_GROUP_JOIN => new(271, 135);

    /// <summary>Leave the group.</summary>
    public static SocketOption TIPC_GROUP_LEAVE => new(271, 136);

    /// <summary>Bytes that wait to be received; read only.</summary>
    public static SocketOption TIPC_SOCK_RECVQ_USED => new(271, 137);

    /// <summary>Send small messages at once. 0 or 1.</summary>
    public static SocketOption TIPC_NODELAY => new(271, 138);

    private static string? TipcName(int number) => number switch
    {
        127 => nameof(TIPC_IMPORTANCE),
        128 => nameof(TIPC_SRC_DROPPABLE),
        129 => nameof(TIPC_DEST_DROPPABLE),
        130 => nameof(TIPC_CONN_TIMEOUT),
        131 => nameof(TIPC_NODE_RECVQ_DEPTH),
        132 => nameof(TIPC_SOCK_RECVQ_DEPTH),
        133 => nameof(TIPC_MCAST_BROADCAST),
        134 => nameof(TIPC_MCAST_REPLICAST),
        135 => nameof(TIPC_GROUP_JOIN),
        136 => nameof(TIPC_GROUP_LEAVE),
        137 => nameof(TIPC_SOCK_RECVQ_USED),
        138 => nameof(TIPC_NODELAY),
        _ => null,
    };
}
