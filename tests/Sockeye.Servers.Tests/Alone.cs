namespace Sockeye.Servers.Tests;

/// <summary>For tests that count what the whole process has: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";

    /// <summary>The open sockets of this process.</summary>
    internal static int Sockets => Directory.GetFileSystemEntries("/proc/self/fd").Count(static fd => new FileInfo(fd).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);
}
