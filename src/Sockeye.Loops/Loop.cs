using Sockeye.Loops.Buffers;
using Sockeye.Loops.Epoll;
using Sockeye.Loops.Guarding;
using Sockeye.Loops.Telemetry;
using Sockeye.Loops.Timing;
using Sockeye.Native;
using Sockeye.Native.Libc;

namespace Sockeye.Loops;

/// <summary>One event loop: whatever thread has it waits for the kernel, hands out what came, and does it again.</summary>
/// <remarks>
/// Nothing here belongs to a thread. All that a loop needs to go on is in this object, and whole before each handler is entered, so
/// that another thread can go on with it while the first is stuck in a handler: that is what the <see cref="Hold"/> decides. What
/// is touched outside of handlers only is the loop's own; the rest says that it is for any thread.
/// </remarks>
internal sealed partial class Loop : IDisposable
{
    private const int RunsNoMore = 1;
    private const int GivenUp = 2;

    // How long a loop that was stopped may still be in a handler.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [ThreadStatic]
    private static Loop? s_current;

    private readonly ITimer? _alarm;        // where the clock is not the system's: it wakes us, since the kernel cannot
    private readonly ManualResetEventSlim _stopped = new(false);
    private bool _stopping;
    private int _over;          // 0, then RunsNoMore or GivenUp, whichever came first
    private volatile bool _isGuarded;
    private volatile bool _hasEnded;

    internal Loop(LoopGroup group)
    {
        Group = group;
        Backend = new EpollBackend(this);
        Inbox = new Inbox(Backend);
        Slabs = new Slabs(group.Options.SlabSize, group.Options.MaxSlabs);
        Timers = new TimerWheel(group.Options.Clock);
        _alarm = group.Options.Clock == TimeProvider.System ? null : group.Options.Clock.CreateTimer(
            static loop => ((Loop)loop!).Inbox.WakeSleeper(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The loop that this thread has or had: a hint, and right or wrong nothing breaks.</summary>
    internal static Loop? Current => s_current;

    internal LoopGroup Group { get; }

    internal Backend Backend { get; }

    internal Inbox Inbox { get; }

    internal Slabs Slabs { get; }

    internal TimerWheel Timers { get; }

    internal Hold Hold { get; } = new();

    /// <summary>True once nobody runs it any more: what begins to wait then is cancelled at once.</summary>
    internal bool HasEnded => _hasEnded;

    /// <summary>How often it has come round. The watchdog sees by it that something is going on.</summary>
    internal long Turns { get; private set; }

    /// <summary>Any thread: has a descriptor watched.</summary>
    /// <returns>The channel, or why there is none: EPERM for what cannot be waited for, a file; ENOSPC, ENOMEM; EBADF where it is closed, ECANCELED where the loop has ended.</returns>
    internal SysResult Open(Descriptor descriptor, ChannelOptions options, out Channel channel)
    {
        channel = new Channel(this, descriptor, options);
        return Open(channel);
    }

    /// <summary>The same for a channel that was made before, so that its handler finds it.</summary>
    internal SysResult Open(Channel channel)
    {
        Descriptor descriptor = channel.Descriptor;
        if (!descriptor.TryHold())
        {
            return SysResult.Failure(Errno.EBADF);
        }

        try
        {
            descriptor.Watch(channel);      // first: a close that comes now finds it
            Seat(channel);
            SysResult watched = Backend.Watch(channel);
            if (watched.Failed)
            {
                descriptor.Unwatch(channel);
                Unseat(channel);
                return watched;
            }
        }
        finally
        {
            descriptor.Release();
        }

        if (channel.Lane == Lane.Guarded && !_isGuarded)
        {
            _isGuarded = Group.Guard.TryBeginWatching();
        }

        if (channel.IsToBegin)
        {
            channel.Post(Channel.Began);
        }

        return SysResult.Success(0);
    }

    /// <summary>Any thread, while the number is still good: the channel is watched no more.</summary>
    internal void Forget(Channel channel)
    {
        Backend.Unwatch(channel);
        Unseat(channel);
    }

    /// <summary>By a thread that has been given the loop: runs it until it is taken, or stopped.</summary>
    /// <returns>True: it was stopped.</returns>
    internal bool Run(SpareThread thread)
    {
        s_current = this;
        (Hold.Thread, Hold.Owner) = (ThreadCalls.Id(), thread);
        while (!Volatile.Read(ref _stopping))
        {
            LoopMetrics.Look();
            long began = LoopMetrics.BeginLag(Group.Options.Clock);
            if (!Backend.Dispatch() || !EmptyInbox())
            {
                s_current = null;
                return false;
            }

            LoopMetrics.EndLag(Group.Options.Clock, began);

            Timers.Advance();       // while awake: what a due timer posts needs no wake-up
            Inbox.AboutToSleep();
            int wait = Timers.Left();
            if (wait > 0 && _alarm is not null)
            {
                _alarm.Change(TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan);
                wait = -1;
            }

            Backend.Wait(Inbox.IsEmpty && !Volatile.Read(ref _stopping) ? wait : 0);
            Inbox.HasWoken();
            Turns++;
            if (_isGuarded)
            {
                Group.Guard.IsNeeded();
            }
        }

        s_current = null;
        _stopped.Set();
        if (Interlocked.Exchange(ref _over, RunsNoMore) == GivenUp)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static loop => loop.End(), this, preferLocal: false);
        }

        return true;
    }

    /// <summary>Any thread: the loop ends when it has handed out what it is handing out.</summary>
    internal void Stop()
    {
        Volatile.Write(ref _stopping, true);
        Inbox.WakeSleeper();
    }

    /// <summary>After <see cref="Stop"/>: when it has ended, what still waits is cancelled, and told so by this thread.</summary>
    public void Dispose()
    {
        if (!_stopped.Wait(Patience) && Interlocked.CompareExchange(ref _over, GivenUp, 0) == 0)
        {
            return;     // a handler holds it that nobody can relieve: what is to be done then is done when it comes out
        }

        End();
    }

    /// <summary>For a test that has waited in vain.</summary>
    internal string Describe()
    {
        string where = Guarding.Hold.IsInside(Hold.Read()) ? $"inside {Hold.Current?.Handlers.Name} on descriptor {Hold.Current?.Descriptor.Number}" : "outside";
        return $"loop: {Turns} turns, {Inbox.Describe()}, {where}, thread {Hold.Thread}, {Watched} watched, {Timers.Count} timers{(HasEnded ? ", ended" : "")}";
    }

    private void End()
    {
        // First: who begins to wait now sees it, or is found among those that wait.
        _hasEnded = true;
        Interlocked.MemoryBarrier();
        foreach (Channel channel in Seated())
        {
            channel.Descriptor.Unwatch(channel);
            Forget(channel);
            channel.CancelAll();
        }

        ServeLate();        // not here: what waits is somebody's code, which may wait for who disposes
        Discard();
    }

    /// <summary>Lets go of what the system gave it. By itself at its end; else of one that never ran.</summary>
    internal void Discard()
    {
        _alarm?.Dispose();
        Backend.Dispose();
    }

    /// <summary>Something was posted when nobody runs the loop any more: the thread pool does it.</summary>
    internal void ServeLate() => ThreadPool.UnsafeQueueUserWorkItem(static loop => loop.EmptyEnded(), this, preferLocal: false);

    private void EmptyEnded()
    {
        while (Inbox.TryTake(out Channel? channel))
        {
            while (channel!.TakePosted() is int what and not 0)
            {
                channel.RunHere(what);
            }
        }
    }

    // As many as are there now: what they post in their turn waits until the kernel was asked.
    private bool EmptyInbox()
    {
        for (int left = Inbox.Count; left > 0 && Inbox.TryTake(out Channel? channel); left--)
        {
            int what = channel!.TakePosted();
            bool still = what switch
            {
                Channel.TryRead => Backend.Look(channel, Direction.Read),
                Channel.TryWrite => Backend.Look(channel, Direction.Write),
                _ => HandOut(channel, what),
            };
            if (!still)
            {
                return false;
            }
        }

        return true;
    }
}
