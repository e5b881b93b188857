using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Cli.Serving;

/// <summary>The file of a Unix socket: it outlives the program that made it, so somebody must remove it.</summary>
internal static class SocketFile
{
    private const int NoSuchDevice = 6;    // ENXIO: what open(2) says of a socket file, and .NET hands it on as the HResult

    /// <summary>Which file it is. .NET does not tell inodes; a file made later has another time.</summary>
    internal static DateTime Mark(string path) => File.GetLastWriteTimeUtc(path);

    /// <summary>Removes the file our server made; quiet if it is gone, or another is in its place.</summary>
    /// <param name="path">Where it was made.</param>
    /// <param name="mark">What <see cref="Mark"/> said then.</param>
    internal static void Remove(string path, DateTime mark)
    {
        try
        {
            if (Mark(path) == mark)
            {
                File.Delete(path);
            }
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // It stays behind, and the next server will say so.
        }
    }

    /// <summary>Removes a socket file that nobody listens on, and no other file.</summary>
    /// <exception cref="IOException">It is stale, and may not be removed.</exception>
    internal static void RemoveStale(UnixEndPoint address, SocketKind kind)
    {
        // A connect to a file that is no socket is refused just the same: both questions must be asked.
        if (address.Path is string path && IsRefused(address, kind))
        {
            bool? socket = IsSocket(path);
            if (socket is null)
            {
                return;    // bind says what it thinks of it
            }

            if (socket == false)
            {
                throw new IOException($"{path} is not a socket, and --replace-stale removes nothing else");
            }

            try
            {
                File.Delete(path);
            }
            catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
            {
                throw new IOException($"nobody listens on {path}, and it cannot be removed: {denied.Message}", denied);
            }
        }
    }

    private static bool IsRefused(UnixEndPoint address, SocketKind kind)
    {
        using var probe = new Socket(Family.AF_UNIX, kind) { Blocking = false };
        return probe.TryConnect(address) == Errno.ECONNREFUSED;
    }

    // Null where we may not look.
    private static bool? IsSocket(string path)
    {
        try
        {
            // Reading and writing, because opening a pipe for one of them alone would wait for the other side.
            File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
            return false;
        }
        catch (IOException what)
        {
            return what.HResult == NoSuchDevice;
        }
        catch (UnauthorizedAccessException)
        {
            return Directory.Exists(path) ? false : null;
        }
    }
}
