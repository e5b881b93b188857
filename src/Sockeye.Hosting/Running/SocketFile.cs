using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Hosting.Running;

/// <summary>The file of a Unix socket. It stays when its server has gone, and then the next one could not listen there: so what a service left behind it removes itself, and nothing else.</summary>
internal sealed class SocketFile
{
    private const int NoSuchDevice = 6;    // ENXIO: what open(2) says of a socket, and .NET hands it on as the HResult

    private readonly string _path;
    private readonly DateTime _made;

    private SocketFile(string path) => (_path, _made) = (path, File.GetLastWriteTimeUtc(path));

    /// <summary>That of an address where a server listens; null where it has none.</summary>
    internal static SocketFile? Of(System.Net.EndPoint address) => address is UnixEndPoint { Path: string path } ? new SocketFile(path) : null;

    /// <summary>Removes the file of a server that is no more. One where somebody listens stays, and what is no socket.</summary>
    internal static void RemoveStale(System.Net.EndPoint address, SocketKind kind)
    {
        if (address is not UnixEndPoint { Path: string path } unix)
        {
            return;
        }

        // A connect to what is no socket is refused just the same: both questions must be asked.
        using var probe = new Socket(Family.AF_UNIX, kind) { Blocking = false };
        if (probe.TryConnect(unix) == Errno.ECONNREFUSED && IsSocket(path))
        {
            Remove(path);
        }
    }

    /// <summary>When the server has ended. Quiet where it has gone, or where another server's is in its place.</summary>
    internal void Remove()
    {
        if (File.GetLastWriteTimeUtc(_path) == _made)
        {
            Remove(_path);
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // It stays, and whoever binds next is told so.
        }
    }

    private static bool IsSocket(string path)
    {
        try
        {
            // For reading and writing, because opening a pipe for one of them alone would wait for the other side.
            File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
            return false;
        }
        catch (IOException what)
        {
            return what.HResult == NoSuchDevice;
        }
        catch (UnauthorizedAccessException)
        {
            return false;       // we may not look, so it is not ours to remove
        }
    }
}
