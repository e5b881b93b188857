using Sockeye.Sockets.Tables;

namespace Sockeye.Sockets;

/// <summary>The sockets of the calling thread's network namespace and who has them: what ss(8) and netstat(8) show.</summary>
/// <remarks>
/// Read from proc(5), not asked of sock_diag(7): a file is there in every container, under every seccomp profile and without the
/// kernel's diag modules, and TCP, UDP, raw and ICMP tell the same in both. Unix sockets tell less: no queues and no peer.
/// It is no snapshot: sockets come and go while it is read.
/// </remarks>
public static class SocketTable
{
    /// <summary>All sockets: TCP, UDP, ICMP datagram and raw over IPv4 and IPv6, and Unix. Looks through the descriptors of every process.</summary>
    /// <returns>By kind, in the kernel's order.</returns>
    /// <exception cref="IOException">/proc is not there or cannot be read.</exception>
    public static IReadOnlyList<SocketEntry> Read()
    {
        if (!Directory.Exists(ProcNet.Folder))
        {
            throw new IOException($"{ProcNet.Folder} is not there: is /proc mounted?");
        }

        List<SocketEntry> entries = [.. ProcNet.Files.SelectMany(ProcNet.Read)];
        ILookup<long, SocketOwner> owners = SocketOwners.Find(entries.Select(static entry => entry.Inode).Where(static inode => inode != 0).ToHashSet());
        return entries.ConvertAll(entry => owners.Contains(entry.Inode) ? entry with { Owners = [.. owners[entry.Inode]] } : entry);
    }
}
