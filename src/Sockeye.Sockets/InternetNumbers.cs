namespace Sockeye.Sockets;

/// <summary>Numbers of netinet/in.h: addresses in this machine's byte order, bounds of ports, values of options. See ip(7), ipv6(7).</summary>
/// <remarks>They are constants and not members of an enum: the verbs take plain numbers where these go, as the value of an option or a field.</remarks>
public static class InternetNumbers
{
    /// <summary>0.0.0.0, every address of this machine.</summary>
    public const uint INADDR_ANY = 0;

    /// <summary>127.0.0.1, this machine alone.</summary>
    public const uint INADDR_LOOPBACK = 0x7F000001;

    /// <summary>255.255.255.255, everybody on the link.</summary>
    public const uint INADDR_BROADCAST = 0xFFFFFFFF;

    /// <summary>What inet_addr(3) answers for text that is no address; it is also 255.255.255.255.</summary>
    public const uint INADDR_NONE = 0xFFFFFFFF;

    /// <summary>192.0.0.8, the source of ICMP from a router without an IPv4 address (RFC 7600).</summary>
    public const uint INADDR_DUMMY = 0xC0000008;

    /// <summary>224.0.0.0, reserved.</summary>
    public const uint INADDR_UNSPEC_GROUP = 0xE0000000;

    /// <summary>224.0.0.1, all hosts on the link.</summary>
    public const uint INADDR_ALLHOSTS_GROUP = 0xE0000001;

    /// <summary>224.0.0.2, all routers on the link.</summary>
    public const uint INADDR_ALLRTRS_GROUP = 0xE0000002;

    /// <summary>224.0.0.106, all that watch for group memberships.</summary>
    public const uint INADDR_ALLSNOOPERS_GROUP = 0xE000006A;

    /// <summary>224.0.0.255, the last group that never leaves the link.</summary>
    public const uint INADDR_MAX_LOCAL_GROUP = 0xE00000FF;

    /// <summary>Ports below it need a privilege.</summary>
    public const int IPPORT_RESERVED = 1024;

    /// <summary>The first port that an old rule leaves to servers of users.</summary>
    public const int IPPORT_USERRESERVED = 5000;

    /// <summary>Never set "don't fragment". For <see cref="SocketOption.IP_MTU_DISCOVER"/>.</summary>
    public const int IP_PMTUDISC_DONT = 0;

    /// <summary>Set it as the route says.</summary>
    public const int IP_PMTUDISC_WANT = 1;

    /// <summary>Always set it; what is too long is EMSGSIZE.</summary>
    public const int IP_PMTUDISC_DO = 2;

    /// <summary>Set it and ignore what is known of the path: for probing.</summary>
    public const int IP_PMTUDISC_PROBE = 3;

    /// <summary>Only the interface's MTU counts; never set it.</summary>
    public const int IP_PMTUDISC_INTERFACE = 4;

    /// <summary>As <see cref="IP_PMTUDISC_INTERFACE"/>, and longer packets are cut in pieces.</summary>
    public const int IP_PMTUDISC_OMIT = 5;

    /// <summary>Packets may be cut in pieces. For <see cref="SocketOption.IPV6_MTU_DISCOVER"/>.</summary>
    public const int IPV6_PMTUDISC_DONT = 0;

    /// <summary>As the route says.</summary>
    public const int IPV6_PMTUDISC_WANT = 1;

    /// <summary>Never cut; what is too long is EMSGSIZE.</summary>
    public const int IPV6_PMTUDISC_DO = 2;

    /// <summary>Ignore what is known of the path: for probing.</summary>
    public const int IPV6_PMTUDISC_PROBE = 3;

    /// <summary>Only the interface's MTU counts.</summary>
    public const int IPV6_PMTUDISC_INTERFACE = 4;

    /// <summary>As <see cref="IPV6_PMTUDISC_INTERFACE"/>, and longer packets are cut in pieces.</summary>
    public const int IPV6_PMTUDISC_OMIT = 5;

    /// <summary>Prefer a temporary address. For <see cref="SocketOption.IPV6_ADDR_PREFERENCES"/>.</summary>
    public const int IPV6_PREFER_SRC_TMP = 1;

    /// <summary>Prefer a public address.</summary>
    public const int IPV6_PREFER_SRC_PUBLIC = 2;

    /// <summary>Public or temporary as the system prefers.</summary>
    public const int IPV6_PREFER_SRC_PUBTMP_DEFAULT = 256;

    /// <summary>Prefer the care-of address.</summary>
    public const int IPV6_PREFER_SRC_COA = 4;

    /// <summary>Prefer the home address.</summary>
    public const int IPV6_PREFER_SRC_HOME = 1024;

    /// <summary>Prefer a cryptographically generated address.</summary>
    public const int IPV6_PREFER_SRC_CGA = 8;

    /// <summary>Prefer an address that is not cryptographically generated.</summary>
    public const int IPV6_PREFER_SRC_NONCGA = 2048;

    /// <summary>A hop of a routing header need not be a neighbour.</summary>
    public const int IPV6_RTHDR_LOOSE = 0;

    /// <summary>A hop of a routing header must be a neighbour.</summary>
    public const int IPV6_RTHDR_STRICT = 1;

    /// <summary>The source routing header; forbidden by RFC 5095.</summary>
    public const int IPV6_RTHDR_TYPE_0 = 0;

    /// <summary>A source filter that lists who is not heard.</summary>
    public const int MCAST_EXCLUDE = 0;

    /// <summary>A source filter that lists who is heard.</summary>
    public const int MCAST_INCLUDE = 1;
}
