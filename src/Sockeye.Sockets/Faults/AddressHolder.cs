using System.Globalization;
using System.Net;

namespace Sockeye.Sockets.Faults;

/// <summary>Finds who holds an address: from /proc/net to the socket's inode, from /proc/PID/fd to the process.</summary>
/// <remarks>Only for an error message, so it is allowed to be slow and to find nothing: other users' processes are hidden.</remarks>
internal static class AddressHolder
{
    private const string Listening = "0A";
    private const string TimeWait = "06";
    private const string NoInode = "0";

    /// <param name="Process">"python3 (process 1234)", or null.</param>
    /// <param name="Words">What to tell a person.</param>
    internal readonly record struct Answer(string? Process, string Words);

    internal static Answer Find(EndPoint address, SocketKind kind)
    {
        try
        {
            return address switch
            {
                IPEndPoint ip => OfPort(ip, kind),
                UnixEndPoint { IsUnnamed: false } unix => OfName(unix),
                _ => new Answer(null, "who holds it cannot be told"),
            };
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return new Answer(null, "who holds it cannot be told: /proc does not answer");
        }
    }

    private static Answer OfPort(IPEndPoint wanted, SocketKind kind)
    {
        List<Row> rows = [.. Rows(kind).Where(row => row.Address.Port == wanted.Port && Overlap(row.Address.Address, wanted.Address))];
        if (rows.Find(static row => row is { State: Listening, Inode: not NoInode }) is { } listener)
        {
            return OfInode(listener.Inode);
        }

        if (rows.Find(static row => row.Inode != NoInode) is { } other)
        {
            return OfInode(other.Inode);
        }

        return rows.Exists(static row => row.State == TimeWait)
            ? new Answer(null, "connections of it that have ended are still waited out (TIME_WAIT): set ReuseAddress before bind")
            : new Answer(null, "by a socket that is bound but neither listens nor is connected, which the system does not list");
    }

    private static Answer OfName(UnixEndPoint unix)
    {
        string wanted = unix.ToString()["unix:".Length..];

        // A row: "Num: RefCount Protocol Flags Type St Inode Path", the path last and '@' for an abstract name's zero byte.
        foreach (string line in File.ReadLines("/proc/net/unix").Skip(1))
        {
            string[] fields = line.Split(' ', 8, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 8 && fields[7] == wanted)
            {
                return OfInode(fields[6]);
            }
        }

        return unix.Path is null
            ? new Answer(null, "who holds it is hidden from this user")
            : new Answer(null, "no process has it open: the file was left by a program that ended, or is another one; remove it to go on");
    }

    private static Answer OfInode(string inode)
        => Owner($"socket:[{inode}]") is string process
            ? new Answer(process, $"held by {process}")
            : new Answer(null, "the process that holds it is hidden from this user");

    private sealed record Row(IPEndPoint Address, string State, string Inode);

    // A row: "0: 0100007F:1B5F 00000000:0000 0A …", the inode tenth.
    private static IEnumerable<Row> Rows(SocketKind kind)
    {
        string protocol = kind switch { SocketKind.SOCK_STREAM => "tcp", SocketKind.SOCK_DGRAM => "udp", _ => "raw" };
        foreach (string file in new[] { "/proc/net/" + protocol, $"/proc/net/{protocol}6" }.Where(File.Exists))
        {
            foreach (string line in File.ReadLines(file).Skip(1))
            {
                string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length > 9 && ParseAddress(fields[1]) is { } address)
                {
                    yield return new Row(address, fields[3], fields[9]);
                }
            }
        }
    }

    // An address that covers the wanted one (0.0.0.0, ::) holds it as well.
    private static bool Overlap(IPAddress held, IPAddress wanted)
        => held.Equals(wanted)
            || (held.IsIPv4MappedToIPv6 && held.MapToIPv4().Equals(wanted))
            || IsAny(held)
            || IsAny(wanted);

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    // The address is in groups of four bytes, each as a number of this (little-endian) machine.
    private static IPEndPoint? ParseAddress(string field)
    {
        int colon = field.IndexOf(':', StringComparison.Ordinal);
        if (colon is not (8 or 32) || !int.TryParse(field.AsSpan(colon + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int port))
        {
            return null;
        }

        byte[] bytes = Convert.FromHexString(field.AsSpan(0, colon));
        for (int group = 0; group < bytes.Length; group += 4)
        {
            bytes.AsSpan(group, 4).Reverse();
        }

        return new IPEndPoint(new IPAddress(bytes), port);
    }

    private static string? Owner(string link)
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            string process = Path.GetFileName(folder);
            if (char.IsAsciiDigit(process[0]) && Holds(folder, link))
            {
                string name = File.ReadAllText(folder + "/comm").Trim();
                return $"{name} (process {process})";
            }
        }

        return null;
    }

    private static bool Holds(string process, string link)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(process + "/fd").Any(entry => new FileInfo(entry).LinkTarget == link);
        }
        catch (Exception hidden) when (hidden is UnauthorizedAccessException or IOException)
        {
            return false;   // another user's process, or one that ended meanwhile
        }
    }
}
