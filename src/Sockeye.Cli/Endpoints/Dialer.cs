using Sockeye.Sockets;

namespace Sockeye.Cli.Endpoints;

/// <summary>From an endpoint as it was written to a connected socket.</summary>
internal static class Dialer
{
    /// <param name="name">Where to; udp:// gives a connected datagram socket.</param>
    /// <param name="timeout">For the lookup and all addresses together, and afterwards for each verb of the socket.</param>
    /// <param name="stop">Ends it early.</param>
    internal static Socket Dial(EndPointName name, TimeSpan timeout, CancellationToken stop)
    {
        var options = new ConnectOptions
        {
            Timeout = timeout,
            Cancellation = stop,
            Order = DialOrder.Parallel,
            // A Unix datagram client needs an address of its own, or the server could not answer; unnamed lets the kernel choose one.
            LocalEndPoint = name is { Unix: not null, Kind: SocketKind.SOCK_DGRAM } ? UnixEndPoint.Unnamed : null,
        };
        if (name is { Unix: null, Service: "0" })
        {
            throw new UsageException($"{name}: port 0 is for servers, which get a free port for it; a client needs the real one");
        }

        return Socket.CreateConnection(name, options);
    }
}
