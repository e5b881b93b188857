using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Cli.Racing;

/// <summary>A way for bytes between two threads of this machine.</summary>
/// <param name="Name">As the result calls it.</param>
/// <param name="Open">Makes a fresh one: both its ends.</param>
internal sealed record RaceWay(string Name, Func<(IRaceEnd Near, IRaceEnd Far)> Open)
{
    internal static readonly IReadOnlyList<RaceWay> All =
    [
        new("TCP on loopback", static () => Connected(new IPEndPoint(IPAddress.Loopback, 0))),
        new("Unix stream", static () => Connected(UnixEndPoint.Abstract("sockeye-race-" + Guid.NewGuid()))),
        new("socketpair", static () => Ends(Socket.SocketPair())),
        new("pipe", PipeEnd.Pair),
    ];

    private static (IRaceEnd Near, IRaceEnd Far) Connected(EndPoint at)
    {
        using Socket listener = Socket.CreateServer(at);
        Socket near = Socket.CreateConnection(listener.LocalEndPoint);
        Socket far = listener.Accept();
        if (at is IPEndPoint)
        {
            near.Options.NoDelay = far.Options.NoDelay = true;    // or small messages would wait for acknowledgements
        }

        return Ends((near, far));
    }

    private static (IRaceEnd Near, IRaceEnd Far) Ends((Socket Near, Socket Far) pair) => (new SocketEnd(pair.Near), new SocketEnd(pair.Far));
}
