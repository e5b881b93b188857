using System.Numerics;

namespace Sockeye.Loops.Timing;

/// <summary>The timers of one loop, by the millisecond: setting and stopping one costs the same for one and for a million.</summary>
/// <remarks>
/// Five wheels of 64 slots. A slot of the first is a millisecond, a slot of each further one is a whole turn of the one before; when the
/// time of such a slot comes, its timers move down to where they belong. What lies beyond the last wheel (twelve days) waits in its
/// last slot and is looked at again. A timer is never early. Any thread may set and stop; the lock is held for a few instructions.
/// </remarks>
internal sealed class TimerWheel
{
    private const int Bits = 6;
    private const int Slots = 1 << Bits;
    private const int Levels = 5;
    private const int MillisecondsInASecond = 1000;
    private const long Reach = 1L << (Bits * Levels);

    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly LoopTimer?[] _slots = new LoopTimer?[Levels * Slots];
    private readonly ulong[] _used = new ulong[Levels];
    private long _now;              // what is due until here has been seen to
    private long _earliest = long.MaxValue;     // what the loop sleeps towards

    internal TimerWheel(TimeProvider clock) => (_clock, _start) = (clock, clock.GetTimestamp());

    internal TimeProvider Clock => _clock;

    internal int Count { get; private set; }

    /// <summary>Sets a timer, or sets it anew. True: it is due before anything else, so a loop that sleeps must look again.</summary>
    internal bool Set(LoopTimer timer, TimeSpan after)
    {
        // One more than rounded up: the millisecond that runs now is not a whole one.
        double milliseconds = Math.Min(Math.Ceiling(after.TotalMilliseconds), long.MaxValue >> 2);
        long due = Elapsed() + (long)milliseconds + 1;
        lock (_lock)
        {
            Take(timer);
            timer.Due = Math.Max(due, _now + 1);
            Put(timer);
            Count++;
            if (timer.Due >= _earliest)
            {
                return false;
            }

            _earliest = timer.Due;
            return true;
        }
    }

    /// <summary>Stops a timer. False: it was not set, or is being told that it is due.</summary>
    internal bool Stop(LoopTimer timer)
    {
        lock (_lock)
        {
            return Take(timer);
        }
    }

    /// <summary>By the loop: tells all that are due.</summary>
    internal void Advance()
    {
        if (Volatile.Read(ref _earliest) == long.MaxValue)
        {
            return;
        }

        long until = Elapsed();
        while (NextDue(until) is LoopTimer timer)
        {
            timer.OnDue();
        }

        lock (_lock)
        {
            _earliest = NextSlot();
        }
    }

    /// <summary>By the loop, which has said that it will sleep: for how many milliseconds it may; -1 for ever. Who sets an earlier one now wakes it.</summary>
    internal int Left()
    {
        long earliest = Volatile.Read(ref _earliest);
        return earliest == long.MaxValue ? -1 : (int)Math.Clamp(earliest - Elapsed(), 0, int.MaxValue);
    }

    private long Elapsed() => (long)((_clock.GetTimestamp() - _start) * (Int128)MillisecondsInASecond / _clock.TimestampFrequency);

    // One at a time: what a timer does when it is due may set and stop others.
    private LoopTimer? NextDue(long until)
    {
        lock (_lock)
        {
            while (true)
            {
                int slot = (int)(_now & (Slots - 1));
                for (LoopTimer? timer = _slots[slot]; timer is not null; timer = timer.Next)
                {
                    if (timer.Due <= _now)
                    {
                        Take(timer);
                        return timer;
                    }
                }

                long next = NextSlot();
                if (next > until)
                {
                    _now = Math.Max(_now, until);
                    return null;
                }

                _now = next;
                MoveDown();
            }
        }
    }

    // The first moment after now at which a slot's time comes.
    private long NextSlot()
    {
        long first = long.MaxValue;
        for (int level = 0; level < Levels; level++)
        {
            if (_used[level] == 0)
            {
                continue;
            }

            long turn = _now >> (Bits * level);
            int ahead = 1 + BitOperations.TrailingZeroCount(BitOperations.RotateRight(_used[level], (int)((turn + 1) & (Slots - 1))));
            first = Math.Min(first, (turn + ahead) << (Bits * level));
        }

        return first;
    }

    // The slots whose time has come now, from the slowest wheel down.
    private void MoveDown()
    {
        for (int level = Levels - 1; level > 0; level--)
        {
            if ((_now & ((1L << (Bits * level)) - 1)) != 0)
            {
                continue;
            }

            int place = (level * Slots) + (int)((_now >> (Bits * level)) & (Slots - 1));
            LoopTimer? timer = _slots[place];
            _slots[place] = null;
            _used[level] &= ~(1UL << (place & (Slots - 1)));
            while (timer is not null)
            {
                LoopTimer? next = timer.Next;
                Put(timer);
                timer = next;
            }
        }
    }

    private void Put(LoopTimer timer)
    {
        long due = Math.Min(timer.Due, _now + Reach - 1);
        int level = 0;
        while (due - _now >= 1L << (Bits * (level + 1)))
        {
            level++;
        }

        int place = (level * Slots) + (int)((due >> (Bits * level)) & (Slots - 1));
        (timer.Place, timer.Previous, timer.Next) = (place, null, _slots[place]);
        if (timer.Next is LoopTimer behind)
        {
            behind.Previous = timer;
        }

        _slots[place] = timer;
        _used[level] |= 1UL << (place & (Slots - 1));
    }

    private bool Take(LoopTimer timer)
    {
        if (timer.Place == LoopTimer.NotSet)
        {
            return false;
        }

        if (timer.Next is LoopTimer behind)
        {
            behind.Previous = timer.Previous;
        }

        if (timer.Previous is LoopTimer before)
        {
            before.Next = timer.Next;
        }
        else
        {
            _slots[timer.Place] = timer.Next;
            if (timer.Next is null)
            {
                _used[timer.Place / Slots] &= ~(1UL << (timer.Place & (Slots - 1)));
            }
        }

        (timer.Next, timer.Previous, timer.Place) = (null, null, LoopTimer.NotSet);
        Count--;
        return true;
    }
}
