namespace Sockeye.Sockets;

public readonly partial record struct SocketOption
{
    /// <summary>Send small segments at once (no Nagle). 0 or 1.</summary>
    public static SocketOption TCP_NODELAY => new(6, 1);

    /// <summary>The largest segment, bytes.</summary>
    public static SocketOption TCP_MAXSEG => new(6, 2);

    /// <summary>Hold back partial segments until taken off. 0 or 1.</summary>
    public static SocketOption TCP_CORK => new(6, 3);

    /// <summary>Silence before the first keepalive probe, seconds.</summary>
    public static SocketOption TCP_KEEPIDLE => new(6, 4);

    /// <summary>Time between keepalive probes, seconds.</summary>
    public static SocketOption TCP_KEEPINTVL => new(6, 5);

    /// <summary>Unanswered probes before the connection is dropped.</summary>
    public static SocketOption TCP_KEEPCNT => new(6, 6);

    /// <summary>How often a SYN is sent again, 1 to 255.</summary>
    public static SocketOption TCP_SYNCNT => new(6, 7);

    /// <summary>How long an orphan stays in FIN-WAIT-2, seconds.</summary>
    public static SocketOption TCP_LINGER2 => new(6, 8);

    /// <summary>Accept only when data has come; how long to wait, seconds.</summary>
    public static SocketOption TCP_DEFER_ACCEPT => new(6, 9);

    /// <summary>The largest window offered, bytes.</summary>
    public static SocketOption TCP_WINDOW_CLAMP => new(6, 10);

    /// <summary>State and counters of the connection; struct tcp_info, read only.</summary>
    public static SocketOption TCP_INFO => new(6, 11);

    /// <summary>Acknowledge at once; wears off. 0 or 1.</summary>
    public static SocketOption TCP_QUICKACK => new(6, 12);

    /// <summary>The congestion control, by name.</summary>
    public static SocketOption TCP_CONGESTION => new(6, 13);

    /// <summary>MD5 signatures for a peer (RFC 2385); struct tcp_md5sig.</summary>
    public static SocketOption TCP_MD5SIG => new(6, 14);

    /// <summary>Cookie transactions; removed from Linux 3.9.</summary>
    public static SocketOption TCP_COOKIE_TRANSACTIONS => new(6, 15);

    /// <summary>Even time-outs for thin streams. 0 or 1.</summary>
    public static SocketOption TCP_THIN_LINEAR_TIMEOUTS => new(6, 16);

    /// <summary>Resend after one duplicate acknowledgement; without effect today.</summary>
    public static SocketOption TCP_THIN_DUPACK => new(6, 17);

    /// <summary>How long sent data may stay unacknowledged, milliseconds.</summary>
    public static SocketOption TCP_USER_TIMEOUT => new(6, 18);

    /// <summary>Repair mode: state is set without packets; needs CAP_NET_ADMIN.</summary>
    public static SocketOption TCP_REPAIR => new(6, 19);

    /// <summary>Repair: which queue is meant.</summary>
    public static SocketOption TCP_REPAIR_QUEUE => new(6, 20);

    /// <summary>Repair: the queue's sequence number.</summary>
    public static SocketOption TCP_QUEUE_SEQ => new(6, 21);

    /// <summary>Repair: the options agreed on at the start.</summary>
    public static SocketOption TCP_REPAIR_OPTIONS => new(6, 22);

    /// <summary>Fast Open on a listener: length of its queue.</summary>
    public static SocketOption TCP_FASTOPEN => new(6, 23);

    /// <summary>The clock in the segments, offset; set in repair mode.</summary>
    public static SocketOption TCP_TIMESTAMP => new(6, 24);

    /// <summary>Unsent bytes above which the socket is not writable.</summary>
    public static SocketOption TCP_NOTSENT_LOWAT => new(6, 25);

    /// <summary>What the congestion control tells; read only.</summary>
    public static SocketOption TCP_CC_INFO => new(6, 26);

    /// <summary>A listener keeps the headers of each SYN. 0 or 1.</summary>
    public static SocketOption TCP_SAVE_SYN => new(6, 27);

    /// <summary>The kept headers of the SYN; read once.</summary>
    public static SocketOption TCP_SAVED_SYN => new(6, 28);

    /// <summary>Repair: the windows.</summary>
    public static SocketOption TCP_REPAIR_WINDOW => new(6, 29);

    /// <summary>Fast Open by plain connect. 0 or 1.</summary>
    public static SocketOption TCP_FASTOPEN_CONNECT => new(6, 30);

    /// <summary>Put a protocol on top ("tls"), by name.</summary>
    public static SocketOption TCP_ULP => new(6, 31);

    /// <summary>MD5 signatures for a whole prefix of peers.</summary>
    public static SocketOption TCP_MD5SIG_EXT => new(6, 32);

    /// <summary>The key of Fast Open cookies.</summary>
    public static SocketOption TCP_FASTOPEN_KEY => new(6, 33);

    /// <summary>Fast Open without a cookie. 0 or 1.</summary>
    public static SocketOption TCP_FASTOPEN_NO_COOKIE => new(6, 34);

    /// <summary>Map received pages instead of copying.</summary>
    public static SocketOption TCP_ZEROCOPY_RECEIVE => new(6, 35);

    /// <summary>Report the bytes still queued with each receive. 0 or 1.</summary>
    public static SocketOption TCP_INQ => new(6, 36);

    /// <summary>The ancillary data of <see cref="TCP_INQ"/>.</summary>
    public static SocketOption TCP_CM_INQ => new(6, 36);

    /// <summary>Delay everything sent, microseconds; for tests.</summary>
    public static SocketOption TCP_TX_DELAY => new(6, 37);

    /// <summary>Add an authentication key (RFC 5925); Linux 6.7.</summary>
    public static SocketOption TCP_AO_ADD_KEY => new(6, 38);

    /// <summary>Remove an authentication key; Linux 6.7.</summary>
    public static SocketOption TCP_AO_DEL_KEY => new(6, 39);

    /// <summary>The socket's authentication settings; Linux 6.7.</summary>
    public static SocketOption TCP_AO_INFO => new(6, 40);

    /// <summary>List the authentication keys; Linux 6.7.</summary>
    public static SocketOption TCP_AO_GET_KEYS => new(6, 41);

    /// <summary>Repair: the authentication's sequence numbers; Linux 6.7.</summary>
    public static SocketOption TCP_AO_REPAIR => new(6, 42);

    /// <summary>Whether the connection is multipath; read only; Linux 6.10.</summary>
    public static SocketOption TCP_IS_MPTCP => new(6, 43);

    /// <summary>The longest time-out before resending, milliseconds; Linux 6.15.</summary>
    public static SocketOption TCP_RTO_MAX_MS => new(6, 44);

    /// <summary>The shortest time-out before resending, microseconds; Linux 6.15.</summary>
    public static SocketOption TCP_RTO_MIN_US => new(6, 45);

    /// <summary>The longest delay of an acknowledgement, microseconds; Linux 6.15.</summary>
    public static SocketOption TCP_DELACK_MAX_US => new(6, 46);

    private static string? TcpName(int number) => number switch
    {
        1 => nameof(TCP_NODELAY),
        2 => nameof(TCP_MAXSEG),
        3 => nameof(TCP_CORK),
        4 => nameof(TCP_KEEPIDLE),
        5 => nameof(TCP_KEEPINTVL),
        6 => nameof(TCP_KEEPCNT),
        7 => nameof(TCP_SYNCNT),
        8 => nameof(TCP_LINGER2),
        9 => nameof(TCP_DEFER_ACCEPT),
        10 => nameof(TCP_WINDOW_CLAMP),
        11 => nameof(TCP_INFO),
        12 => nameof(TCP_QUICKACK),
        13 => nameof(TCP_CONGESTION),
        14 => nameof(TCP_MD5SIG),
        15 => nameof(TCP_COOKIE_TRANSACTIONS),
        16 => nameof(TCP_THIN_LINEAR_TIMEOUTS),
        17 => nameof(TCP_THIN_DUPACK),
        18 => nameof(TCP_USER_TIMEOUT),
        19 => nameof(TCP_REPAIR),
        20 => nameof(TCP_REPAIR_QUEUE),
        21 => nameof(TCP_QUEUE_SEQ),
        22 => nameof(TCP_REPAIR_OPTIONS),
        23 => nameof(TCP_FASTOPEN),
        24 => nameof(TCP_TIMESTAMP),
        25 => nameof(TCP_NOTSENT_LOWAT),
        26 => nameof(TCP_CC_INFO),
        27 => nameof(TCP_SAVE_SYN),
        28 => nameof(TCP_SAVED_SYN),
        29 => nameof(TCP_REPAIR_WINDOW),
        30 => nameof(TCP_FASTOPEN_CONNECT),
        31 => nameof(TCP_ULP),
        32 => nameof(TCP_MD5SIG_EXT),
        33 => nameof(TCP_FASTOPEN_KEY),
        34 => nameof(TCP_FASTOPEN_NO_COOKIE),
        35 => nameof(TCP_ZEROCOPY_RECEIVE),
        36 => nameof(TCP_INQ),
        37 => nameof(TCP_TX_DELAY),
        38 => nameof(TCP_AO_ADD_KEY),
        39 => nameof(TCP_AO_DEL_KEY),
        40 => nameof(TCP_AO_INFO),
        41 => nameof(TCP_AO_GET_KEYS),
        42 => nameof(TCP_AO_REPAIR),
        43 => nameof(TCP_IS_MPTCP),
        44 => nameof(TCP_RTO_MAX_MS),
        45 => nameof(TCP_RTO_MIN_US),
        46 => nameof(TCP_DELACK_MAX_US),
        _ => null,
    };
}
