namespace Sockeye.Sockets;

// Options of packet sockets. See packet(7).
public readonly partial record struct SocketOption
{
    /// <summary>Hear more of an interface: a group, all groups, everything; struct packet_mreq.</summary>
    public static SocketOption PACKET_ADD_MEMBERSHIP => new(263, 1);

    /// <summary>Take back what <see cref="PACKET_ADD_MEMBERSHIP"/> asked for.</summary>
    public static SocketOption PACKET_DROP_MEMBERSHIP => new(263, 2);

    /// <summary>Receive what is sent; without effect in Linux.</summary>
    public static SocketOption PACKET_RECV_OUTPUT => new(263, 3);

    /// <summary>A shared ring for receiving; struct tpacket_req.</summary>
    public static SocketOption PACKET_RX_RING => new(263, 5);

    /// <summary>Packets received and lost since the last reading; read only.</summary>
    public static SocketOption PACKET_STATISTICS => new(263, 6);

    /// <summary>With a ring: longer packets are queued as a copy too, bytes.</summary>
    public static SocketOption PACKET_COPY_THRESH => new(263, 7);

    /// <summary>Length, VLAN and state of each packet, as ancillary data. 0 or 1.</summary>
    public static SocketOption PACKET_AUXDATA => new(263, 8);

    /// <summary>Tell the real interface and not the bond above it. 0 or 1.</summary>
    public static SocketOption PACKET_ORIGDEV => new(263, 9);

    /// <summary>The form of the ring: a TPACKET_ number.</summary>
    public static SocketOption PACKET_VERSION => new(263, 10);

    /// <summary>The size of a ring's header for a version; read only.</summary>
    public static SocketOption PACKET_HDRLEN => new(263, 11);

    /// <summary>Room before each packet in the ring, bytes.</summary>
    public static SocketOption PACKET_RESERVE => new(263, 12);

    /// <summary>A shared ring for sending.</summary>
    public static SocketOption PACKET_TX_RING => new(263, 13);

    /// <summary>With a sending ring: drop malformed packets and go on. 0 or 1.</summary>
    public static SocketOption PACKET_LOSS => new(263, 14);

    /// <summary>A virtio header goes in front of each packet. 0 or 1.</summary>
    public static SocketOption PACKET_VNET_HDR => new(263, 15);

    /// <summary>Time stamps of sent packets.</summary>
    public static SocketOption PACKET_TX_TIMESTAMP => new(263, 16);

    /// <summary>Where the ring's time stamps come from: SOF_TIMESTAMPING_ bits.</summary>
    public static SocketOption PACKET_TIMESTAMP => new(263, 17);

    /// <summary>Share the load among the sockets of a group.</summary>
    public static SocketOption PACKET_FANOUT => new(263, 18);

    /// <summary>Packets in the sending ring may begin anywhere in their slot. 0 or 1.</summary>
    public static SocketOption PACKET_TX_HAS_OFF => new(263, 19);

    /// <summary>Send past the queueing discipline. 0 or 1.</summary>
    public static SocketOption PACKET_QDISC_BYPASS => new(263, 20);

    /// <summary>How often a fanout rolled over; read only.</summary>
    public static SocketOption PACKET_ROLLOVER_STATS => new(263, 21);

    /// <summary>The filter program that chooses the socket of a fanout.</summary>
    public static SocketOption PACKET_FANOUT_DATA => new(263, 22);

    /// <summary>Do not see what this machine sends. 0 or 1.</summary>
    public static SocketOption PACKET_IGNORE_OUTGOING => new(263, 23);

    /// <summary>How long the virtio header is, bytes; Linux 6.4.</summary>
    public static SocketOption PACKET_VNET_HDR_SZ => new(263, 24);

    private static string? PacketName(int number) => number switch
    {
        1 => nameof(PACKET_ADD_MEMBERSHIP),
        2 => nameof(PACKET_DROP_MEMBERSHIP),
        3 => nameof(PACKET_RECV_OUTPUT),
        5 => nameof(PACKET_RX_RING),
        6 => nameof(PACKET_STATISTICS),
        7 => nameof(PACKET_COPY_THRESH),
        8 => nameof(PACKET_AUXDATA),
        9 => nameof(PACKET_ORIGDEV),
        10 => nameof(PACKET_VERSION),
        11 => nameof(PACKET_HDRLEN),
        12 => nameof(PACKET_RESERVE),
        13 => nameof(PACKET_TX_RING),
        14 => nameof(PACKET_LOSS),
        15 => nameof(PACKET_VNET_HDR),
        16 => nameof(PACKET_TX_TIMESTAMP),
        17 => nameof(PACKET_TIMESTAMP),
        18 => nameof(PACKET_FANOUT),
        19 => nameof(PACKET_TX_HAS_OFF),
        20 => nameof(PACKET_QDISC_BYPASS),
        21 => nameof(PACKET_ROLLOVER_STATS),
        22 => nameof(PACKET_FANOUT_DATA),
        23 => nameof(PACKET_IGNORE_OUTGOING),
        24 => nameof(PACKET_VNET_HDR_SZ),
        _ => null,
    };
}
