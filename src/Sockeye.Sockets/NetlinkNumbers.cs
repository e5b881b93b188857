namespace Sockeye.Sockets;

/// <summary>What AF_NETLINK speaks to. See netlink(7).</summary>
/// <remarks>The protocols are the third argument of socket(2), and of its type: <c>new Socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE)</c> needs no cast.</remarks>
public static class NetlinkNumbers
{
    /// <summary>Addresses, links, routes, neighbours. See rtnetlink(7).</summary>
    public const Protocol NETLINK_ROUTE = (Protocol)0;

    /// <summary>Nobody; an old number.</summary>
    public const Protocol NETLINK_UNUSED = (Protocol)1;

    /// <summary>Other processes.</summary>
    public const Protocol NETLINK_USERSOCK = (Protocol)2;

    /// <summary>The firewall of old; removed from Linux 3.5.</summary>
    public const Protocol NETLINK_FIREWALL = (Protocol)3;

    /// <summary>The sockets of this machine. See sock_diag(7).</summary>
    public const Protocol NETLINK_SOCK_DIAG = (Protocol)4;

    /// <summary>The older name of <see cref="NETLINK_SOCK_DIAG"/>.</summary>
    public const Protocol NETLINK_INET_DIAG = (Protocol)4;

    /// <summary>The packet log of old.</summary>
    public const Protocol NETLINK_NFLOG = (Protocol)5;

    /// <summary>IPsec.</summary>
    public const Protocol NETLINK_XFRM = (Protocol)6;

    /// <summary>Events of SELinux.</summary>
    public const Protocol NETLINK_SELINUX = (Protocol)7;

    /// <summary>iSCSI.</summary>
    public const Protocol NETLINK_ISCSI = (Protocol)8;

    /// <summary>The audit log.</summary>
    public const Protocol NETLINK_AUDIT = (Protocol)9;

    /// <summary>Questions to the routing table.</summary>
    public const Protocol NETLINK_FIB_LOOKUP = (Protocol)10;

    /// <summary>The kernel's connector: events of processes among others.</summary>
    public const Protocol NETLINK_CONNECTOR = (Protocol)11;

    /// <summary>Netfilter: tables, connections, queues, logs.</summary>
    public const Protocol NETLINK_NETFILTER = (Protocol)12;

    /// <summary>The IPv6 firewall of old; removed from Linux 3.5.</summary>
    public const Protocol NETLINK_IP6_FW = (Protocol)13;

    /// <summary>DECnet routes; removed from Linux 6.1.</summary>
    public const Protocol NETLINK_DNRTMSG = (Protocol)14;

    /// <summary>Devices come and go.</summary>
    public const Protocol NETLINK_KOBJECT_UEVENT = (Protocol)15;

    /// <summary>All families that came later, by name.</summary>
    public const Protocol NETLINK_GENERIC = (Protocol)16;

    /// <summary>SCSI transports.</summary>
    public const Protocol NETLINK_SCSITRANSPORT = (Protocol)18;

    /// <summary>eCryptfs; removed.</summary>
    public const Protocol NETLINK_ECRYPTFS = (Protocol)19;

    /// <summary>Remote direct memory access.</summary>
    public const Protocol NETLINK_RDMA = (Protocol)20;

    /// <summary>The kernel's cryptography.</summary>
    public const Protocol NETLINK_CRYPTO = (Protocol)21;

    /// <summary>Shared memory communication.</summary>
    public const Protocol NETLINK_SMC = (Protocol)22;
}
