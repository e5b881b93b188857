using System.Collections.Concurrent;

namespace Sockeye.Loops.Guarding;

/// <summary>The threads on which handlers run that have held up a loop. As many as are needed, up to a limit; those that find nothing to do for a while end.</summary>
internal sealed class OffenderLane(LoopOptions options) : IDisposable
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    private readonly ConcurrentQueue<Channel> _line = new();
    private readonly SemaphoreSlim _waiting = new(0);
    private readonly ConcurrentDictionary<Worker, byte> _workers = new();
    private int _threads;
    private int _idle;
    private volatile bool _ended;

    internal int Threads => Volatile.Read(ref _threads);

    internal void Queue(Channel channel)
    {
        _line.Enqueue(channel);
        int inLine = _line.Count;       // first: a thread that takes one meanwhile is then missed among the idle, and one too many is made, never one too few
        if (Volatile.Read(ref _idle) < inLine && TryCount())
        {
            AddThread();
        }

        _waiting.Release();
        if (_ended)
        {
            LeaveToPool();
        }
    }

    /// <summary>True while a handler of that kind, against which nothing is held itself, has been running here for longer than a loop would bear.</summary>
    internal bool IsStuck(HandlerKind handlers)
    {
        foreach (Worker worker in _workers.Keys)
        {
            if (worker.Channel is Channel channel && channel.Handlers == handlers && !channel.Conduct.IsOffLoop && options.Clock.GetElapsedTime(worker.Since) >= options.StallAfter)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>For a test that has waited in vain.</summary>
    internal string Describe()
        => $"lane: {_line.Count} in line for {Threads} threads, {Volatile.Read(ref _idle)} of them idle, {_waiting.CurrentCount} calls not heard; at work on "
            + $"[{string.Join(", ", _workers.Keys.Select(static worker => worker.Channel?.Descriptor.Number.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "nothing"))}]";

    public void Dispose()
    {
        _ended = true;
        _waiting.Release(options.MaxLaneThreads);
        LeaveToPool();
    }

    // When this has ended, what comes late is still handed out: as cancelled, for the loops have stopped.
    private void LeaveToPool()
    {
        while (_line.TryDequeue(out Channel? channel))
        {
            ThreadPool.UnsafeQueueUserWorkItem(channel, preferLocal: false);
        }
    }

    private void AddThread()
    {
        var worker = new Worker();
        try
        {
            new Thread(() => Work(worker)) { IsBackground = true, Name = "sockeye lane" }.UnsafeStart();
        }
        catch (Exception none) when (none is OutOfMemoryException or ThreadStartException)
        {
            if (Interlocked.Decrement(ref _threads) == 0)
            {
                LeaveToPool();      // the system has no thread to give, and there is none that will come to it
            }
        }
    }

    private bool TryCount()
    {
        if (Interlocked.Increment(ref _threads) <= options.MaxLaneThreads && !_ended)
        {
            return true;
        }

        Interlocked.Decrement(ref _threads);
        return false;
    }

    private void Work(Worker worker)
    {
        Native.Libc.ThreadCalls.LowerPriority(Native.Libc.ThreadCalls.Id(), options.Niceness);
        _workers[worker] = 0;
        while (!_ended && WaitForWork())
        {
            if (_line.TryDequeue(out Channel? channel))
            {
                Run(worker, channel);
            }
        }

        _workers.TryRemove(worker, out _);
        Interlocked.Decrement(ref _threads);
        if (!_line.IsEmpty && !_ended && _line.TryDequeue(out Channel? late))
        {
            Queue(late);        // it came when we had stopped waiting
        }
    }

    private bool WaitForWork()
    {
        Interlocked.Increment(ref _idle);
        try
        {
            return _waiting.Wait(Linger);
        }
        finally
        {
            Interlocked.Decrement(ref _idle);
        }
    }

    private void Run(Worker worker, Channel channel)
    {
        bool isKnown = channel.Conduct.IsOffLoop;
        worker.Since = options.Clock.GetTimestamp();
        worker.Channel = channel;
        bool any = channel.TakeTurn();
        worker.Channel = null;
        if (!any)
        {
            return;
        }

        if (options.Clock.GetElapsedTime(worker.Since) < options.StallAfter)
        {
            channel.Conduct.Behaved();
        }
        else
        {
            channel.Conduct.Stalled(options.TurnsOffLoop);
            if (!isKnown)
            {
                channel.Handlers.WasSlow(options.Clock);
            }
        }
    }

    private sealed class Worker
    {
        internal volatile Channel? Channel;
        internal long Since;
    }
}
