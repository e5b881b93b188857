namespace Sockeye.Testing;

/// <summary>A clock that stands still until a test moves it: for whatever takes a <see cref="TimeProvider"/>, as all of Sockeye's limits do.</summary>
/// <remarks>
/// <para>Timers made of it, those of <see cref="Task.Delay(TimeSpan, TimeProvider)"/> and <see cref="CancellationTokenSource"/> among them, fire within
/// <see cref="Pass"/>, in the order in which they are due, each at its own time: one that sets itself again in its callback, or has a period, fires as
/// often as it would have. None fires while the clock stands, not even one that is due at once.</para>
/// <para>Threads. Any; one that passes time while another does waits for it. What a callback throws comes out of <see cref="Pass"/>, and the clock stands where it was thrown.</para>
/// </remarks>
public sealed class HandClock : TimeProvider
{
    private readonly DateTimeOffset _start;
    private readonly Lock _passing = new();
    private readonly Lock _lock = new();            // over the two below; never while a callback runs
    private readonly SortedSet<Alarm> _alarms = new(Comparer<Alarm>.Create(static (one, other) => (one.Due, one.Order).CompareTo((other.Due, other.Order))));
    private long _orders;
    private long _now = TimeSpan.TicksPerHour;      // a timestamp of 0 would be one like no other

    /// <summary>A clock that stands at midnight of 1 January 2000, in UTC.</summary>
    public HandClock()
        : this(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>A clock that stands at <paramref name="start"/>. Its time zone is UTC.</summary>
    public HandClock(DateTimeOffset start) => _start = start.ToUniversalTime().AddTicks(-_now);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How many timers are set: what waits for this clock.</summary>
    public int Timers
    {
        get
        {
            lock (_lock)
            {
                return _alarms.Count;
            }
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref _now);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start.AddTicks(GetTimestamp());

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>Moves the clock, and fires what becomes due on the way.</summary>
    /// <param name="time">How far; zero fires what is due now.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative: time does not go back.</exception>
    public void Pass(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        lock (_passing)
        {
            long until = GetTimestamp() + time.Ticks;
            while (TakeNext(until) is Alarm alarm)
            {
                alarm.Ring();
            }

            MoveTo(until);
        }
    }

    private Alarm? TakeNext(long until)
    {
        lock (_lock)
        {
            if (_alarms.Min is not Alarm next || next.Due > until)
            {
                return null;
            }

            MoveTo(next.Due);
            _alarms.Remove(next);
            if (next.Period > 0)
            {
                Set(next, next.Due + next.Period);
            }

            return next;
        }
    }

    // A callback may pass time itself: then it is later already.
    private void MoveTo(long time) => Interlocked.Exchange(ref _now, Math.Max(time, GetTimestamp()));

    // Under the lock.
    private void Set(Alarm alarm, long due)
    {
        (alarm.Due, alarm.Order) = (due, ++_orders);
        _alarms.Add(alarm);
    }

    private sealed class Alarm(HandClock clock, Action ring) : ITimer
    {
        private bool _isDisposed;

        internal long Due { get; set; }

        /// <summary>Of two that are due at once the one that was set first is the first.</summary>
        internal long Order { get; set; }

        internal long Period { get; private set; }

        internal void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
            ArgumentOutOfRangeException.ThrowIfLessThan(period, Timeout.InfiniteTimeSpan);
            lock (clock._lock)
            {
                if (_isDisposed)
                {
                    return false;
                }

                clock._alarms.Remove(this);
                Period = period.Ticks;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    clock.Set(this, clock.GetTimestamp() + dueTime.Ticks);
                }

                return true;
            }
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                _isDisposed = true;
                clock._alarms.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
