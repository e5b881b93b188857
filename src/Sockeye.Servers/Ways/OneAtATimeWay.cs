using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Servers.Ways;

/// <summary>One after the other, on the thread that accepts.</summary>
internal sealed class OneAtATimeWay(StreamServer server, Socket listening) : BlockingWay(server, listening)
{
    protected override void Begin(Socket connection, EndPoint client) => Converse(connection, client);
}
