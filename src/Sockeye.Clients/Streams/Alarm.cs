using Sockeye.Sockets;

namespace Sockeye.Clients.Streams;

/// <summary>Ends what waits and has no time limit of its own. One for each direction.</summary>
internal sealed class Alarm(Action late) : IDisposable
{
    // A timer takes no more than 49 days: what is longer is set again on the way.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    // A timer counts in milliseconds, and must not ring before the time.
    private static readonly TimeSpan s_grain = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private ITimer? _timer;
    private Deadline _end;      // never: it is not set

    internal void Set(Deadline end)
    {
        if (end.IsNever)
        {
            return;
        }

        lock (_gate)
        {
            _end = end;
            _timer ??= TimeProvider.System.CreateTimer(static alarm => ((Alarm)alarm!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Wind();
        }
    }

    internal void Clear()
    {
        if (_timer is null)
        {
            return;
        }

        lock (_gate)
        {
            _end = Deadline.Never;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The timer's. One that was under way when the alarm was cleared or set anew finds that its time is not now.</summary>
    internal void Ring()
    {
        lock (_gate)
        {
            if (!_end.HasPassed)
            {
                if (!_end.IsNever)
                {
                    Wind();
                }

                return;
            }

            _end = Deadline.Never;
        }

        late();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _end = Deadline.Never;
            _timer?.Dispose();
        }
    }

    private void Wind()
    {
        TimeSpan left = _end.Left;
        _timer!.Change(left < s_longest ? left + s_grain : s_longest, Timeout.InfiniteTimeSpan);
    }
}
