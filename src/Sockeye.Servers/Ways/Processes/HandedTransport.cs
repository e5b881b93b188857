using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Servers.Ways.Processes;

/// <summary>A connection that a worker serves. Its parent only tells it that there is no room, or ends it, and the worker with it.</summary>
internal sealed class HandedTransport(Socket socket, EndPoint client) : ThreadTransport(socket, client)
{
    private Worker? _worker;

    /// <summary>Returns when the worker has served it.</summary>
    /// <exception cref="WorkerEndedException">The worker has ended before.</exception>
    internal void HandTo(Worker worker, Span<byte> report)
    {
        Volatile.Write(ref _worker, worker);
        try
        {
            worker.Serve(Socket, report);
        }
        catch (WorkerEndedException) when (Cause is not null)
        {
            throw Cause;
        }
        finally
        {
            Volatile.Write(ref _worker, null);
        }
    }

    // The worker's descriptor is another one for the same connection, which stays open as long as that does.
    protected override void Close()
    {
        base.Close();
        Volatile.Read(ref _worker)?.Quit();     // afterwards: one that it is handed to in this moment finds it closed, or is found
    }
}
