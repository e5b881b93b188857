using System.Net;
using Sockeye.Servers;
using Sockeye.Sockets;

namespace Sockeye.Cli.Serving;

/// <summary>The servers of an endpoint, from the first client to the last.</summary>
internal sealed class ServedPlaces : IDisposable
{
    private readonly Places<Server> _places;
    private Task[] _serving = [];

    private ServedPlaces(Places<Server> places) => _places = places;

    internal string Shown => _places.Shown;

    internal bool IsBeyondLoopback => _places.IsBeyondLoopback;

    internal SocketKind Kind => _places.Kind;

    internal IReadOnlyList<Server> Servers => _places.All;

    /// <summary>This process is one of the workers that a server has started.</summary>
    internal bool IsWorker => Servers.Any(static server => server is StreamServer { IsWorker: true });

    /// <exception cref="UsageException">The service is not for datagrams, or cannot be served in that way.</exception>
    /// <inheritdoc cref="Places{T}.Open" path="/exception"/>
    internal static ServedPlaces Open(EndPointName name, Service service, ServingOptions options, bool replacesStale = false)
    {
        if (name.Kind == SocketKind.SOCK_DGRAM && service.Answer is null)
        {
            throw new UsageException("this service is for streams, and udp:// is for datagrams");
        }

        return new ServedPlaces(Places<Server>.Open(name, replacesStale, (address, dual) => Open(address, name.Kind, service, Listening(options, dual)), static server => server.LocalEndPoint));
    }

    /// <summary>Begins to serve.</summary>
    internal void Start() => _serving = [.. Servers.Select(static server => server.ServeForeverAsync())];

    /// <summary>Returns when the token is cancelled, or one can serve no more.</summary>
    /// <exception cref="SocketFaultException">Why it cannot.</exception>
    internal void Wait(CancellationToken stop)
    {
        Task[] serving = IsWorker ? [] : _serving;      // those of other servers in a worker end at once
        int ended = Task.WaitAny([Task.Delay(Timeout.InfiniteTimeSpan, stop), .. serving], CancellationToken.None);
        if (ended > 0)
        {
            serving[ended - 1].GetAwaiter().GetResult();
        }
    }

    /// <summary>Lets conversations end, and no longer than the options say.</summary>
    /// <param name="hurry">At once, when it is cancelled.</param>
    internal Drained Stop(CancellationToken hurry)
    {
        _places.RemoveFile();
        Task<Drained>[] ends = [.. Servers.Select(static server => server.ShutdownAsync())];
        using CancellationTokenRegistration now = hurry.Register(() =>
        {
            foreach (Server server in Servers)
            {
                _ = server.ShutdownAsync(TimeSpan.Zero);
            }
        });
        Drained[] all = Task.WhenAll(ends).GetAwaiter().GetResult();
        return new Drained(all.Sum(static one => one.Ended), all.Sum(static one => one.Aborted), all.Sum(static one => one.Abandoned));
    }

    public void Dispose() => _places.Dispose();

    private static ServingOptions Listening(ServingOptions options, bool dual)
        => options with { Listening = Listeners.HowFor(options.MaxConnections) with { DualStack = dual } };

    private static Server Open(EndPoint address, SocketKind kind, Service service, ServingOptions options) => (address, kind) switch
    {
        (IPEndPoint ip, SocketKind.SOCK_STREAM) => new TcpServer(ip, service.Serve, options),
        (UnixEndPoint unix, SocketKind.SOCK_STREAM) => new UnixStreamServer(unix, service.Serve, options),
        (IPEndPoint ip, _) => new UdpServer(ip, service.Answer!, options),
        (UnixEndPoint unix, _) => new UnixDatagramServer(unix, service.Answer!, options),
        _ => throw new UsageException($"nothing is served at {address}"),
    };
}
