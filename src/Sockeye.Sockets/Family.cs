namespace Sockeye.Sockets;

/// <summary>Address families: what kind of address a socket speaks. See socket(2) and address_families(7).</summary>
/// <remarks>
/// The numbers are Linux's own, the same on x64 and arm64. Some numbers carry two names: <c>AF_LOCAL</c> and
/// <c>AF_FILE</c> are <see cref="AF_UNIX"/>, <c>AF_ROUTE</c> is <see cref="AF_NETLINK"/>. <c>AF_MAX</c> is left out:
/// it is a count that grows with the kernel, not a family. A family without a name here is still a number to cast.
/// </remarks>
public enum Family : int
{
    /// <summary>No family chosen: any will do.</summary>
    AF_UNSPEC = 0,

    // Of two names with one number .NET prints the one its search meets first; in this order, kept by a test, AF_UNIX.
    /// <summary>The POSIX name of <see cref="AF_UNIX"/>.</summary>
    AF_LOCAL = 1,

    /// <summary>Sockets between processes of one machine, by path or abstract name. See unix(7).</summary>
    AF_UNIX = 1,

    /// <summary>An old GNU name of <see cref="AF_UNIX"/>.</summary>
    AF_FILE = 1,

    /// <summary>Internet protocol version 4. See ip(7).</summary>
    AF_INET = 2,

    /// <summary>Amateur radio AX.25.</summary>
    AF_AX25 = 3,

    /// <summary>Novell IPX.</summary>
    AF_IPX = 4,

    /// <summary>AppleTalk DDP. See ddp(7).</summary>
    AF_APPLETALK = 5,

    /// <summary>Amateur radio NET/ROM.</summary>
    AF_NETROM = 6,

    /// <summary>Multiprotocol bridge.</summary>
    AF_BRIDGE = 7,

    /// <summary>ATM permanent virtual circuits.</summary>
    AF_ATMPVC = 8,

    /// <summary>ITU-T X.25. See x25(7).</summary>
    AF_X25 = 9,

    /// <summary>Internet protocol version 6. See ipv6(7).</summary>
    AF_INET6 = 10,

    /// <summary>Amateur radio X.25 packet layer.</summary>
    AF_ROSE = 11,

    /// <summary>DECnet; removed from the kernel since.</summary>
    AF_DECnet = 12,

    /// <summary>Reserved for an 802.2 LLC project.</summary>
    AF_NETBEUI = 13,

    /// <summary>Pseudo family for security call-backs.</summary>
    AF_SECURITY = 14,

    /// <summary>Key management for IPsec (RFC 2367).</summary>
    AF_KEY = 15,

    /// <summary>Messages between the kernel and programs. See netlink(7).</summary>
    AF_NETLINK = 16,

    /// <summary>The BSD name of <see cref="AF_NETLINK"/>.</summary>
    AF_ROUTE = 16,

    /// <summary>Frames of the link layer. See packet(7).</summary>
    AF_PACKET = 17,

    /// <summary>Ash; a number without a protocol.</summary>
    AF_ASH = 18,

    /// <summary>Acorn Econet.</summary>
    AF_ECONET = 19,

    /// <summary>ATM switched virtual circuits.</summary>
    AF_ATMSVC = 20,

    /// <summary>Reliable datagram sockets.</summary>
    AF_RDS = 21,

    /// <summary>IBM SNA; a number without a protocol.</summary>
    AF_SNA = 22,

    /// <summary>Infrared links.</summary>
    AF_IRDA = 23,

    /// <summary>PPP over other carriers: PPPoE, L2TP, PPTP.</summary>
    AF_PPPOX = 24,

    /// <summary>Wanpipe cards.</summary>
    AF_WANPIPE = 25,

    /// <summary>IEEE 802.2 logical link control.</summary>
    AF_LLC = 26,

    /// <summary>Native InfiniBand addresses.</summary>
    AF_IB = 27,

    /// <summary>Multiprotocol label switching.</summary>
    AF_MPLS = 28,

    /// <summary>Controller area network.</summary>
    AF_CAN = 29,

    /// <summary>Cluster messages (TIPC).</summary>
    AF_TIPC = 30,

    /// <summary>Bluetooth.</summary>
    AF_BLUETOOTH = 31,

    /// <summary>Messages between z/VM guests (IUCV).</summary>
    AF_IUCV = 32,

    /// <summary>RxRPC, the carrier of AFS.</summary>
    AF_RXRPC = 33,

    /// <summary>Modular ISDN.</summary>
    AF_ISDN = 34,

    /// <summary>Nokia Phonet modems.</summary>
    AF_PHONET = 35,

    /// <summary>IEEE 802.15.4 low-rate radio.</summary>
    AF_IEEE802154 = 36,

    /// <summary>ST-Ericsson CAIF modems.</summary>
    AF_CAIF = 37,

    /// <summary>The kernel's cryptography.</summary>
    AF_ALG = 38,

    /// <summary>Near field communication.</summary>
    AF_NFC = 39,

    /// <summary>Between a virtual machine and its host. See vsock(7).</summary>
    AF_VSOCK = 40,

    /// <summary>Kernel connection multiplexor.</summary>
    AF_KCM = 41,

    /// <summary>Qualcomm IPC router.</summary>
    AF_QIPCRTR = 42,

    /// <summary>Shared memory communication.</summary>
    AF_SMC = 43,

    /// <summary>Express data path: frames without the stack.</summary>
    AF_XDP = 44,

    /// <summary>Management component transport (MCTP).</summary>
    AF_MCTP = 45,
}
