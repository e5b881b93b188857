using System.Net;
using Sockeye.Cli.Endpoints;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Cli.Serving;

/// <summary>The sockets a server waits on: one, or two for <c>:port</c>, which is this machine in both families.</summary>
internal sealed class Listeners : IDisposable
{
    // How often both families are asked for the same free port, before it is an error that IPv6 has it taken each time.
    private const int PortAttempts = 8;

    // A burst of clients that finds the queue full waits a second each time; the kernel caps it at net.core.somaxconn.
    private const int LongestBacklog = 4096;

    private (string Path, DateTime Mark)? _file;

    private Listeners(IReadOnlyList<Socket> sockets, string shown) => (Sockets, Shown) = (sockets, shown);

    internal IReadOnlyList<Socket> Sockets { get; }

    /// <summary>Where, with the real port, so that it can be pasted into a client's command.</summary>
    internal string Shown { get; }

    /// <summary>Other machines could come.</summary>
    internal bool IsBeyondLoopback => Sockets.Any(static socket => socket.LocalEndPoint is IPEndPoint at && !IPAddress.IsLoopback(at.Address));

    internal SocketKind Kind => Sockets[0].Kind;

    /// <param name="name">Where.</param>
    /// <param name="replaceStale">Remove a Unix socket's file first, where nobody listens.</param>
    /// <param name="clients">How many may come at once: so many, and the usual at least, may wait to be accepted.</param>
    /// <exception cref="SocketFaultException">In use, not allowed, no such address …</exception>
    internal static Listeners Open(EndPointName name, bool replaceStale = false, int clients = 1)
    {
        int backlog = Math.Clamp(clients, Socket.DefaultBacklog, LongestBacklog);
        if (name.IsLoopback)
        {
            return OpenLoopback(name, backlog);
        }

        if (name.Unix is not null && replaceStale)
        {
            SocketFile.RemoveStale(name.Unix, name.Kind);
        }

        Socket socket = Open(name.Resolve(AddressInfoFlags.AI_PASSIVE)[0].EndPoint, name.Kind, backlog);
        return new Listeners([socket], EndPointText.Of(socket.LocalEndPoint, name.Kind)) 
        {
            _file = name.Unix?.Path is string path ? (path, SocketFile.Mark(path)) : null,
        };
    }

    public void Dispose() => Dispose(except: null);

    /// <summary>Closes all but one: a datagram socket that listened goes on to talk.</summary>
    internal void Dispose(Socket? except)
    {
        // The file first: while we listen --replace-stale of another server leaves it alone. Somebody may have removed it all the
        // same and put his own in its place, and that one stays.
        if (_file is (string path, DateTime mark) && !Sockets.Contains(except))
        {
            SocketFile.Remove(path, mark);
            _file = null;
        }

        foreach (Socket socket in Sockets.Where(socket => socket != except))
        {
            socket.Dispose();
        }
    }

    private static Listeners OpenLoopback(EndPointName name, int backlog)
    {
        var wanted = (IPEndPoint)Names.GetAddrInfo("127.0.0.1", name.Service, kind: name.Kind)[0].EndPoint;
        for (int attempt = 1; ; attempt++)
        {
            Socket v4 = Open(wanted, name.Kind, backlog);
            int port = ((IPEndPoint)v4.LocalEndPoint).Port;
            try
            {
                Socket v6 = Open(new IPEndPoint(IPAddress.IPv6Loopback, port), name.Kind, backlog);
                return new Listeners([v4, v6], Shown());
            }
            catch (SocketFaultException none) when (none.Errno is Errno.EAFNOSUPPORT or Errno.EADDRNOTAVAIL)
            {
                return new Listeners([v4], Shown());    // a machine without IPv6
            }
            catch (AddressInUseException) when (wanted.Port == 0 && attempt < PortAttempts)
            {
                v4.Dispose();
            }
            catch
            {
                v4.Dispose();
                throw;
            }

            string Shown() => $"{(name.Kind == SocketKind.SOCK_DGRAM ? "udp://" : "")}localhost:{port}";
        }
    }

    private static Socket Open(EndPoint address, SocketKind kind, int backlog)
    {
        bool everything = address is IPEndPoint ip && ip.Address.Equals(IPAddress.IPv6Any);
        if (kind == SocketKind.SOCK_STREAM)
        {
            return Socket.CreateServer(address, new ServerOptions { DualStack = everything, Backlog = backlog });
        }

        var socket = new Socket(FamilyOf(address), kind);
        try
        {
            if (socket.Family == Family.AF_INET6)
            {
                socket.Options.IPv6Only = !everything;
            }

            socket.Bind(address);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Family FamilyOf(EndPoint address) => address switch
    {
        UnixEndPoint => Family.AF_UNIX,
        IPEndPoint { AddressFamily: System.Net.Sockets.AddressFamily.InterNetwork } => Family.AF_INET,
        _ => Family.AF_INET6,
    };
}
