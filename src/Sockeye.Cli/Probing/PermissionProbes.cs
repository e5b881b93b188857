using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Cli.Probing;

/// <summary>Sockets that not everybody may have.</summary>
internal static class PermissionProbes
{
    private const string Groups = "net.ipv4.ping_group_range";

    internal static ProbeRow Ping(string name)
    {
        Errno four = Make(Family.AF_INET, SocketKind.SOCK_DGRAM, Protocol.IPPROTO_ICMP);
        Errno six = Make(Family.AF_INET6, SocketKind.SOCK_DGRAM, Protocol.IPPROTO_ICMPV6);
        string? range = SystemFile.Setting(Groups);
        return (four, six) switch
        {
            (Errno.None, Errno.None) => new(name, Verdict.Yes, range),
            (Errno.None, _) => new(name, Verdict.Partly, range, $"for IPv4 alone; IPv6 says {six}"),
            (Errno.EACCES or Errno.EPERM, _) => new(name, Verdict.No, range, $"no group of this process is in that range: sysctl -w {Groups}='0 2147483647'; ping takes a raw socket instead where it may"),
            _ => new(name, Verdict.No, $"{four}", "the kernel does not give them"),
        };
    }

    internal static ProbeRow Raw(string name) => Make(Family.AF_INET, SocketKind.SOCK_RAW, Protocol.IPPROTO_ICMP) switch
    {
        Errno.None => new(name, Verdict.Yes),
        Errno.EPERM or Errno.EACCES => new(name, Verdict.No, "CAP_NET_RAW", "this process has not that capability: run as root, setcap cap_net_raw+ep PROGRAM, or --cap-add NET_RAW of a container"),
        Errno error => new(name, Verdict.No, $"{error}", "the kernel does not give them"),
    };

    private static Errno Make(Family family, SocketKind kind, Protocol protocol)
    {
        try
        {
            using var socket = new Socket(family, kind, protocol);
            return Errno.None;
        }
        catch (SocketFaultException fault)
        {
            return fault.Errno;
        }
    }
}
