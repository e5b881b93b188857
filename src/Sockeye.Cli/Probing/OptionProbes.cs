using System.Net;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Cli.Probing;

/// <summary>Options that came with some kernel, each used once.</summary>
internal static class OptionProbes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly IPEndPoint Anywhere = new(IPAddress.Loopback, 0);

    internal static ProbeRow ReusePort(string name) => Tried(name, "since Linux 3.9", static () =>
    {
        using Socket first = Socket.CreateServer(Anywhere, new ServerOptions { ReusePort = true });
        using Socket second = Socket.CreateServer(first.LocalEndPoint, new ServerOptions { ReusePort = true });
        return true;
    });

    internal static ProbeRow FastOpen(string name)
    {
        const string Setting = "net.ipv4.tcp_fastopen";
        const int Clients = 1;
        const int Servers = 2;
        ProbeRow set = Tried(name, "since Linux 3.7", static () =>
        {
            using Socket listener = Socket.CreateServer(Anywhere);
            listener.SetOption(SocketOption.TCP_FASTOPEN, 1);
            return true;
        });
        if (set.Works != Verdict.Yes || !int.TryParse(SystemFile.Setting(Setting), out int bits))
        {
            return set;
        }

        string value = $"{Setting}={bits}";
        return (bits & (Clients | Servers)) switch
        {
            Clients | Servers => new(name, Verdict.Yes, value),
            0 => new(name, Verdict.No, value, $"it is switched off: sysctl -w {Setting}=3"),
            Clients => new(name, Verdict.Partly, value, $"for clients; a listener does not take data with the first packet: sysctl -w {Setting}=3"),
            _ => new(name, Verdict.Partly, value, $"for listeners; a client does not send data with the first packet: sysctl -w {Setting}=3"),
        };
    }

    /// <summary>One send that arrives as two datagrams.</summary>
    internal static ProbeRow Segmentation(string name) => Tried(name, "since Linux 4.18", static () =>
    {
        const int Segment = 100;
        (Socket one, Socket two) = Datagrams();
        using (one)
        using (two)
        {
            one.SetOption(SocketOption.UDP_SEGMENT, Segment);
            one.Send(new byte[2 * Segment]);
            byte[] room = new byte[4 * Segment];
            return two.Receive(room.AsSpan()) == Segment && two.Receive(room.AsSpan()) == Segment;
        }
    });

    internal static ProbeRow Joining(string name) => Tried(name, "since Linux 5.0", static () =>
    {
        (Socket one, Socket two) = Datagrams();
        using (one)
        using (two)
        {
            two.SetOption(SocketOption.UDP_GRO, true);
            return two.GetOption(SocketOption.UDP_GRO) == 1;
        }
    });

    internal static ProbeRow ZeroCopy(string name)
    {
        const int Size = 64 * 1024;
        try
        {
            using Socket listener = Socket.CreateServer(Anywhere);
            using Socket client = Socket.CreateConnection(listener.LocalEndPoint, new ConnectOptions { Timeout = Patience });
            client.SetOption(SocketOption.SO_ZEROCOPY, true);
            client.Send(GC.AllocateArray<byte>(Size, pinned: true), MessageFlags.MSG_ZEROCOPY);
            return new(name, Verdict.Yes);
        }
        catch (SocketFaultException fault) when (fault.Errno == Errno.ENOBUFS)
        {
            return new(name, Verdict.Partly, "ENOBUFS", "there is too little memory to pin: see locked memory, and sysctl net.core.optmem_max");
        }
        catch (SocketFaultException fault)
        {
            return new(name, Verdict.No, $"{fault.Errno}", "this kernel has it not (it is there since Linux 4.14)");
        }
    }

    private static ProbeRow Tried(string name, string since, Func<bool> works)
    {
        try
        {
            return works() ? new(name, Verdict.Yes) : new(name, Verdict.No, null, $"it can be set and does not do it; it is there {since}");
        }
        catch (SocketFaultException fault)
        {
            return new(name, Verdict.No, $"{fault.Errno}", $"this kernel has it not (it is there {since}), or loopback does not work: {fault.Message}");
        }
    }

    private static (Socket One, Socket Two) Datagrams()
    {
        var one = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM) { Timeout = Patience };
        var two = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM) { Timeout = Patience };
        try
        {
            two.Bind(Anywhere);
            one.Connect(two.LocalEndPoint);
            return (one, two);
        }
        catch
        {
            one.Dispose();
            two.Dispose();
            throw;
        }
    }
}
