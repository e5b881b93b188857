using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Servers.Ways;

/// <summary>A thread for each connection, up to so many. One that is done waits a while for the next: beginning a thread costs more than a short conversation.</summary>
internal abstract class PooledWay(StreamServer server, Socket listening, int most) : BlockingWay(server, listening)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(10);

    private readonly object _gate = new();
    private readonly Queue<(Socket Connection, EndPoint Client)> _accepted = [];
    private readonly SemaphoreSlim _room = new(most);
    private int _idle;
    private int _threads;

    public override void Dispose()
    {
        base.Dispose();
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    // Before accepting, and not after: who finds no thread waits in the backlog, where he costs nothing.
    protected override bool WaitForRoom()
    {
        try
        {
            _room.Wait(Closing);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    protected override void Begin(Socket connection, EndPoint client)
    {
        lock (_gate)
        {
            _accepted.Enqueue((connection, client));
            if (_idle >= _accepted.Count)
            {
                Monitor.Pulse(_gate);
                return;
            }
        }

        try
        {
            int number = Interlocked.Increment(ref _threads);
            new Thread(ServeAccepted) { IsBackground = true, Name = $"Sockeye {Server.LocalEndPoint} {number}" }.Start();
        }
        catch (OutOfMemoryException)
        {
            // The system has no more threads: the next of ours that is done takes it, and where there is none this one does.
            if (Interlocked.Decrement(ref _threads) == 0 && TryTake(isDone: false, out (Socket Connection, EndPoint Client) next))
            {
                Converse(next.Connection, next.Client);
                _room.Release();
            }
        }
    }

    private void ServeAccepted()
    {
        for (bool isDone = false; TryTake(isDone, out (Socket Connection, EndPoint Client) next); isDone = true)
        {
            Converse(next.Connection, next.Client);
        }
    }

    private bool TryTake(bool isDone, out (Socket Connection, EndPoint Client) next)
    {
        lock (_gate)
        {
            if (isDone)
            {
                _room.Release();        // under the lock: who is accepted from now on finds this thread idle, or at work on another
            }

            while (!_accepted.TryDequeue(out next))
            {
                _idle++;
                bool isCalled = !Closing.IsCancellationRequested && Monitor.Wait(_gate, KeptFor);
                _idle--;
                if (!isCalled && _accepted.Count == 0)
                {
                    Interlocked.Decrement(ref _threads);
                    return false;
                }
            }

            return true;
        }
    }
}
