using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Servers.Ways.Processes;

/// <summary>A process for each connection, up to <see cref="ServingOptions.MaxProcesses"/>: as many threads accept, and each hands what it accepted to a worker and waits for its end.</summary>
/// <remarks>The parent admits, and keeps its copy of the descriptor: so the client of a worker that dies can be reset, and one that stays too long thrown out. What is read and written, and the limits of that, are the worker's.</remarks>
internal sealed class ProcessesWay(StreamServer server, Socket listening, int number) : PooledWay(server, listening, server.Options.MaxProcesses)
{
    private readonly Lock _gate = new();
    private readonly List<Worker> _all = [];
    private readonly Stack<Worker> _idle = [];
    private bool _isStopping;
    private bool _isOver;

    /// <summary>How many workers there are, and their processes.</summary>
    internal int[] ProcessIds
    {
        get
        {
            lock (_gate)
            {
                return [.. _all.Select(static worker => worker.ProcessId)];
            }
        }
    }

    /// <summary>The handler of the parent's server.</summary>
    internal Task Hand(StreamRequest request)
    {
        Worker worker = Take();
        var transport = (HandedTransport)request.Transport;
        Span<byte> report = stackalloc byte[Word.ReportSize];
        try
        {
            transport.HandTo(worker, report);
        }
        catch
        {
            Forget(worker);
            throw;
        }

        Count(report);
        GiveBack(worker);
        return Task.CompletedTask;
    }

    public override void Dispose()
    {
        base.Dispose();
        Worker[] all;
        lock (_gate)
        {
            _isStopping = true;
            all = [.. _all];
        }

        Array.ForEach(all, static worker => worker.Stop());
    }

    internal override void End()
    {
        Worker[] all;
        lock (_gate)
        {
            _isOver = true;
            all = [.. _all];
            _all.Clear();
            _idle.Clear();
        }

        Worker.EndAll(all);
    }

    protected override void Converse(Socket connection, EndPoint client) => Server.Converse(new HandedTransport(connection, client)).GetAwaiter().GetResult();

    private Worker Take()
    {
        while (true)
        {
            Worker? idle;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_isOver, Server);
                if (!_isStopping && _idle.TryPop(out idle))     // those that are idle at a stop have been told to end
                {
                    idle.Expect();
                }
                else
                {
                    idle = null;
                }
            }

            if (idle is null)
            {
                return Begin();
            }

            if (!idle.HasEnded)
            {
                return idle;
            }

            Forget(idle);
        }
    }

    private Worker Begin()
    {
        Worker worker = Worker.Start(number, Server.LocalEndPoint);
        lock (_gate)
        {
            _all.Add(worker);
            if (!_isOver)
            {
                if (_isStopping)
                {
                    worker.Stop();
                }

                return worker;
            }
        }

        worker.Dispose();
        throw new ObjectDisposedException(nameof(Server));
    }

    private void GiveBack(Worker worker)
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _idle.Push(worker);
            }
        }
    }

    private void Forget(Worker worker)
    {
        lock (_gate)
        {
            if (!_all.Remove(worker))
            {
                return;     // the end of all has it
            }
        }

        worker.Dispose();
    }

    private void Count(ReadOnlySpan<byte> report)
    {
        for (int i = 0; i < report[0]; i++)
        {
            Server.Tally.HasFailed();
        }

        for (int limit = 0; limit < report.Length - 1; limit++)
        {
            for (int i = 0; i < report[limit + 1]; i++)
            {
                Server.Tally.HasHit((Limit)limit);
            }
        }
    }
}
