using System.Globalization;

namespace Sockeye.Sockets.Tables;

/// <summary>From a socket's inode to the processes that have it open: by /proc/PID/fd, where each is a link "socket:[inode]".</summary>
/// <remarks>Other users' processes are hidden from all but root, and any may end meanwhile: what cannot be read is left out.</remarks>
internal static class SocketOwners
{
    private const string Before = "socket:[";

    /// <summary>The owners of these, by process number.</summary>
    internal static ILookup<long, SocketOwner> Find(IReadOnlySet<long> inodes)
    {
        var found = new List<(long Inode, SocketOwner Owner)>();
        foreach (int process in Processes())
        {
            HashSet<long> held = Held(process);
            held.IntersectWith(inodes);
            if (held.Count > 0)
            {
                var owner = new SocketOwner(process, Program(process));
                found.AddRange(held.Select(inode => (inode, owner)));
            }
        }

        return found.ToLookup(static one => one.Inode, static one => one.Owner);
    }

    private static IEnumerable<int> Processes()
        => Directory.EnumerateDirectories("/proc")
            .Select(static folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int process) ? process : 0)
            .Where(static process => process != 0)
            .Order();

    private static HashSet<long> Held(int process)
    {
        var held = new HashSet<long>();
        try
        {
            foreach (string entry in Directory.EnumerateFileSystemEntries($"/proc/{process}/fd"))
            {
                if (Link(entry) is { } link
                    && link.StartsWith(Before, StringComparison.Ordinal)
                    && long.TryParse(link.AsSpan(Before.Length).TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out long inode))
                {
                    held.Add(inode);
                }
            }
        }
        catch (Exception hidden) when (hidden is UnauthorizedAccessException or IOException)
        {
        }

        return held;
    }

    // A descriptor closed meanwhile must not hide the others of its process.
    private static string? Link(string entry)
    {
        try
        {
            return new FileInfo(entry).LinkTarget;
        }
        catch (Exception gone) when (gone is UnauthorizedAccessException or IOException)
        {
            return null;
        }
    }

    // "python3 server.py": a name that many programs share says little without the file it runs.
    private static string Program(int process)
    {
        try
        {
            string name = File.ReadAllText($"/proc/{process}/comm").Trim();
            string[] words = File.ReadAllText($"/proc/{process}/cmdline").Split('\0');
            string file = words.Length > 1 && !words[1].StartsWith('-') ? Path.GetFileName(words[1]) : "";
            return file.Contains('.', StringComparison.Ordinal) ? $"{name} {file}" : name;
        }
        catch (Exception ended) when (ended is UnauthorizedAccessException or IOException)
        {
            return "?";
        }
    }
}
