namespace Sockeye.Clients.Pinging;

/// <summary>Which kind of socket a <see cref="Pinger"/> uses. See icmp(7) and raw(7).</summary>
public enum PingVia
{
    /// <summary>The datagram socket, and where it is not allowed the raw one.</summary>
    Automatic,

    /// <summary>SOCK_DGRAM with IPPROTO_ICMP: for every user whose group is within the sysctl net.ipv4.ping_group_range (it is for IPv6 too).</summary>
    Datagram,

    /// <summary>SOCK_RAW: for root and the capability CAP_NET_RAW. It tells more: the time to live of a reply, and who reported an error.</summary>
    Raw,
}
