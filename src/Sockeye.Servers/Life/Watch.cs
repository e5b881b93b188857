using System.Collections.Concurrent;

namespace Sockeye.Servers.Life;

/// <summary>Has a server look at all it serves, some times in its shortest limit: one timer for all, which rests while nobody is there.</summary>
internal sealed class Watch : IDisposable
{
    private const int LooksALimit = 8;
    private static readonly TimeSpan MostOften = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Seldomest = TimeSpan.FromSeconds(1);

    private readonly Roster _roster;
    private readonly TimeSpan _period;
    private readonly ITimer? _timer;
    private readonly Lock _looking = new();
    private readonly ConcurrentQueue<Action> _news = [];
    private readonly Lock _telling = new();
    private int _isSet;

    internal Watch(ServingOptions options, Roster roster)
    {
        _roster = roster;
        TimeSpan[] limits = [.. new[] { options.IdleTimeout, options.FrameTimeout, options.WriteTimeout, options.HandshakeTimeout }.Where(static limit => limit != Timeout.InfiniteTimeSpan)];
        if (limits.Length == 0 && options.MinimumRate == 0)
        {
            return;
        }

        TimeSpan period = limits.Length == 0 ? Seldomest : limits.Min() / LooksALimit;
        _period = period < MostOften ? MostOften : period > Seldomest ? Seldomest : period;
        _timer = options.Clock.CreateTimer(static watch => ((Watch)watch!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Somebody is there now.</summary>
    internal void IsNeeded()
    {
        if (Volatile.Read(ref _isSet) == 0 && Interlocked.Exchange(ref _isSet, 1) == 0)
        {
            _timer?.Change(_period, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>What a look has found is told after it: the program's hook may take its time, and the next look does not wait for that.</summary>
    internal void Tell(Action news) => _news.Enqueue(news);

    /// <summary>Returns when no look is under way: what the last one has found is counted and told.</summary>
    internal void Settle()
    {
        lock (_looking)
        {
            // The one that looked is done.
        }

        lock (_telling)
        {
            TellAll();
        }

        TellNews();     // of a look that found this one telling
    }

    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        lock (_looking)
        {
            _roster.ForEach(static visit => visit.Look());
        }

        // A swap, and no write: who comes now either sees that nothing is set, or is counted.
        Interlocked.Exchange(ref _isSet, 0);
        if (_roster.Count > 0)
        {
            IsNeeded();
        }

        TellNews();
    }

    private void TellNews()
    {
        // One at a time. Who finds another one telling leaves its news to that, which looks once more when it is done.
        while (!_news.IsEmpty && _telling.TryEnter())
        {
            try
            {
                TellAll();
            }
            finally
            {
                _telling.Exit();
            }
        }
    }

    private void TellAll()
    {
        while (_news.TryDequeue(out Action? tell))
        {
            tell();
        }
    }
}
