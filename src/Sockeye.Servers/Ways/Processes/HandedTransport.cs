using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Servers.Ways.Processes;

/// <summary>A connection that a worker serves. Its parent only tells it that there is no room, or ends it.</summary>
internal sealed class HandedTransport(Socket socket, EndPoint client) : BlockingTransport(socket, client)
{
    private volatile bool _isHanded;

    /// <summary>Returns when the worker has served it.</summary>
    /// <exception cref="WorkerEndedException">The worker has ended before.</exception>
    internal void HandTo(Worker worker, Span<byte> report)
    {
        _isHanded = true;
        worker.Serve(Socket, report);
        _isHanded = false;
    }

    // The worker's descriptor is another one for the same connection: closing this one alone would not be seen there.
    protected override void Close()
    {
        if (_isHanded)
        {
            try
            {
                Socket.Shutdown();
            }
            catch (Exception gone) when (gone is SocketFaultException or ObjectDisposedException)
            {
                // The client has gone before.
            }
        }

        base.Close();
    }
}
