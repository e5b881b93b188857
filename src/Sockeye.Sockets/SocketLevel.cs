namespace Sockeye.Sockets;

/// <summary>Levels of options and ancillary data: which layer a number belongs to. See getsockopt(2) and cmsg(3).</summary>
/// <remarks>
/// The numbers are Linux's own, the same on x64 and arm64. The numbers of <see cref="Protocol"/> serve as levels too:
/// <see cref="SOL_TCP"/> is <see cref="Protocol.IPPROTO_TCP"/>, and SCTP and UDP-Lite have only those.
/// Bluetooth reuses numbers of Internet protocols (its L2CAP is 6), so its own levels have no names here.
/// </remarks>
public enum SocketLevel : int
{
    /// <summary>IPv4. See ip(7).</summary>
    SOL_IP = 0,

    /// <summary>The socket itself. See socket(7).</summary>
    SOL_SOCKET = 1,

    /// <summary>TCP. See tcp(7).</summary>
    SOL_TCP = 6,

    /// <summary>UDP. See udp(7).</summary>
    SOL_UDP = 17,

    /// <summary>IPv6. See ipv6(7).</summary>
    SOL_IPV6 = 41,

    /// <summary>ICMP of IPv6.</summary>
    SOL_ICMPV6 = 58,

    /// <summary>The first level of controller area networks.</summary>
    SOL_CAN_BASE = 100,

    /// <summary>Raw CAN frames.</summary>
    SOL_CAN_RAW = 101,

    /// <summary>ISO 15765-2 transport over CAN.</summary>
    SOL_CAN_ISOTP = 106,

    /// <summary>SAE J1939 over CAN.</summary>
    SOL_CAN_J1939 = 107,

    /// <summary>Raw sockets. See raw(7).</summary>
    SOL_RAW = 255,

    /// <summary>Novell IPX.</summary>
    SOL_IPX = 256,

    /// <summary>Amateur radio AX.25.</summary>
    SOL_AX25 = 257,

    /// <summary>AppleTalk.</summary>
    SOL_ATALK = 258,

    /// <summary>Amateur radio NET/ROM.</summary>
    SOL_NETROM = 259,

    /// <summary>Amateur radio ROSE.</summary>
    SOL_ROSE = 260,

    /// <summary>DECnet.</summary>
    SOL_DECNET = 261,

    /// <summary>X.25.</summary>
    SOL_X25 = 262,

    /// <summary>Link layer frames. See packet(7).</summary>
    SOL_PACKET = 263,

    /// <summary>ATM cells.</summary>
    SOL_ATM = 264,

    /// <summary>ATM adaption layer.</summary>
    SOL_AAL = 265,

    /// <summary>Infrared links.</summary>
    SOL_IRDA = 266,

    /// <summary>NetBEUI.</summary>
    SOL_NETBEUI = 267,

    /// <summary>IEEE 802.2 logical link control.</summary>
    SOL_LLC = 268,

    /// <summary>DCCP.</summary>
    SOL_DCCP = 269,

    /// <summary>Netlink. See netlink(7).</summary>
    SOL_NETLINK = 270,

    /// <summary>TIPC.</summary>
    SOL_TIPC = 271,

    /// <summary>RxRPC.</summary>
    SOL_RXRPC = 272,

    /// <summary>PPP over L2TP.</summary>
    SOL_PPPOL2TP = 273,

    /// <summary>Bluetooth, all of its protocols.</summary>
    SOL_BLUETOOTH = 274,

    /// <summary>Phonet pipes.</summary>
    SOL_PNPIPE = 275,

    /// <summary>Reliable datagram sockets.</summary>
    SOL_RDS = 276,

    /// <summary>IUCV.</summary>
    SOL_IUCV = 277,

    /// <summary>CAIF.</summary>
    SOL_CAIF = 278,

    /// <summary>The kernel's cryptography.</summary>
    SOL_ALG = 279,

    /// <summary>Near field communication.</summary>
    SOL_NFC = 280,

    /// <summary>Kernel connection multiplexor.</summary>
    SOL_KCM = 281,

    /// <summary>TLS done by the kernel.</summary>
    SOL_TLS = 282,

    /// <summary>Express data path.</summary>
    SOL_XDP = 283,

    /// <summary>Multipath TCP.</summary>
    SOL_MPTCP = 284,

    /// <summary>MCTP.</summary>
    SOL_MCTP = 285,

    /// <summary>Shared memory communication.</summary>
    SOL_SMC = 286,

    /// <summary>Virtual machine sockets.</summary>
    SOL_VSOCK = 287,
}
