using Sockeye.Loops.Guarding;
using Sockeye.Loops.Telemetry;
using Sockeye.Native;

namespace Sockeye.Loops;

/// <summary>Event loops that share the work of many connections, with the threads that run them.</summary>
/// <remarks>
/// Whatever waits without a thread uses <see cref="Default"/> unless it is told otherwise. The threads begin with the first use and are
/// background threads. All members may be called from any thread.
/// </remarks>
public sealed class LoopGroup : IDisposable
{
    private static readonly Lazy<LoopGroup> Shared = new(static () => new LoopGroup(new LoopOptions()));

    private readonly Lock _beginning = new();
    private readonly List<HandlerKind> _offLoop = [];
    private Loop[]? _loops;
    private Guard? _guard;
    private int _next = -1;
    private volatile bool _disposed;

    /// <summary>Makes a group. Its loops begin when something first waits on them.</summary>
    /// <exception cref="PlatformNotSupportedException">This is not 64-bit Linux.</exception>
    public LoopGroup(LoopOptions? options = null)
    {
        Platform.Demand();
        Options = options ?? new LoopOptions();
    }

    /// <summary>The group of the process: a loop a processor. It is never disposed.</summary>
    public static LoopGroup Default => Shared.Value;

    /// <summary>How it was made.</summary>
    public LoopOptions Options { get; }

    /// <summary>How many loops it has.</summary>
    public int Count => Options.Loops ?? Environment.ProcessorCount;

    /// <summary>How often a handler has held up a loop, and the loop went on without it.</summary>
    public long Stalls => _guard?.Takes ?? 0;

    internal bool IsDisposed => _disposed;

    /// <summary>What waits on the loops without being some handler's.</summary>
    internal HandlerKind Unnamed { get; } = new("code that awaits a socket");

    /// <summary>The same of connections that no listener serves: apart, so that neither pays for the other's stalls.</summary>
    internal HandlerKind Adopted { get; } = new("code that awaits a connection");

    internal IReadOnlyList<Loop> All => _loops ?? throw new InvalidOperationException("the loops have not begun");

    internal Guard Guard => _guard!;

    /// <summary>A handler held up its loop. Called by the watchdog's thread; it must be quick.</summary>
    internal event Action<Stall>? Stalled;

    /// <summary>The next loop in turn. Any thread.</summary>
    /// <exception cref="ObjectDisposedException">The group was disposed.</exception>
    /// <exception cref="LoopFault">It was to begin, and there is nothing to make loops of. So with the three below.</exception>
    internal Loop Next() => NextOrNone() ?? throw new ObjectDisposedException(nameof(LoopGroup));

    /// <summary>The same; null when the group was disposed.</summary>
    internal Loop? NextOrNone() => Begin() is Loop[] loops ? loops[(uint)Interlocked.Increment(ref _next) % (uint)loops.Length] : null;

    /// <summary>The loop that this thread runs, if it is one of ours; else the next in turn.</summary>
    /// <exception cref="ObjectDisposedException">The group was disposed.</exception>
    internal Loop Nearest() => NearestOrNone() ?? throw new ObjectDisposedException(nameof(LoopGroup));

    /// <summary>The same; null when the group was disposed: the loop that this thread had may have ended then.</summary>
    internal Loop? NearestOrNone() => _disposed ? null : Loop.Current is Loop loop && loop.Group == this ? loop : NextOrNone();

    internal void HasStalled(Channel offender, bool burns)
    {
        bool allOfThem = offender.Handlers.Stalled(Options.Clock, Options.StallsBeforeAllLeave);
        LoopEvents.Log.Stalled(offender.Handlers.Name, burns);
        if (allOfThem)
        {
            LoopEvents.Log.HandlerLeft(offender.Handlers.Name);
            lock (_beginning)
            {
                if (!_offLoop.Contains(offender.Handlers))
                {
                    _offLoop.Add(offender.Handlers);
                }
            }
        }

        Stalled?.Invoke(new Stall(offender.Handlers.Name, burns, allOfThem));
    }

    /// <summary>By the watchdog, now and then.</summary>
    internal void Forgive()
    {
        lock (_beginning)
        {
            _offLoop.RemoveAll(handlers =>
            {
                bool forgiven = !Guard.IsStuckInLane(handlers) && handlers.TryForgive(Options.Clock);
                if (forgiven)
                {
                    LoopEvents.Log.HandlerForgiven(handlers.Name);
                }

                return forgiven;
            });
        }
    }

    /// <summary>Something threw that no one else would see.</summary>
    internal static void Report(HandlerKind handlers, Exception error) => LoopEvents.Log.CallbackFailed(handlers.Name, error.ToString());

    /// <summary>Stops the loops. What waits on them ends with <see cref="ObjectDisposedException"/>; handlers that are running finish.</summary>
    /// <exception cref="InvalidOperationException">It is the group of the process.</exception>
    public void Dispose()
    {
        if (Shared.IsValueCreated && this == Shared.Value)
        {
            throw new InvalidOperationException("the default group belongs to the whole process and is not disposed");
        }

        lock (_beginning)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        foreach (Loop loop in _loops ?? [])
        {
            loop.Stop();
        }

        if (Loop.Current?.Group == this)
        {
            // From within a handler: the loop cannot end before it.
            ThreadPool.UnsafeQueueUserWorkItem(static group => group.End(), this, preferLocal: false);
        }
        else
        {
            End();
        }
    }

    private void End()
    {
        foreach (Loop loop in _loops ?? [])
        {
            loop.Dispose();
        }

        _guard?.Dispose();
    }

    /// <summary>For a test that has waited in vain: its loops and its guard, a line each.</summary>
    internal string Describe() => string.Join('\n', [.. (_loops ?? []).Select(static loop => loop.Describe()), _guard?.Describe() ?? "no guard"]);

    // Null: it is disposed.
    private Loop[]? Begin()
    {
        if (_disposed)
        {
            return null;
        }

        if (Volatile.Read(ref _loops) is Loop[] begun)
        {
            return begun;
        }

        lock (_beginning)
        {
            if (_disposed)
            {
                return null;
            }

            if (_loops is null)
            {
                Loop[] loops = NewLoops();
                _guard = Start(loops);
                Volatile.Write(ref _loops, loops);
                LoopMetrics.Add(this);
            }

            return _loops;
        }
    }

    // Here and below all of them, or none: who comes next tries again, and finds nothing held by those that were made in vain.
    private Guard Start(Loop[] loops)
    {
        var guard = new Guard(this);
        int begun = 0;
        try
        {
            for (; begun < loops.Length; begun++)
            {
                guard.Begin(loops[begun]);
            }

            return guard;
        }
        catch (Exception none) when (none is OutOfMemoryException or ThreadStartException)
        {
            Array.ForEach(loops[..begun], static loop => loop.Stop());
            Array.ForEach(loops[..begun], static loop => loop.Dispose());
            Array.ForEach(loops[begun..], static loop => loop.Discard());
            guard.Dispose();
            throw new LoopFault("clone", Errno.EAGAIN);
        }
    }

    private Loop[] NewLoops()
    {
        var loops = new List<Loop>(Count);
        try
        {
            while (loops.Count < Count)
            {
                loops.Add(new Loop(this));
            }

            return [.. loops];
        }
        catch (LoopFault)
        {
            loops.ForEach(static loop => loop.Discard());
            throw;
        }
    }
}
