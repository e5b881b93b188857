using System.Net;
using Sockeye.Cli.Endpoints;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Cli.Loading;

/// <summary>All connections to one address: a name is looked up once, and the address that answered first is the one.</summary>
internal static class LoadDialing
{
    /// <exception cref="LostConnectionException">The first connection was made, and reset before it could be asked with whom.</exception>
    internal static (EndPoint Peer, Socket[] Sockets) Dial(EndPointName name, LoadOptions options, CancellationToken stop)
    {
        if (name.Kind != SocketKind.SOCK_STREAM)
        {
            throw new UsageException($"{name}: load speaks to streams, and not to datagram servers");
        }

        var sockets = new List<Socket>(options.Connections);
        try
        {
            sockets.Add(Dialer.Dial(name, options.Timeout, stop));
            EndPoint address = PeerOf(sockets[0], name);
            var others = new ConnectOptions { Timeout = options.Timeout, Cancellation = stop };
            while (sockets.Count < options.Connections)
            {
                sockets.Add(Socket.CreateConnection(address, others));
            }

            foreach (Socket socket in sockets)
            {
                socket.Timeout = TimeSpan.Zero;
                if (address is IPEndPoint)
                {
                    socket.Options.NoDelay = true;      // or a small message would wait for the answer to the one before
                }
            }

            return (address, [.. sockets]);
        }
        catch
        {
            sockets.ForEach(static socket => socket.Dispose());
            throw;
        }
    }

    private static EndPoint PeerOf(Socket socket, EndPointName name)
    {
        try
        {
            return socket.RemoteEndPoint;
        }
        catch (NotConnectedException)
        {
            throw new LostConnectionException($"{name}: the first connection was reset as soon as it was made (ECONNRESET)", SocketFault.Create("connect", Errno.ECONNRESET));
        }
    }
}
