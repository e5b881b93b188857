using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sockeye.Sockets.Faults;

/// <summary>Who holds an address, as far as /proc shows.</summary>
/// <param name="Socket">What was found.</param>
/// <param name="Process">"python3 (process 1234)", where the system shows it.</param>
internal readonly record struct Holder(HeldBy Socket, string? Process);

/// <summary>What holds an address.</summary>
internal enum HeldBy
{
    /// <summary>No socket that /proc shows: a TCP socket that is bound and does not listen is not shown, nor is a stale socket file.</summary>
    Unknown,

    /// <summary>A connection that ended and that no process has any more (TIME_WAIT and its like).</summary>
    OldConnection,

    /// <summary>An open socket.</summary>
    Open,
}

/// <summary>Finds the process that holds an address: from /proc/net to the socket's inode, from /proc/PID/fd to the process.</summary>
/// <remarks>Only for an error message, so it is allowed to be slow and to find nothing: other users' processes are hidden.</remarks>
internal static class AddressHolder
{
    internal static Holder Find(EndPoint address, SocketKind kind)
    {
        try
        {
            string? inode = address switch
            {
                IPEndPoint ip => IpInode(ip, kind),
                UnixEndPoint unix => UnixInode(unix),
                UnixDomainSocketEndPoint unix => UnixInode(UnixEndPoint.From(unix)),
                _ => null,
            };
            return inode switch
            {
                null => new Holder(HeldBy.Unknown, null),
                "0" => new Holder(HeldBy.OldConnection, null),
                _ => new Holder(HeldBy.Open, Owner($"socket:[{inode}]")),
            };
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    // A row: "0: 0100007F:1B5F 00000000:0000 0A …", inode tenth. An address that covers ours (0.0.0.0, ::) holds it as well.
    private static string? IpInode(IPEndPoint wanted, SocketKind kind)
    {
        string protocol = kind switch { SocketKind.SOCK_STREAM => "tcp", SocketKind.SOCK_DGRAM => "udp", _ => "raw" };
        const string Listening = "0A";
        string? connection = null;
        foreach (string file in new[] { "/proc/net/" + protocol, "/proc/net/" + protocol + "6" }.Where(File.Exists))
        {
            foreach (string line in File.ReadLines(file).Skip(1))
            {
                string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length <= 9 || ParseRow(fields[1]) is not { } held || held.Port != wanted.Port || !Overlap(held.Address, wanted.Address))
                {
                    continue;
                }

                if (protocol != "tcp" || fields[3] == Listening)
                {
                    return fields[9];
                }

                // A connection holds the port of the listener that it came through: named where nobody listens.
                connection = connection is null or "0" ? fields[9] : connection;
            }
        }

        return connection;
    }

    private static bool Overlap(IPAddress held, IPAddress wanted)
        => held.Equals(wanted)
            || (held.IsIPv4MappedToIPv6 && held.MapToIPv4().Equals(wanted))
            || IsAny(held)
            || IsAny(wanted);

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    // The address is in groups of four bytes, each as a number of this (little-endian) machine.
    private static IPEndPoint? ParseRow(string field)
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

    // A row: "Num: RefCount Protocol Flags Type St Inode Path", the path last and '@' for an abstract name's zero byte.
    private static string? UnixInode(UnixEndPoint unix)
    {
        string wanted = unix.ToString()["unix:".Length..];
        foreach (string line in File.ReadLines("/proc/net/unix").Skip(1))
        {
            string[] fields = line.Split(' ', 8, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 8 && fields[7] == wanted)
            {
                return fields[6];
            }
        }

        return null;
    }

    private static string? Owner(string link)
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            string process = Path.GetFileName(folder);
            if (char.IsAsciiDigit(process[0]) && Holds(folder, link))
            {
                return $"{Program(folder)} (process {process})";
            }
        }

        return null;
    }

    // "python3 server.py": a name that many programs share says little without the file it runs.
    private static string Program(string process)
    {
        string name = File.ReadAllText(process + "/comm").Trim();
        string[] words = File.ReadAllText(process + "/cmdline").Split('\0');
        string file = words.Length > 1 && !words[1].StartsWith('-') ? Path.GetFileName(words[1]) : "";
        return file.Contains('.', StringComparison.Ordinal) ? $"{name} {file}" : name;
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
