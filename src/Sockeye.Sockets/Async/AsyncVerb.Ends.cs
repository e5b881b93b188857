using Sockeye.Loops;

namespace Sockeye.Sockets.Async;

// What ends a verb before its answer comes: its time and its token. A timer or a token may speak up late, when the object serves its next
// use already. So they cancel nothing by themselves: they have it looked at whether this use has ended, and the ticket that was read
// before that look names the use that is cancelled. A use shows its ticket only while it is watched, and who has shown one uses it up:
// no later use, of this object or another, gets the same.
internal abstract partial class AsyncVerb
{
    private const long Never = long.MaxValue;
    private const int NoTicket = 1;     // no half has such a one

    // How often a Unix connect or sendto is tried again while the other side's queue is full: there is no event for that.
    private static readonly TimeSpan QueueRetry = TimeSpan.FromMilliseconds(2);

    private CancellationTokenRegistration _registration;
    private long _endAt = Never;
    private int _ticket = NoTicket;
    private bool _watched;
    private volatile bool _retries;

    /// <summary>How long it may take, from now; negative for ever.</summary>
    private protected abstract TimeSpan Patience { get; }

    /// <summary>True: it is over for its time or its token. Any thread.</summary>
    internal bool IsEnded
    {
        get
        {
            CancellationToken token = _cancellation;    // read once: its own property looks at the field twice, and its owner may take it away between
            return token.IsCancellationRequested
                || (Volatile.Read(ref _endAt) is long end and not Never && _line is VerbLine line && line.Channel.Loop.Timers.Clock.GetTimestamp() >= end);
        }
    }

    /// <summary>By its owner: from now on its time and its token end it.</summary>
    internal void Watch()
    {
        if (_watched)
        {
            return;
        }

        _watched = true;
        TimeSpan patience = Patience;
        if (patience >= TimeSpan.Zero)
        {
            TimeProvider clock = Line.Channel.Loop.Timers.Clock;
            double ticks = Math.Min(patience.TotalSeconds * clock.TimestampFrequency, long.MaxValue / 4);
            Volatile.Write(ref _endAt, clock.GetTimestamp() + (long)ticks);
            SetTimer(Line);
        }

        if (_cancellation.CanBeCanceled)
        {
            _registration = _cancellation.UnsafeRegister(static verb => ((AsyncVerb)verb!).CancelIfEnded(), this);
        }
    }

    /// <summary>Any thread, at any time: if this use has ended, what waits of it is cancelled.</summary>
    internal void CancelIfEnded()
    {
        int ticket;
        VerbLine? line;
        do
        {
            ticket = Volatile.Read(ref _ticket);
            line = Volatile.Read(ref _line);
            if (line is null || !IsEnded)
            {
                return;
            }

            if (line.TryDrop(this))
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);       // not on the thread that cancels
                return;
            }
        }
        while (Volatile.Read(ref _ticket) != ticket);
        line.Channel.Cancel(line.Direction, ticket);        // without a ticket nothing: it has not begun to wait, and who begins looks afterwards
    }

    internal sealed override void OnDue()
    {
        if (Volatile.Read(ref _line) is not VerbLine line)
        {
            return;
        }

        if (_retries)
        {
            line.Channel.Post(line.Direction == Direction.Read ? Channel.TryRead : Channel.TryWrite);
        }

        if (_retries || !IsEnded)
        {
            SetTimer(line);     // it was set for the use before, or is to ring again
        }

        CancelIfEnded();
    }

    /// <summary>By a step that found a queue full which tells nobody when there is room again.</summary>
    private protected void TryAgainSoon() => _retries = true;

    /// <summary>By its owner, over without having waited: a timer or a token that speaks up late does not hit the next verb.</summary>
    private protected void UseUpTicket()
    {
        if (_ticket != NoTicket)
        {
            Line.Channel.Of(Line.Direction).Skip();
        }
    }

    // By its owner, whose turn it is, when it comes to wait.
    private void WatchInTurn()
    {
        if (!_watched)
        {
            Watch();
            TakeTicket();
        }

        if (_retries)
        {
            SetTimer(Line);
        }
    }

    private void TakeTicket() => Volatile.Write(ref _ticket, Line.Channel.Of(Line.Direction).NextTicket);

    private void Unwatch()
    {
        Volatile.Write(ref _ticket, NoTicket);
        _retries = false;
        Volatile.Write(ref _endAt, Never);
        if (_watched)
        {
            _watched = false;
            Line.Channel.Loop.Timers.Stop(this);
            _registration.Unregister();
            _registration = default;
        }
    }

    // A timer that is told late sets the one of the next use, perhaps in the moment in which that ends and another begins; so whoever sets it looks again.
    private void SetTimer(VerbLine line)
    {
        Loop loop = line.Channel.Loop;
        bool retries;
        long end;
        do
        {
            (retries, end) = (_retries, Volatile.Read(ref _endAt));
            if (!retries && end == Never)
            {
                loop.Timers.Stop(this);
            }
            else if (loop.Timers.Set(this, retries ? QueueRetry : loop.Timers.Clock.GetElapsedTime(loop.Timers.Clock.GetTimestamp(), end)))
            {
                loop.Inbox.WakeSleeper();
            }
        }
        while (retries != _retries || end != Volatile.Read(ref _endAt));
    }
}
