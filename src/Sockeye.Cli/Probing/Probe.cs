using Sockeye.Sockets;

namespace Sockeye.Cli.Probing;

/// <summary>Looks at what this machine has for sockets, by trying each thing; nothing is left behind, and nothing leaves the machine.</summary>
internal static class Probe
{
    private static readonly (string Name, Func<string, ProbeRow> Try)[] All =
    [
        ("kernel", ProcessProbes.Kernel),
        ("processors", ProcessProbes.Processors),
        ("descriptors", ProcessProbes.Descriptors),
        ("locked memory", ProcessProbes.LockedMemory),
        ("epoll", WaitingProbes.Epoll),
        ("io_uring", WaitingProbes.Ring),
        ("IPv4 loopback", FamilyProbes.Loopback4),
        ("IPv6 loopback", FamilyProbes.Loopback6),
        ("dual stack", FamilyProbes.DualStack),
        ("Unix sockets", FamilyProbes.Unix),
        ("abstract Unix names", FamilyProbes.Abstract),
        ("netlink", FamilyProbes.Netlink),
        ("vsock", FamilyProbes.Vsock),
        ("ping sockets", PermissionProbes.Ping),
        ("raw sockets", PermissionProbes.Raw),
        ("SO_REUSEPORT", OptionProbes.ReusePort),
        ("TCP_FASTOPEN", OptionProbes.FastOpen),
        ("UDP GSO", OptionProbes.Segmentation),
        ("UDP GRO", OptionProbes.Joining),
        ("MSG_ZEROCOPY", OptionProbes.ZeroCopy),
        ("somaxconn", SettingProbes.Backlog),
        ("tcp_rmem", SettingProbes.ReceiveBuffers),
        ("tcp_wmem", SettingProbes.SendBuffers),
    ];

    internal static IEnumerable<ProbeRow> Run()
    {
        foreach ((string name, Func<string, ProbeRow> look) in All)
        {
            ProbeRow row;
            try
            {
                row = look(name);
            }
            catch (SocketFaultException fault)
            {
                row = new ProbeRow(name, Verdict.No, null, fault.Message);      // no reason that the probe knows better
            }

            yield return row;
        }
    }
}
