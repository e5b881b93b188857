namespace Sockeye.Sockets;

/// <summary>Protocol numbers: what rides inside IP, and what socket(2) takes as its third argument. See protocols(5).</summary>
/// <remarks>
/// The numbers are Linux's own, the same on x64 and arm64; up to 255 they are IANA's, above that the kernel's.
/// <see cref="IPPROTO_HOPOPTS"/> shares 0 with <see cref="IPPROTO_IP"/>. These numbers serve as option levels too.
/// </remarks>
public enum Protocol : int
{
    // Of two names with one number .NET prints the one its search meets first; in this order, kept by a test, IPPROTO_IP.
    /// <summary>IPv6 hop-by-hop options header.</summary>
    IPPROTO_HOPOPTS = 0,

    /// <summary>The family's usual protocol; as a level, the options of IPv4.</summary>
    IPPROTO_IP = 0,

    /// <summary>Control messages of IPv4. See icmp(7).</summary>
    IPPROTO_ICMP = 1,

    /// <summary>Group membership of IPv4.</summary>
    IPPROTO_IGMP = 2,

    /// <summary>IPv4 inside IP.</summary>
    IPPROTO_IPIP = 4,

    /// <summary>Transmission control protocol. See tcp(7).</summary>
    IPPROTO_TCP = 6,

    /// <summary>Exterior gateway protocol.</summary>
    IPPROTO_EGP = 8,

    /// <summary>Xerox PUP.</summary>
    IPPROTO_PUP = 12,

    /// <summary>User datagram protocol. See udp(7).</summary>
    IPPROTO_UDP = 17,

    /// <summary>Xerox XNS IDP.</summary>
    IPPROTO_IDP = 22,

    /// <summary>ISO transport protocol, class 4.</summary>
    IPPROTO_TP = 29,

    /// <summary>Datagrams with congestion control.</summary>
    IPPROTO_DCCP = 33,

    /// <summary>IPv6 inside IP; as a level, the options of IPv6.</summary>
    IPPROTO_IPV6 = 41,

    /// <summary>IPv6 routing header.</summary>
    IPPROTO_ROUTING = 43,

    /// <summary>IPv6 fragment header.</summary>
    IPPROTO_FRAGMENT = 44,

    /// <summary>Resource reservation.</summary>
    IPPROTO_RSVP = 46,

    /// <summary>Generic routing encapsulation.</summary>
    IPPROTO_GRE = 47,

    /// <summary>IPsec encrypted payload.</summary>
    IPPROTO_ESP = 50,

    /// <summary>IPsec authentication header.</summary>
    IPPROTO_AH = 51,

    /// <summary>Control messages of IPv6.</summary>
    IPPROTO_ICMPV6 = 58,

    /// <summary>IPv6: no header follows.</summary>
    IPPROTO_NONE = 59,

    /// <summary>IPv6 destination options header.</summary>
    IPPROTO_DSTOPTS = 60,

    /// <summary>Multicast transport protocol.</summary>
    IPPROTO_MTP = 92,

    /// <summary>Pseudo header of the IPsec BEET mode.</summary>
    IPPROTO_BEETPH = 94,

    /// <summary>Encapsulation header (RFC 1241).</summary>
    IPPROTO_ENCAP = 98,

    /// <summary>Protocol independent multicast.</summary>
    IPPROTO_PIM = 103,

    /// <summary>IP payload compression.</summary>
    IPPROTO_COMP = 108,

    /// <summary>Layer 2 tunnelling, version 3.</summary>
    IPPROTO_L2TP = 115,

    /// <summary>Stream control transmission protocol. See sctp(7).</summary>
    IPPROTO_SCTP = 132,

    /// <summary>IPv6 mobility header.</summary>
    IPPROTO_MH = 135,

    /// <summary>UDP with a partial checksum. See udplite(7).</summary>
    IPPROTO_UDPLITE = 136,

    /// <summary>MPLS inside IP.</summary>
    IPPROTO_MPLS = 137,

    /// <summary>Ethernet inside IPv6.</summary>
    IPPROTO_ETHERNET = 143,

    /// <summary>Aggregation and fragmentation inside ESP (RFC 9347); Linux 6.14.</summary>
    IPPROTO_AGGFRAG = 144,

    /// <summary>Raw IP packets: the caller writes the header. See raw(7).</summary>
    IPPROTO_RAW = 255,

    /// <summary>Shared memory communication over an Internet family; Linux 6.11.</summary>
    IPPROTO_SMC = 256,

    /// <summary>Multipath TCP.</summary>
    IPPROTO_MPTCP = 262,
}
