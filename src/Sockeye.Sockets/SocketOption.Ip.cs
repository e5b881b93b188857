namespace Sockeye.Sockets;

public readonly partial record struct SocketOption
{
    /// <summary>Type of service of what is sent, one byte.</summary>
    public static SocketOption IP_TOS => new(0, 1);

    /// <summary>Time to live of what is sent, 1 to 255; -1 for the system's.</summary>
    public static SocketOption IP_TTL => new(0, 2);

    /// <summary>Raw sockets: the caller writes the IP header. 0 or 1.</summary>
    public static SocketOption IP_HDRINCL => new(0, 3);

    /// <summary>IP options of every packet, at most 40 bytes.</summary>
    public static SocketOption IP_OPTIONS => new(0, 4);

    /// <summary>Receive forwarded packets with the router alert. 0 or 1.</summary>
    public static SocketOption IP_ROUTER_ALERT => new(0, 5);

    /// <summary>Receive IP options with each datagram. 0 or 1.</summary>
    public static SocketOption IP_RECVOPTS => new(0, 6);

    /// <summary>Receive IP options unprocessed. 0 or 1.</summary>
    public static SocketOption IP_RETOPTS => new(0, 7);

    /// <summary>The BSD name of <see cref="IP_RETOPTS"/>.</summary>
    public static SocketOption IP_RECVRETOPTS => new(0, 7);

    /// <summary>Receive interface and address with each datagram. 0 or 1.</summary>
    public static SocketOption IP_PKTINFO => new(0, 8);

    /// <summary>What would come as ancillary data, on a stream.</summary>
    public static SocketOption IP_PKTOPTIONS => new(0, 9);

    /// <summary>How path MTU discovery behaves; an IP_PMTUDISC_ number.</summary>
    public static SocketOption IP_MTU_DISCOVER => new(0, 10);

    /// <summary>An older GNU name of <see cref="IP_MTU_DISCOVER"/>.</summary>
    public static SocketOption IP_PMTUDISC => new(0, 10);

    /// <summary>Keep errors with their details in the error queue. 0 or 1.</summary>
    public static SocketOption IP_RECVERR => new(0, 11);

    /// <summary>Receive the time to live with each datagram. 0 or 1.</summary>
    public static SocketOption IP_RECVTTL => new(0, 12);

    /// <summary>Receive the type of service with each datagram. 0 or 1.</summary>
    public static SocketOption IP_RECVTOS => new(0, 13);

    /// <summary>The path MTU of a connected socket, bytes; read only.</summary>
    public static SocketOption IP_MTU => new(0, 14);

    /// <summary>Bind to an address this machine does not have yet. 0 or 1.</summary>
    public static SocketOption IP_FREEBIND => new(0, 15);

    /// <summary>IPsec policy of the socket, by key sockets.</summary>
    public static SocketOption IP_IPSEC_POLICY => new(0, 16);

    /// <summary>IPsec policy of the socket.</summary>
    public static SocketOption IP_XFRM_POLICY => new(0, 17);

    /// <summary>Receive the peer's security label with each datagram. 0 or 1.</summary>
    public static SocketOption IP_PASSSEC => new(0, 18);

    /// <summary>Transparent proxy: any address; needs CAP_NET_ADMIN. 0 or 1.</summary>
    public static SocketOption IP_TRANSPARENT => new(0, 19);

    /// <summary>The address a datagram was first sent to.</summary>
    public static SocketOption IP_ORIGDSTADDR => new(0, 20);

    /// <summary>Receive the first address with each datagram. 0 or 1.</summary>
    public static SocketOption IP_RECVORIGDSTADDR => new(0, 20);

    /// <summary>Drop packets of a lower time to live, 0 to 255.</summary>
    public static SocketOption IP_MINTTL => new(0, 21);

    /// <summary>Raw sockets: leave fragments as they are. 0 or 1.</summary>
    public static SocketOption IP_NODEFRAG => new(0, 22);

    /// <summary>Receive the checksum with each datagram. 0 or 1.</summary>
    public static SocketOption IP_CHECKSUM => new(0, 23);

    /// <summary>Bind to port 0 takes no port until connect. 0 or 1.</summary>
    public static SocketOption IP_BIND_ADDRESS_NO_PORT => new(0, 24);

    /// <summary>Receive the largest fragment's size with each datagram. 0 or 1.</summary>
    public static SocketOption IP_RECVFRAGSIZE => new(0, 25);

    /// <summary>Keep extended ICMP errors whole. 0 or 1.</summary>
    public static SocketOption IP_RECVERR_RFC4884 => new(0, 26);

    /// <summary>The interface multicast leaves by.</summary>
    public static SocketOption IP_MULTICAST_IF => new(0, 32);

    /// <summary>Time to live of multicast, 0 to 255; 1 unless set.</summary>
    public static SocketOption IP_MULTICAST_TTL => new(0, 33);

    /// <summary>This machine hears its own multicast. 0 or 1.</summary>
    public static SocketOption IP_MULTICAST_LOOP => new(0, 34);

    /// <summary>Join a group; struct ip_mreqn.</summary>
    public static SocketOption IP_ADD_MEMBERSHIP => new(0, 35);

    /// <summary>Leave a group; struct ip_mreqn.</summary>
    public static SocketOption IP_DROP_MEMBERSHIP => new(0, 36);

    /// <summary>Hear a muted source again; struct ip_mreq_source.</summary>
    public static SocketOption IP_UNBLOCK_SOURCE => new(0, 37);

    /// <summary>Mute one source of a group; struct ip_mreq_source.</summary>
    public static SocketOption IP_BLOCK_SOURCE => new(0, 38);

    /// <summary>Join a group for one source; struct ip_mreq_source.</summary>
    public static SocketOption IP_ADD_SOURCE_MEMBERSHIP => new(0, 39);

    /// <summary>Leave one source of a group; struct ip_mreq_source.</summary>
    public static SocketOption IP_DROP_SOURCE_MEMBERSHIP => new(0, 40);

    /// <summary>The whole list of sources of a group; struct ip_msfilter.</summary>
    public static SocketOption IP_MSFILTER => new(0, 41);

    /// <summary>Join a group of either family; struct group_req. For IPv6: <see cref="AtLevel"/>.</summary>
    public static SocketOption MCAST_JOIN_GROUP => new(0, 42);

    /// <summary>Mute one source of a group; struct group_source_req. For IPv6: <see cref="AtLevel"/>.</summary>
    public static SocketOption MCAST_BLOCK_SOURCE => new(0, 43);

    /// <summary>Hear a muted source again; struct group_source_req. For IPv6: <see cref="AtLevel"/>.</summary>
    public static SocketOption MCAST_UNBLOCK_SOURCE => new(0, 44);

    /// <summary>Leave a group of either family; struct group_req. For IPv6: <see cref="AtLevel"/>.</summary>
    public static SocketOption MCAST_LEAVE_GROUP => new(0, 45);

    /// <summary>Join a group for one source; struct group_source_req. For IPv6: <see cref="AtLevel"/>.</summary>
    public static SocketOption MCAST_JOIN_SOURCE_GROUP => new(0, 46);

    /// <summary>Leave one source of a group; struct group_source_req. For IPv6: <see cref="AtLevel"/>.</summary>
    public static SocketOption MCAST_LEAVE_SOURCE_GROUP => new(0, 47);

    /// <summary>The whole list of sources of a group; struct group_filter. For IPv6: <see cref="AtLevel"/>.</summary>
    public static SocketOption MCAST_MSFILTER => new(0, 48);

    /// <summary>Hear every group joined on this machine. 0 or 1.</summary>
    public static SocketOption IP_MULTICAST_ALL => new(0, 49);

    /// <summary>The interface unicast leaves by, an index in network order.</summary>
    public static SocketOption IP_UNICAST_IF => new(0, 50);

    /// <summary>The socket's own range of ephemeral ports; Linux 6.3.</summary>
    public static SocketOption IP_LOCAL_PORT_RANGE => new(0, 51);

    /// <summary>The protocol of a raw socket; read only; Linux 6.4.</summary>
    public static SocketOption IP_PROTOCOL => new(0, 52);

    private static string? IpName(int number) => number switch
    {
        1 => nameof(IP_TOS),
        2 => nameof(IP_TTL),
        3 => nameof(IP_HDRINCL),
        4 => nameof(IP_OPTIONS),
        5 => nameof(IP_ROUTER_ALERT),
        6 => nameof(IP_RECVOPTS),
        7 => nameof(IP_RETOPTS),
        8 => nameof(IP_PKTINFO),
        9 => nameof(IP_PKTOPTIONS),
        10 => nameof(IP_MTU_DISCOVER),
        11 => nameof(IP_RECVERR),
        12 => nameof(IP_RECVTTL),
        13 => nameof(IP_RECVTOS),
        14 => nameof(IP_MTU),
        15 => nameof(IP_FREEBIND),
        16 => nameof(IP_IPSEC_POLICY),
        17 => nameof(IP_XFRM_POLICY),
        18 => nameof(IP_PASSSEC),
        19 => nameof(IP_TRANSPARENT),
        20 => nameof(IP_ORIGDSTADDR),
        21 => nameof(IP_MINTTL),
        22 => nameof(IP_NODEFRAG),
        23 => nameof(IP_CHECKSUM),
        24 => nameof(IP_BIND_ADDRESS_NO_PORT),
        25 => nameof(IP_RECVFRAGSIZE),
        26 => nameof(IP_RECVERR_RFC4884),
        32 => nameof(IP_MULTICAST_IF),
        33 => nameof(IP_MULTICAST_TTL),
        34 => nameof(IP_MULTICAST_LOOP),
        35 => nameof(IP_ADD_MEMBERSHIP),
        36 => nameof(IP_DROP_MEMBERSHIP),
        37 => nameof(IP_UNBLOCK_SOURCE),
        38 => nameof(IP_BLOCK_SOURCE),
        39 => nameof(IP_ADD_SOURCE_MEMBERSHIP),
        40 => nameof(IP_DROP_SOURCE_MEMBERSHIP),
        41 => nameof(IP_MSFILTER),
        42 => nameof(MCAST_JOIN_GROUP),
        43 => nameof(MCAST_BLOCK_SOURCE),
        44 => nameof(MCAST_UNBLOCK_SOURCE),
        45 => nameof(MCAST_LEAVE_GROUP),
        46 => nameof(MCAST_JOIN_SOURCE_GROUP),
        47 => nameof(MCAST_LEAVE_SOURCE_GROUP),
        48 => nameof(MCAST_MSFILTER),
        49 => nameof(IP_MULTICAST_ALL),
        50 => nameof(IP_UNICAST_IF),
        51 => nameof(IP_LOCAL_PORT_RANGE),
        52 => nameof(IP_PROTOCOL),
        _ => null,
    };
}
