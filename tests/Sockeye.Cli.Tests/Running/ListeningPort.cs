using System.Globalization;

namespace Sockeye.Cli.Tests.Running;

/// <summary>The port a program listens on that was told to take any and does not say which: its sockets among those of /proc/net/tcp.</summary>
internal static class ListeningPort
{
    internal static int Of(Peer program)
    {
        int port = 0;
        Assert.True(SpinWait.SpinUntil(() => (port = Look(program.Id)) != 0, Peer.Patience), $"it does not listen: {program.Errors}");
        return port;
    }

    private static int Look(int process)
    {
        HashSet<string?> held = [.. Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Select(entry => new FileInfo(entry).LinkTarget)];
        foreach (string line in File.ReadLines("/proc/net/tcp").Concat(File.ReadLines("/proc/net/tcp6")))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields is [_, var local, _, "0A", ..] && held.Contains($"socket:[{fields[9]}]"))
            {
                return int.Parse(local.AsSpan(local.LastIndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            }
        }

        return 0;
    }
}
