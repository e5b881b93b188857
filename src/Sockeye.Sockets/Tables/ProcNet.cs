using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;

namespace Sockeye.Sockets.Tables;

/// <summary>The sockets that proc(5) lists below net, without their owners. See proc_pid_net(5).</summary>
internal static class ProcNet
{
    // The calling thread's own: /proc/net is that of the process's first thread, and a thread may have moved into another namespace.
    internal const string Folder = "/proc/thread-self/net";

    internal static readonly IReadOnlyList<ProcNetFile> Files =
    [
        new("tcp", Family.AF_INET, SocketKind.SOCK_STREAM, Protocol.IPPROTO_TCP),
        new("tcp6", Family.AF_INET6, SocketKind.SOCK_STREAM, Protocol.IPPROTO_TCP),
        new("udp", Family.AF_INET, SocketKind.SOCK_DGRAM, Protocol.IPPROTO_UDP),
        new("udp6", Family.AF_INET6, SocketKind.SOCK_DGRAM, Protocol.IPPROTO_UDP),
        new("icmp", Family.AF_INET, SocketKind.SOCK_DGRAM, Protocol.IPPROTO_ICMP),
        new("icmp6", Family.AF_INET6, SocketKind.SOCK_DGRAM, Protocol.IPPROTO_ICMPV6),
        new("raw", Family.AF_INET, SocketKind.SOCK_RAW, 0),
        new("raw6", Family.AF_INET6, SocketKind.SOCK_RAW, 0),
        new("unix", Family.AF_UNIX, 0, 0),
    ];

    /// <summary>The rows of one file, as they are read; none where the system has no such protocol. A row that says something else than we know is left out.</summary>
    internal static IEnumerable<SocketEntry> Read(ProcNetFile file)
    {
        string path = $"{Folder}/{file.Name}";
        // Latin-1 keeps each byte of a Unix path, whatever its encoding.
        return File.Exists(path)
            ? File.ReadLines(path, Encoding.Latin1).Skip(1).Select(line => file.Family == Family.AF_UNIX ? UnixRow(line) : InternetRow(line, file)).OfType<SocketEntry>()
            : [];
    }

    /// <summary>"0: 0100007F:1B5F 00000000:0000 0A 00000000:00000000 00:00000000 00000000 1000 0 12345 …": local, remote, state, queues (out, in), timer, retransmits, user, timeout, inode.</summary>
    internal static SocketEntry? InternetRow(string line, ProcNetFile file)
    {
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 10
            || Address(fields[1]) is not { } local
            || Address(fields[2]) is not { } remote
            || !int.TryParse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int state)
            || fields[4].Split(':') is not [var sent, var received]
            || !long.TryParse(sent, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out long sendQueue)
            || !long.TryParse(received, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out long receiveQueue)
            || !long.TryParse(fields[7], NumberStyles.None, CultureInfo.InvariantCulture, out long user)
            || !long.TryParse(fields[9], NumberStyles.None, CultureInfo.InvariantCulture, out long inode))
        {
            return null;
        }

        bool raw = file.Kind == SocketKind.SOCK_RAW;    // its protocol stands where others have the port
        return new SocketEntry
        {
            Family = file.Family,
            Kind = file.Kind,
            Protocol = raw ? (Protocol)local.Port : file.Protocol,
            State = (TcpState)state,
            LocalEndPoint = raw ? new IPEndPoint(local.Address, 0) : local,
            RemoteEndPoint = remote.Port == 0 && IsAny(remote.Address) ? null : remote,
            SendQueue = sendQueue,
            ReceiveQueue = receiveQueue,
            UserId = inode == 0 ? null : user,
            Inode = inode,
        };
    }

    /// <summary>"0000000012345678: 00000002 00000000 00010000 0001 01 12345 /path": count, protocol, flags, kind, state, inode, and the path, in which a space is possible.</summary>
    internal static SocketEntry? UnixRow(string line)
    {
        const int Listening = 0x10000;    // __SO_ACCEPTCON of the kernel's flags
        string[] fields = line.Split(' ', 8, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 7
            || !int.TryParse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int flags)
            || !int.TryParse(fields[4], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int kind)
            || !int.TryParse(fields[5], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int state)
            || !long.TryParse(fields[6], NumberStyles.None, CultureInfo.InvariantCulture, out long inode))
        {
            return null;
        }

        return new SocketEntry
        {
            Family = Family.AF_UNIX,
            Kind = (SocketKind)kind,
            Protocol = 0,
            // SS_UNCONNECTED, SS_CONNECTING, SS_CONNECTED, SS_DISCONNECTING of the kernel's socket layer.
            State = (flags & Listening) != 0 ? TcpState.Listen : state switch
            {
                2 => TcpState.SynSent,
                3 => TcpState.Established,
                4 => TcpState.Closing,
                _ => TcpState.Close,
            },
            LocalEndPoint = fields.Length == 8 ? UnixAddress(fields[7]) : UnixEndPoint.Unnamed,
            Inode = inode,
        };
    }

    internal static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    // The zero byte of an abstract name is written as '@'; those inside it too, and they stay that way.
    private static UnixEndPoint UnixAddress(string text)
        => text[0] == '@'
            ? UnixEndPoint.Abstract(Encoding.Latin1.GetBytes(text, 1, text.Length - 1))
            : UnixEndPoint.FromKernel(Encoding.Latin1.GetBytes(text));

    // The address is in groups of four bytes, each as a number of this (little-endian) machine.
    private static IPEndPoint? Address(string field)
    {
        int colon = field.IndexOf(':', StringComparison.Ordinal);
        byte[] bytes = new byte[Math.Max(colon, 0) / 2];
        if (colon is not (8 or 32)
            || Convert.FromHexString(field.AsSpan(0, colon), bytes, out _, out _) != OperationStatus.Done
            || !ushort.TryParse(field.AsSpan(colon + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort port))
        {
            return null;
        }

        for (int group = 0; group < bytes.Length; group += 4)
        {
            bytes.AsSpan(group, 4).Reverse();
        }

        return new IPEndPoint(new IPAddress(bytes), port);
    }
}
