using System.Collections.Concurrent;
using Sockeye.Loops.Telemetry;

namespace Sockeye.Loops.Guarding;

/// <summary>The threads of a group of loops: those that have a loop, spare ones that go on with a loop that was taken, and those on which offenders run.</summary>
internal sealed class Guard : IDisposable
{
    // A loop that nobody relieves is looked at every millisecond: it is said about once a second.
    private const int Seldom = 1000;

    private readonly LoopGroup _group;
    private readonly ConcurrentStack<SpareThread> _idle = new();
    private readonly Watchdog _watchdog;
    private readonly OffenderLane _lane;
    private int _spares;
    private int _running;       // loops that some thread has
    private long _takes;
    private long _lacked;
    private volatile bool _ended;       // after all loops have: until then stuck ones are relieved

    internal Guard(LoopGroup group)
    {
        _group = group;
        _watchdog = new Watchdog(group, this);
        _lane = new OffenderLane(group.Options);
    }

    /// <summary>How often a loop was taken from a handler.</summary>
    internal long Takes => Interlocked.Read(ref _takes);

    /// <summary>How often it should have been, and all spare threads were stuck.</summary>
    internal long Lacked => Interlocked.Read(ref _lacked);

    /// <summary>Threads beyond the one a loop: spare ones, and those stuck in handlers.</summary>
    internal int Spares => Math.Max(0, Volatile.Read(ref _spares) - Volatile.Read(ref _running));

    internal int LaneThreads => _lane.Threads;

    internal bool IsWatching => _watchdog.IsAwake;

    /// <summary>Gives a loop its first thread.</summary>
    /// <exception cref="OutOfMemoryException">The system has none to give. Or ThreadStartException.</exception>
    internal void Begin(Loop loop)
    {
        Interlocked.Increment(ref _running);
        try
        {
            NewThread(loop);
        }
        catch
        {
            Interlocked.Decrement(ref _running);
            throw;
        }
    }

    /// <summary>By a loop, when its first guarded channel comes.</summary>
    /// <returns>False: the system has no thread to give, and until it has one nobody watches. To be asked again with the next channel.</returns>
    internal bool TryBeginWatching()
    {
        try
        {
            if (_watchdog.Begin())
            {
                AddSpare();
            }

            return true;
        }
        catch (Exception none) when (none is OutOfMemoryException or ThreadStartException)
        {
            LoopEvents.Log.NoSpareThread();
            return false;
        }
    }

    /// <summary>By a loop that has guarded channels, each time it comes round.</summary>
    internal void IsNeeded() => _watchdog.IsNeeded();

    /// <summary>Has its handlers run on threads apart.</summary>
    internal void Queue(Channel channel) => _lane.Queue(channel);

    /// <summary>True while one of that kind is stuck in the lane.</summary>
    internal bool IsStuckInLane(HandlerKind handlers) => _lane.IsStuck(handlers);

    /// <summary>By the watchdog: a spare thread is reserved before the loop is taken, so that a loop never stands without one.</summary>
    internal bool TryReserve(out SpareThread? spare)
    {
        if (_idle.TryPop(out spare))
        {
            return true;
        }

        if (Interlocked.Increment(ref _lacked) % Seldom == 1)
        {
            LoopEvents.Log.NoSpareThread();
        }

        AddSpare();
        return false;
    }

    /// <summary>A thread that has no loop: by itself, or by the watchdog, which did not win.</summary>
    internal void Return(SpareThread spare)
    {
        _idle.Push(spare);
        if (_ended)
        {
            EndIdle();      // it ended meanwhile, and may have looked before
        }
    }

    /// <summary>By the watchdog, which has taken the loop.</summary>
    internal void GoOn(Loop loop, SpareThread spare)
    {
        Interlocked.Increment(ref _takes);
        spare.GoOn(loop);
        if (_idle.IsEmpty)
        {
            AddSpare();
        }
    }

    /// <summary>By a thread that has lost its loop, or whose loop has stopped.</summary>
    /// <returns>False: the thread is to end.</returns>
    internal bool IsFree(SpareThread thread, bool stopped)
    {
        if (stopped)
        {
            Interlocked.Decrement(ref _running);
        }

        if (stopped || thread.IsLowered || _ended)
        {
            Interlocked.Decrement(ref _spares);
            return false;
        }

        Return(thread);
        return true;
    }

    /// <summary>For a test that has waited in vain.</summary>
    internal string Describe()
        => $"guard: {Takes} taken, {Lacked} looks without a spare, {Spares} spare threads ({_idle.Count} idle), {(IsWatching ? "watching" : "asleep")}; {_lane.Describe()}";

    public void Dispose()
    {
        _ended = true;
        _watchdog.Dispose();
        _lane.Dispose();
        EndIdle();
    }

    private void EndIdle()
    {
        while (_idle.TryPop(out SpareThread? spare))
        {
            Interlocked.Decrement(ref _spares);
            spare.End();
        }
    }

    private void AddSpare()
    {
        if (Spares < _group.Options.MaxSpareThreads)
        {
            try
            {
                Return(NewThread(first: null));
            }
            catch (Exception none) when (none is OutOfMemoryException or ThreadStartException)
            {
                LoopEvents.Log.NoSpareThread();     // the system has no thread to give; it is asked again when one is needed
            }
        }
    }

    private SpareThread NewThread(Loop? first)
    {
        var made = new SpareThread(this, first);
        Interlocked.Increment(ref _spares);
        try
        {
            made.Begin();
        }
        catch
        {
            Interlocked.Decrement(ref _spares);
            throw;
        }

        return made;
    }
}
