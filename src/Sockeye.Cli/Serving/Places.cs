using System.Net;
using Sockeye.Cli.Endpoints;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Cli.Serving;

/// <summary>What stands at an endpoint, sockets or servers: one, or two for <c>:port</c>, which is this machine in both families.</summary>
/// <typeparam name="T">What is opened at each address.</typeparam>
internal sealed class Places<T> : IDisposable
    where T : class, IDisposable
{
    // How often both families are asked for the same free port, before it is an error that IPv6 has it taken each time.
    private const int PortAttempts = 8;

    private readonly IReadOnlyList<EndPoint> _addresses;
    private (string Path, DateTime Mark)? _file;

    private Places(EndPointName name, IReadOnlyList<T> all, Func<T, EndPoint> addressOf, string shown)
    {
        (Kind, All, Shown) = (name.Kind, all, shown);
        _addresses = [.. all.Select(addressOf)];
        _file = name.Unix?.Path is string path ? (path, SocketFile.Mark(path)) : null;
    }

    internal IReadOnlyList<T> All { get; }

    /// <summary>Where, with the real port, so that it can be pasted into a client's command.</summary>
    internal string Shown { get; }

    /// <summary>Other machines could come.</summary>
    internal bool IsBeyondLoopback => _addresses.Any(static address => address is IPEndPoint at && !IPAddress.IsLoopback(at.Address));

    internal SocketKind Kind { get; }

    /// <param name="name">Where.</param>
    /// <param name="replaceStale">Remove a Unix socket's file first, where nobody listens.</param>
    /// <param name="open">Opens one at an address; true: in both families.</param>
    /// <param name="addressOf">Where that is, with the port that the system gave.</param>
    /// <exception cref="SocketFaultException">In use, not allowed, no such address …</exception>
    internal static Places<T> Open(EndPointName name, bool replaceStale, Func<EndPoint, bool, T> open, Func<T, EndPoint> addressOf)
    {
        if (name.IsLoopback)
        {
            return OpenLoopback(name, open, addressOf);
        }

        if (name.Unix is not null && replaceStale)
        {
            SocketFile.RemoveStale(name.Unix, name.Kind);
        }

        EndPoint address = name.Resolve(AddressInfoFlags.AI_PASSIVE)[0].EndPoint;
        T one = open(address, address is IPEndPoint ip && ip.Address.Equals(IPAddress.IPv6Any));
        return new Places<T>(name, [one], addressOf, EndPointText.Of(addressOf(one), name.Kind));
    }

    public void Dispose() => Dispose(except: null);

    /// <summary>Closes all but one: a datagram socket that listened goes on to talk.</summary>
    internal void Dispose(T? except)
    {
        if (!All.Contains(except))
        {
            RemoveFile();
        }

        foreach (T one in All.Where(one => one != except))
        {
            one.Dispose();
        }
    }

    /// <summary>Removes the Unix socket's file, before it is closed: while somebody listens --replace-stale of another server leaves it alone.</summary>
    /// <remarks>Somebody may have removed it all the same and put his own in its place, and that one stays.</remarks>
    internal void RemoveFile()
    {
        if (_file is (string path, DateTime mark))
        {
            SocketFile.Remove(path, mark);
            _file = null;
        }
    }

    private static Places<T> OpenLoopback(EndPointName name, Func<EndPoint, bool, T> open, Func<T, EndPoint> addressOf)
    {
        var wanted = (IPEndPoint)Names.GetAddrInfo("127.0.0.1", name.Service, kind: name.Kind)[0].EndPoint;
        for (int attempt = 1; ; attempt++)
        {
            T v4 = open(wanted, false);
            int port = ((IPEndPoint)addressOf(v4)).Port;
            try
            {
                T v6 = open(new IPEndPoint(IPAddress.IPv6Loopback, port), false);
                return new Places<T>(name, [v4, v6], addressOf, Shown());
            }
            catch (SocketFaultException none) when (none.Errno is Errno.EAFNOSUPPORT or Errno.EADDRNOTAVAIL)
            {
                return new Places<T>(name, [v4], addressOf, Shown());    // a machine without IPv6
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
}
