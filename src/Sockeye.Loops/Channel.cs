using Sockeye.Loops.Guarding;
using Sockeye.Native;

namespace Sockeye.Loops;

/// <summary>A descriptor that a loop watches: one operation a direction, and the turns in which their outcomes are handed out.</summary>
/// <remarks>
/// <para>Two outcomes of one channel are never handed out at once, whatever threads they come from: who comes second leaves a mark, and
/// the first one goes on with it. That is the running word.</para>
/// <para>Closing the descriptor, by anybody, at any time, is enough: the loop forgets it before the number is free, and what waits ends with ECANCELED.</para>
/// </remarks>
internal sealed partial class Channel : IDescriptorWatcher, IThreadPoolWorkItem
{
    private const int Running = 1;
    internal const int Began = 2;       // the first turn, in which a handler starts
    internal const int HasRead = 4;     // an outcome is there
    internal const int HasWritten = 8;
    internal const int TryRead = 16;    // the operation is claimed, or waits for the loop itself: it is to be tried
    internal const int TryWrite = 32;
    private const int PostedMask = Began | HasRead | HasWritten | TryRead | TryWrite;
    private const int JobsShift = 8;
    private const int JobsMask = PostedMask << JobsShift;

    private int _running;
    private int _todo;          // what the loop's inbox is to do with it, and above that what its lane is to do: one word, for there are many channels
    private readonly byte _lane;
    private IStarter? _starter;

    internal Half Reads;
    internal Half Writes;

    internal Channel(Loop loop, Descriptor descriptor, ChannelOptions options, IStarter? starter = null)
    {
        (Loop, Descriptor, Handlers, _lane, _starter) = (loop, descriptor, options.Handlers, (byte)options.Lane, starter);
        ShortMeansDrained = options.IsTcp;
        IsConnection = options.IsConnection;
    }

    internal Loop Loop { get; }

    internal Descriptor Descriptor { get; }

    /// <summary>Which handler this is one of: stalls are counted by it.</summary>
    internal HandlerKind Handlers { get; }

    internal Lane Lane => (Lane)_lane;

    /// <summary>It is counted among the connections of its loop.</summary>
    internal bool IsConnection { get; }

    internal bool IsToBegin => _starter is not null;

    /// <summary>Where the loop finds it, and which use of that place it is.</summary>
    internal int Slot { get; set; } = -1;

    internal uint Generation { get; set; }

    /// <summary>False once the peer has hung up, or sent urgent bytes, and on sockets whose receives stop early: then a short read proves nothing.</summary>
    internal bool ShortMeansDrained { get; set; }

    /// <summary>How well a channel that has stalled has behaved since.</summary>
    internal Conduct Conduct;

    internal bool IsOffLoop => Lane switch
    {
        Lane.Guarded => Conduct.IsOffLoop || Handlers.IsOffLoop,
        Lane.Inline => false,
        _ => true,
    };

    internal ref Half Of(Direction direction) => ref direction == Direction.Read ? ref Reads : ref Writes;

    /// <summary>By the owner of that direction. The outcome, or <see cref="Backend.UnderWay"/>: then the operation's Complete is called, once.</summary>
    internal SysResult Start(Direction direction, IOperation operation, Attempt attempt) => Loop.Backend.Start(this, direction, operation, attempt);

    /// <summary>Ends an operation that waits, from any thread; one that is over is left alone. Its Complete is called by the loop, never by this.</summary>
    internal void Cancel(Direction direction, int ticket)
    {
        ref Half half = ref Of(direction);
        if (half.TryCancel(ticket))
        {
            PostCancelled(ref half, direction);
        }
    }

    /// <summary>The same for whatever waits in that direction.</summary>
    internal void Cancel(Direction direction)
    {
        ref Half half = ref Of(direction);
        if (half.TryCancel())
        {
            PostCancelled(ref half, direction);
        }
    }

    /// <summary>The same for whatever waits.</summary>
    internal void CancelAll()
    {
        Cancel(Direction.Read);
        Cancel(Direction.Write);
    }

    void IDescriptorWatcher.OnClosing(Descriptor descriptor)
    {
        Loop.Forget(this);
        CancelAll();
    }

    /// <summary>Has the loop look at it after what else is ready.</summary>
    internal void Post(int what)
    {
        if ((Interlocked.Or(ref _todo, what) & PostedMask) == 0)
        {
            Loop.Inbox.Put(this);
            if (Loop.HasEnded)
            {
                Loop.ServeLate();
            }
        }
    }

    /// <summary>By the loop: one thing that was posted; 0 for none. Where more is left it is put into the inbox again, so that a stall does not hold it up.</summary>
    internal int TakePosted()
    {
        int what = Volatile.Read(ref _todo) & PostedMask;
        int one = what & -what;
        if ((Interlocked.And(ref _todo, ~one) & PostedMask & ~one) != 0)
        {
            Loop.Inbox.Put(this);
        }

        return one;
    }

    /// <summary>Begins to hand out. False: another thread is at it, and will do this too.</summary>
    internal bool BeginRun(int what)
    {
        if (Interlocked.CompareExchange(ref _running, Running, 0) == 0)
        {
            return true;
        }

        if ((Interlocked.Or(ref _running, Running | what) & Running) != 0)
        {
            return false;
        }

        Interlocked.And(ref _running, ~what);
        return true;
    }

    /// <summary>Ends it. Not 0: something came meanwhile, and this thread goes on with it.</summary>
    internal int EndRun()
    {
        if (Interlocked.CompareExchange(ref _running, 0, Running) == Running)
        {
            return 0;
        }

        int left = Volatile.Read(ref _running) & ~Running;
        int one = left & -left;
        Interlocked.And(ref _running, ~one);
        return one;
    }

    /// <summary>Hands out one outcome, or starts the handler. By who runs it.</summary>
    internal void Run(int what)
    {
        switch (what)
        {
            case HasRead:
                Reads.TakeOperation().Complete(Reads.Outcome);
                break;

            case HasWritten:
                Writes.TakeOperation().Complete(Writes.Outcome);
                break;

            case Began:
                IStarter? starter = _starter;
                _starter = null;
                starter?.Start();
                break;
        }
    }

    /// <summary>Hands out, on a thread that is no loop's.</summary>
    internal void RunHere(int what)
    {
        if (BeginRun(what))
        {
            do
            {
                Loop.RunSafely(this, what);
            }
            while ((what = EndRun()) != 0);
        }
    }

    /// <summary>Has its lane do it, off the loop.</summary>
    internal void Queue(int what)
    {
        if ((Interlocked.Or(ref _todo, what << JobsShift) & JobsMask) != 0)
        {
            return;
        }

        if (Lane == Lane.Pool)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        else
        {
            Loop.Group.Guard.Queue(this);
        }
    }

    /// <summary>By the thread pool.</summary>
    void IThreadPoolWorkItem.Execute() => TakeTurn();

    /// <summary>By its lane. False: there was nothing to hand out after all.</summary>
    internal bool TakeTurn()
    {
        // Both are tried before any handler runs, and it may block: what is being sent must not wait for it.
        int jobs = (Interlocked.And(ref _todo, ~JobsMask) & JobsMask) >> JobsShift;
        if ((jobs & TryWrite) != 0 && Loop.Backend.TrySettle(this, Direction.Write))
        {
            jobs |= HasWritten;
        }

        if ((jobs & TryRead) != 0 && Loop.Backend.TrySettle(this, Direction.Read))
        {
            jobs |= HasRead;
        }

        bool any = false;
        for (int one = Began; one <= HasWritten; one <<= 1)
        {
            if ((jobs & one) != 0)
            {
                RunHere(one);
                any = true;
            }
        }

        return any;
    }

    internal static int OutcomeOf(Direction direction) => direction == Direction.Read ? HasRead : HasWritten;

    private void PostCancelled(ref Half half, Direction direction)
    {
        half.Outcome = SysResult.Failure(Errno.ECANCELED);
        Post(OutcomeOf(direction));
    }
}
