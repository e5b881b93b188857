using Sockeye.Sockets;

namespace Sockeye.Clients.Streams;

/// <summary>Ends what waits and has no time limit of its own. One for each direction.</summary>
internal sealed class Alarm(Action late) : IDisposable
{
    private ITimer? _timer;

    internal void Set(Deadline end)
    {
        if (end.IsNever)
        {
            return;
        }

        _timer ??= TimeProvider.System.CreateTimer(static late => ((Action)late!)(), late, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(end.Left, Timeout.InfiniteTimeSpan);
    }

    internal void Clear() => _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer?.Dispose();
}
