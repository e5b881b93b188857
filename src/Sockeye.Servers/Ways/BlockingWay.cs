using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Servers.Ways;

/// <summary>A thread that blocks in accept(2), and handlers that block as well.</summary>
internal abstract class BlockingWay(StreamServer server, Socket listening) : ThreadWay(server, listening)
{
    internal sealed override void Accept()
    {
        try
        {
            while (WaitForRoom())
            {
                (Socket connection, EndPoint client) = Next(CancellationToken.None);
                Begin(connection, client);
            }
        }
        catch (ObjectDisposedException) when (Listening.IsClosed)
        {
            // The end of accepting.
        }
    }

    internal sealed override void ServeOne(CancellationToken waiting)
    {
        (Socket connection, EndPoint client) = Next(waiting);
        Converse(connection, client);
    }

    /// <summary>Before the next is accepted. False: the listener is closed.</summary>
    protected virtual bool WaitForRoom() => !Listening.IsClosed;

    /// <summary>Serves it, here or elsewhere.</summary>
    protected abstract void Begin(Socket connection, EndPoint client);

    /// <summary>Serves it on this thread.</summary>
    protected virtual void Converse(Socket connection, EndPoint client) => Server.Converse(new BlockingTransport(connection, client)).GetAwaiter().GetResult();

    private (Socket Connection, EndPoint Client) Next(CancellationToken waiting)
    {
        while (true)
        {
            if (TryAccept(waiting, out EndPoint? client, out TimeSpan pause) is Socket connection)
            {
                return (connection, client!);
            }

            if (pause > TimeSpan.Zero)
            {
                WaitHandle.WaitAny([Closing.WaitHandle, waiting.WaitHandle], pause);
            }
        }
    }
}
