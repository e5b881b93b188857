using Sockeye.Readiness;

namespace Sockeye.Cli.Loading;

/// <summary>Waits until connections are ready, to the microsecond where a schedule needs that. Allocates nothing.</summary>
internal sealed class LoadWait : IDisposable
{
    private const int MostAtOnce = 512;

    private readonly Poll _fine = new();
    private readonly PollReady[] _fineReady = new PollReady[1];
    private readonly EpollReady[] _ready;

    internal LoadWait(int connections)
    {
        _ready = new EpollReady[Math.Min(connections, MostAtOnce)];
        _fine.Register(Epoll, PollEvents.POLLIN);
    }

    internal Epoll Epoll { get; } = Epoll.Create();

    /// <param name="nanoseconds">How long at most; 0 or less only looks.</param>
    /// <param name="fine">epoll(7) counts in milliseconds; poll(2) on it does not, for one more system call.</param>
    internal ReadOnlySpan<EpollReady> Until(long nanoseconds, bool fine)
    {
        TimeSpan left = Clock.Span(Math.Max(0, nanoseconds));
        if (fine && left > TimeSpan.Zero)
        {
            left = TimeSpan.Zero * _fine.Wait(_fineReady, left);
        }

        return _ready.AsSpan(0, Epoll.Wait(_ready, left));
    }

    public void Dispose() => Epoll.Dispose();
}
