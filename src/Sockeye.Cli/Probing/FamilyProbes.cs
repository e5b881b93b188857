using System.Buffers.Binary;
using System.Net;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Cli.Probing;

/// <summary>Families of addresses: a byte goes from one end to the other, or the reason is found.</summary>
internal static class FamilyProbes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    internal static ProbeRow Loopback4(string name) => Loopback(name, new IPEndPoint(IPAddress.Loopback, 0));

    internal static ProbeRow Loopback6(string name) => Loopback(name, new IPEndPoint(IPAddress.IPv6Loopback, 0));

    internal static ProbeRow DualStack(string name)
    {
        try
        {
            using Socket listener = Socket.CreateServer(new IPEndPoint(IPAddress.IPv6Any, 0), new ServerOptions { DualStack = true });
            Exchange(listener, new IPEndPoint(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndPoint).Port));
            return new(name, Verdict.Yes);
        }
        catch (SocketFaultException fault)
        {
            return new(name, Verdict.No, $"{fault.Errno}", fault.Errno == Errno.EAFNOSUPPORT
                ? "there is no IPv6 (see above): a server needs a listener for IPv4 alone"
                : "an IPv6 listener does not get IPv4 connections: " + fault.Message);
        }
    }

    internal static ProbeRow Unix(string name)
    {
        string folder = Directory.CreateTempSubdirectory("sockeye-probe-").FullName;
        try
        {
            using Socket listener = Socket.CreateServer(new UnixEndPoint(Path.Combine(folder, "s")));
            Exchange(listener, listener.LocalEndPoint);
            return new(name, Verdict.Yes);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static ProbeRow Abstract(string name)
    {
        using Socket listener = Socket.CreateServer(UnixEndPoint.Abstract("sockeye-probe-" + Guid.NewGuid()));
        Exchange(listener, listener.LocalEndPoint);
        return new(name, Verdict.Yes);
    }

    /// <summary>Asks for the first interface, and the kernel must answer.</summary>
    internal static ProbeRow Netlink(string name)
    {
        const int HeaderSize = 16;
        const int BodySize = 16;
        const ushort RTM_NEWLINK = 16;
        const ushort RTM_GETLINK = 18;
        const ushort NLM_F_REQUEST = 1;
        const ushort NLM_F_DUMP = 0x300;
        byte[] message = new byte[HeaderSize + BodySize];       // struct nlmsghdr of netlink(7), struct ifinfomsg of rtnetlink(7)
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), RTM_GETLINK);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(6), NLM_F_REQUEST | NLM_F_DUMP);
        try
        {
            using var socket = new Socket(Family.AF_NETLINK, SocketKind.SOCK_RAW, NetlinkNumbers.NETLINK_ROUTE) { Timeout = Patience };
            socket.Send(message);
            byte[] answer = new byte[64 * 1024];
            int count = socket.Receive(answer.AsSpan());
            ushort kind = count >= HeaderSize ? BinaryPrimitives.ReadUInt16LittleEndian(answer.AsSpan(4)) : (ushort)0;
            return kind == RTM_NEWLINK ? new(name, Verdict.Yes) : new(name, Verdict.No, $"{kind}", "the kernel answered something else than an interface");
        }
        catch (SocketFaultException fault)
        {
            return new(name, Verdict.No, $"{fault.Errno}", "interfaces and routes cannot be asked for; systemd's RestrictAddressFamilies= or a container's filter (seccomp) does that");
        }
    }

    internal static ProbeRow Vsock(string name)
    {
        try
        {
            using var socket = new Socket(Family.AF_VSOCK);
            return File.Exists("/dev/vsock")
                ? new(name, Verdict.Yes)
                : new(name, Verdict.Partly, null, "there are such sockets and no /dev/vsock: nobody is on the other side, as outside of a virtual machine");
        }
        catch (SocketFaultException fault)
        {
            return new(name, Verdict.No, $"{fault.Errno}", "only between virtual machines and their hosts, and here the kernel has it not, or not yet: modprobe vsock");
        }
    }

    private static ProbeRow Loopback(string name, IPEndPoint at)
    {
        try
        {
            using Socket listener = Socket.CreateServer(at);
            Exchange(listener, listener.LocalEndPoint);
            return new(name, Verdict.Yes);
        }
        catch (SocketFaultException fault)
        {
            return new(name, Verdict.No, $"{fault.Errno}", fault.Errno switch
            {
                Errno.EAFNOSUPPORT => "the kernel does not give such sockets: ipv6.disable=1 at boot, systemd's RestrictAddressFamilies=, or a container's filter (seccomp)",
                Errno.EADDRNOTAVAIL => $"the interface lo has no {at.Address}: ip link set lo up{(at.Address.Equals(IPAddress.IPv6Loopback) ? ", sysctl -w net.ipv6.conf.lo.disable_ipv6=0" : "")}",
                Errno.ENETUNREACH => "the interface lo is down: ip link set lo up",
                _ => fault.Message,
            });
        }
    }

    private static void Exchange(Socket listener, EndPoint at)
    {
        listener.Timeout = Patience;
        using Socket client = Socket.CreateConnection(at, new ConnectOptions { Timeout = Patience });
        using Socket server = listener.Accept();
        server.Timeout = Patience;
        client.Send("x"u8);
        Span<byte> room = stackalloc byte[1];
        server.ReceiveExactly(room);
    }
}
