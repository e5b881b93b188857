namespace Sockeye.Sockets;

public readonly partial record struct SocketOption
{
    /// <summary>Turn a socket with mapped addresses into an IPv4 one.</summary>
    public static SocketOption IPV6_ADDRFORM => new(41, 1);

    /// <summary><see cref="IPV6_PKTINFO"/> in the form of RFC 2292.</summary>
    public static SocketOption IPV6_2292PKTINFO => new(41, 2);

    /// <summary><see cref="IPV6_HOPOPTS"/> in the form of RFC 2292.</summary>
    public static SocketOption IPV6_2292HOPOPTS => new(41, 3);

    /// <summary><see cref="IPV6_DSTOPTS"/> in the form of RFC 2292.</summary>
    public static SocketOption IPV6_2292DSTOPTS => new(41, 4);

    /// <summary><see cref="IPV6_RTHDR"/> in the form of RFC 2292.</summary>
    public static SocketOption IPV6_2292RTHDR => new(41, 5);

    /// <summary>All ancillary data at once, in the form of RFC 2292.</summary>
    public static SocketOption IPV6_2292PKTOPTIONS => new(41, 6);

    /// <summary>Raw sockets: where the checksum lies, bytes; -1 for none.</summary>
    public static SocketOption IPV6_CHECKSUM => new(41, 7);

    /// <summary><see cref="IPV6_HOPLIMIT"/> in the form of RFC 2292.</summary>
    public static SocketOption IPV6_2292HOPLIMIT => new(41, 8);

    /// <summary>The next hop of what is sent.</summary>
    public static SocketOption IPV6_NEXTHOP => new(41, 9);

    /// <summary>Receive the authentication header; obsolete.</summary>
    public static SocketOption IPV6_AUTHHDR => new(41, 10);

    /// <summary>Receive the flow label and class with each datagram. 0 or 1.</summary>
    public static SocketOption IPV6_FLOWINFO => new(41, 11);

    /// <summary>Hop limit of unicast, 0 to 255; -1 for the route's.</summary>
    public static SocketOption IPV6_UNICAST_HOPS => new(41, 16);

    /// <summary>The interface multicast leaves by, an index.</summary>
    public static SocketOption IPV6_MULTICAST_IF => new(41, 17);

    /// <summary>Hop limit of multicast, 0 to 255; -1 for the route's.</summary>
    public static SocketOption IPV6_MULTICAST_HOPS => new(41, 18);

    /// <summary>This machine hears its own multicast. 0 or 1.</summary>
    public static SocketOption IPV6_MULTICAST_LOOP => new(41, 19);

    /// <summary>Join a group; struct ipv6_mreq.</summary>
    public static SocketOption IPV6_JOIN_GROUP => new(41, 20);

    /// <summary>The older name of <see cref="IPV6_JOIN_GROUP"/>.</summary>
    public static SocketOption IPV6_ADD_MEMBERSHIP => new(41, 20);

    /// <summary>Leave a group; struct ipv6_mreq.</summary>
    public static SocketOption IPV6_LEAVE_GROUP => new(41, 21);

    /// <summary>The older name of <see cref="IPV6_LEAVE_GROUP"/>.</summary>
    public static SocketOption IPV6_DROP_MEMBERSHIP => new(41, 21);

    /// <summary>Receive forwarded packets with the router alert of this value.</summary>
    public static SocketOption IPV6_ROUTER_ALERT => new(41, 22);

    /// <summary>How path MTU discovery behaves; an IPV6_PMTUDISC_ number.</summary>
    public static SocketOption IPV6_MTU_DISCOVER => new(41, 23);

    /// <summary>The path MTU, bytes.</summary>
    public static SocketOption IPV6_MTU => new(41, 24);

    /// <summary>Keep errors with their details in the error queue. 0 or 1.</summary>
    public static SocketOption IPV6_RECVERR => new(41, 25);

    /// <summary>IPv6 only, no mapped IPv4. 0 or 1.</summary>
    public static SocketOption IPV6_V6ONLY => new(41, 26);

    /// <summary>Take an anycast address; struct ipv6_mreq.</summary>
    public static SocketOption IPV6_JOIN_ANYCAST => new(41, 27);

    /// <summary>Give an anycast address up; struct ipv6_mreq.</summary>
    public static SocketOption IPV6_LEAVE_ANYCAST => new(41, 28);

    /// <summary>Hear every group joined on this machine. 0 or 1.</summary>
    public static SocketOption IPV6_MULTICAST_ALL => new(41, 29);

    /// <summary>Router alerts only of this network namespace. 0 or 1.</summary>
    public static SocketOption IPV6_ROUTER_ALERT_ISOLATE => new(41, 30);

    /// <summary>Keep extended ICMP errors whole. 0 or 1.</summary>
    public static SocketOption IPV6_RECVERR_RFC4884 => new(41, 31);

    /// <summary>Ask for, renew or release a flow label.</summary>
    public static SocketOption IPV6_FLOWLABEL_MGR => new(41, 32);

    /// <summary>Send the flow label of the address. 0 or 1.</summary>
    public static SocketOption IPV6_FLOWINFO_SEND => new(41, 33);

    /// <summary>IPsec policy of the socket, by key sockets.</summary>
    public static SocketOption IPV6_IPSEC_POLICY => new(41, 34);

    /// <summary>IPsec policy of the socket.</summary>
    public static SocketOption IPV6_XFRM_POLICY => new(41, 35);

    /// <summary>Raw sockets: the caller writes the IPv6 header. 0 or 1.</summary>
    public static SocketOption IPV6_HDRINCL => new(41, 36);

    /// <summary>Receive interface and address with each datagram. 0 or 1.</summary>
    public static SocketOption IPV6_RECVPKTINFO => new(41, 49);

    /// <summary>Interface and source address of what is sent.</summary>
    public static SocketOption IPV6_PKTINFO => new(41, 50);

    /// <summary>Receive the hop limit with each datagram. 0 or 1.</summary>
    public static SocketOption IPV6_RECVHOPLIMIT => new(41, 51);

    /// <summary>The hop limit of one datagram.</summary>
    public static SocketOption IPV6_HOPLIMIT => new(41, 52);

    /// <summary>Receive hop-by-hop options with each datagram. 0 or 1.</summary>
    public static SocketOption IPV6_RECVHOPOPTS => new(41, 53);

    /// <summary>Hop-by-hop options of what is sent.</summary>
    public static SocketOption IPV6_HOPOPTS => new(41, 54);

    /// <summary>An older GNU name of <see cref="IPV6_HOPOPTS"/>.</summary>
    public static SocketOption IPV6_RXHOPOPTS => new(41, 54);

    /// <summary>Destination options before the routing header.</summary>
    public static SocketOption IPV6_RTHDRDSTOPTS => new(41, 55);

    /// <summary>Receive the routing header with each datagram. 0 or 1.</summary>
    public static SocketOption IPV6_RECVRTHDR => new(41, 56);

    /// <summary>The routing header of what is sent.</summary>
    public static SocketOption IPV6_RTHDR => new(41, 57);

    /// <summary>Receive destination options with each datagram. 0 or 1.</summary>
    public static SocketOption IPV6_RECVDSTOPTS => new(41, 58);

    /// <summary>Destination options of what is sent.</summary>
    public static SocketOption IPV6_DSTOPTS => new(41, 59);

    /// <summary>An older GNU name of <see cref="IPV6_DSTOPTS"/>.</summary>
    public static SocketOption IPV6_RXDSTOPTS => new(41, 59);

    /// <summary>Report changes of the path MTU. 0 or 1.</summary>
    public static SocketOption IPV6_RECVPATHMTU => new(41, 60);

    /// <summary>The path MTU of a connected socket; read only.</summary>
    public static SocketOption IPV6_PATHMTU => new(41, 61);

    /// <summary>Never fragment; too long is an error. 0 or 1.</summary>
    public static SocketOption IPV6_DONTFRAG => new(41, 62);

    /// <summary>Receive the traffic class with each datagram. 0 or 1.</summary>
    public static SocketOption IPV6_RECVTCLASS => new(41, 66);

    /// <summary>Traffic class of what is sent, 0 to 255; -1 for the system's.</summary>
    public static SocketOption IPV6_TCLASS => new(41, 67);

    /// <summary>Flow labels made by the kernel. 0 or 1.</summary>
    public static SocketOption IPV6_AUTOFLOWLABEL => new(41, 70);

    /// <summary>Which source addresses are preferred (RFC 5014); bits.</summary>
    public static SocketOption IPV6_ADDR_PREFERENCES => new(41, 72);

    /// <summary>Drop packets of a lower hop limit, 0 to 255.</summary>
    public static SocketOption IPV6_MINHOPCOUNT => new(41, 73);

    /// <summary>The address a datagram was first sent to.</summary>
    public static SocketOption IPV6_ORIGDSTADDR => new(41, 74);

    /// <summary>Receive the first address with each datagram. 0 or 1.</summary>
    public static SocketOption IPV6_RECVORIGDSTADDR => new(41, 74);

    /// <summary>Transparent proxy: any address; needs CAP_NET_ADMIN. 0 or 1.</summary>
    public static SocketOption IPV6_TRANSPARENT => new(41, 75);

    /// <summary>The interface unicast leaves by, an index in network order.</summary>
    public static SocketOption IPV6_UNICAST_IF => new(41, 76);

    /// <summary>Receive the largest fragment's size with each datagram. 0 or 1.</summary>
    public static SocketOption IPV6_RECVFRAGSIZE => new(41, 77);

    /// <summary>Bind to an address this machine does not have yet. 0 or 1.</summary>
    public static SocketOption IPV6_FREEBIND => new(41, 78);

    private static string? Ipv6Name(int number) => number switch
    {
        1 => nameof(IPV6_ADDRFORM),
        2 => nameof(IPV6_2292PKTINFO),
        3 => nameof(IPV6_2292HOPOPTS),
        4 => nameof(IPV6_2292DSTOPTS),
        5 => nameof(IPV6_2292RTHDR),
        6 => nameof(IPV6_2292PKTOPTIONS),
        7 => nameof(IPV6_CHECKSUM),
        8 => nameof(IPV6_2292HOPLIMIT),
        9 => nameof(IPV6_NEXTHOP),
        10 => nameof(IPV6_AUTHHDR),
        11 => nameof(IPV6_FLOWINFO),
        16 => nameof(IPV6_UNICAST_HOPS),
        17 => nameof(IPV6_MULTICAST_IF),
        18 => nameof(IPV6_MULTICAST_HOPS),
        19 => nameof(IPV6_MULTICAST_LOOP),
        20 => nameof(IPV6_JOIN_GROUP),
        21 => nameof(IPV6_LEAVE_GROUP),
        22 => nameof(IPV6_ROUTER_ALERT),
        23 => nameof(IPV6_MTU_DISCOVER),
        24 => nameof(IPV6_MTU),
        25 => nameof(IPV6_RECVERR),
        26 => nameof(IPV6_V6ONLY),
        27 => nameof(IPV6_JOIN_ANYCAST),
        28 => nameof(IPV6_LEAVE_ANYCAST),
        29 => nameof(IPV6_MULTICAST_ALL),
        30 => nameof(IPV6_ROUTER_ALERT_ISOLATE),
        31 => nameof(IPV6_RECVERR_RFC4884),
        32 => nameof(IPV6_FLOWLABEL_MGR),
        33 => nameof(IPV6_FLOWINFO_SEND),
        34 => nameof(IPV6_IPSEC_POLICY),
        35 => nameof(IPV6_XFRM_POLICY),
        36 => nameof(IPV6_HDRINCL),
        49 => nameof(IPV6_RECVPKTINFO),
        50 => nameof(IPV6_PKTINFO),
        51 => nameof(IPV6_RECVHOPLIMIT),
        52 => nameof(IPV6_HOPLIMIT),
        53 => nameof(IPV6_RECVHOPOPTS),
        54 => nameof(IPV6_HOPOPTS),
        55 => nameof(IPV6_RTHDRDSTOPTS),
        56 => nameof(IPV6_RECVRTHDR),
        57 => nameof(IPV6_RTHDR),
        58 => nameof(IPV6_RECVDSTOPTS),
        59 => nameof(IPV6_DSTOPTS),
        60 => nameof(IPV6_RECVPATHMTU),
        61 => nameof(IPV6_PATHMTU),
        62 => nameof(IPV6_DONTFRAG),
        66 => nameof(IPV6_RECVTCLASS),
        67 => nameof(IPV6_TCLASS),
        70 => nameof(IPV6_AUTOFLOWLABEL),
        72 => nameof(IPV6_ADDR_PREFERENCES),
        73 => nameof(IPV6_MINHOPCOUNT),
        74 => nameof(IPV6_ORIGDSTADDR),
        75 => nameof(IPV6_TRANSPARENT),
        76 => nameof(IPV6_UNICAST_IF),
        77 => nameof(IPV6_RECVFRAGSIZE),
        78 => nameof(IPV6_FREEBIND),
        _ => null,
    };
}
