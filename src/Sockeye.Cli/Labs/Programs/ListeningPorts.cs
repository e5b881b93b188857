using System.Globalization;

namespace Sockeye.Cli.Labs.Programs;

/// <summary>On which TCP ports processes listen: their sockets among those of /proc/net/tcp. Only for an explanation: it may find nothing.</summary>
internal static class ListeningPorts
{
    private static readonly string[] s_tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    internal static IReadOnlyList<int> Of(IEnumerable<int> processes)
    {
        try
        {
            HashSet<string?> held = [.. processes.SelectMany(Links)];
            return [.. s_tables.Where(File.Exists).SelectMany(File.ReadLines)
                .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields is [_, _, _, "0A", ..] && held.Contains($"socket:[{fields[9]}]"))
                .Select(static fields => int.Parse(fields[1].AsSpan(fields[1].LastIndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture))
                .Distinct()];
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static IEnumerable<string?> Links(int process)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Select(static entry => new FileInfo(entry).LinkTarget)];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
