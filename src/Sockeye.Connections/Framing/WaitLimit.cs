namespace Sockeye.Connections.Framing;

/// <summary>Ends waits that take too long. One timer for all waits of a direction: it is set once and looks by itself how long the wait of the moment has taken, so that beginning and ending one costs a look at the clock and two swaps.</summary>
internal sealed class WaitLimit : IDisposable
{
    private const int Waiting = 1;
    private const int Expired = 2;
    private const int OneWait = 4;

    private readonly TimeProvider _clock;
    private readonly Action _expire;
    private readonly ITimer _timer;
    private int _word;          // which wait it is, and above all whether it waits: a timer that comes late must not hit the next one
    private int _isSet;         // the timer
    private long _since;        // both written before the word says that it waits
    private long _limit;

    /// <param name="clock">Measures.</param>
    /// <param name="expire">Ends the wait. Called by a timer, on any thread.</param>
    internal WaitLimit(TimeProvider clock, Action expire)
    {
        (_clock, _expire) = (clock, expire);
        _timer = clock.CreateTimer(static limit => ((WaitLimit)limit!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>By the waiter: now.</summary>
    internal long Now => _clock.GetTimestamp();

    /// <summary>By the waiter: it waits from now on.</summary>
    /// <param name="since">From when its time counts.</param>
    /// <param name="limit">How long it may take.</param>
    internal void Begin(long since, TimeSpan limit)
    {
        Volatile.Write(ref _since, since);
        Volatile.Write(ref _limit, limit.Ticks);
        Interlocked.Exchange(ref _word, unchecked((_word & ~(OneWait - 1)) + OneWait) | Waiting);
        if (Volatile.Read(ref _isSet) == 0 && Interlocked.Exchange(ref _isSet, 1) == 0)
        {
            _timer.Change(limit, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>By the waiter: it waits no more. False: it took too long, and was or is being ended.</summary>
    internal bool TryEnd()
    {
        int word = Volatile.Read(ref _word);
        return (word & Expired) == 0 && Interlocked.CompareExchange(ref _word, word & ~Waiting, word) == word;
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        // First: who begins to wait now sees that the timer is not set, or is found waiting.
        Interlocked.Exchange(ref _isSet, 0);
        int word = Volatile.Read(ref _word);
        if ((word & Waiting) == 0)
        {
            return;
        }

        TimeSpan left = TimeSpan.FromTicks(Volatile.Read(ref _limit)) - _clock.GetElapsedTime(Volatile.Read(ref _since));
        if (left <= TimeSpan.Zero)
        {
            if (Interlocked.CompareExchange(ref _word, word | Expired, word) == word)
            {
                _expire();
                return;
            }

            left = TimeSpan.FromTicks(Volatile.Read(ref _limit));       // that wait was over, and another may be under way
        }

        if (Interlocked.Exchange(ref _isSet, 1) == 0)
        {
            // A timer that is never early by the clock that measures, which may be finer than the timer's.
            _timer.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
    }
}
