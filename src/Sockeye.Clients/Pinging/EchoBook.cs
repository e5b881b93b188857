namespace Sockeye.Clients.Pinging;

/// <summary>Which echoes are out, since when, and what an answer to one of them means.</summary>
/// <remarks>The wire counts in 16 bits: an echo is forgotten when the one 65,536 later takes its number.</remarks>
internal sealed class EchoBook(TimeSpan timeout, TimeProvider clock)
{
    private readonly Dictionary<ushort, Echo> _echoes = [];
    private readonly Queue<Echo> _open = new();

    /// <summary>How many were begun.</summary>
    internal int Count { get; private set; }

    /// <summary>Begins the next one.</summary>
    internal int Begin()
    {
        Count++;
        var echo = new Echo(Count, clock.GetTimestamp());
        _echoes[(ushort)Count] = echo;
        _open.Enqueue(echo);
        return Count;
    }

    /// <summary>How long until the oldest open echo is lost; null: none is open.</summary>
    internal TimeSpan? UntilNextLoss
    {
        get
        {
            DropDone();
            return !_open.TryPeek(out Echo? oldest) ? null
                : timeout - clock.GetElapsedTime(oldest.SentAt) is { } left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>The oldest open echo, if its time is up.</summary>
    internal PingAnswer? TakeLost()
    {
        if (UntilNextLoss != TimeSpan.Zero)
        {
            return null;
        }

        Echo lost = _open.Dequeue();
        lost.Fate = PingOutcome.Lost;
        return new PingAnswer(PingOutcome.Lost, lost.Sequence);
    }

    /// <summary>What was heard means this; null: it is no answer to an echo of ours, or to one that is done with.</summary>
    internal PingAnswer? Answer(EchoNews news)
    {
        if (!_echoes.TryGetValue(news.Sequence, out Echo? echo))
        {
            return null;
        }

        if (news.Reason is not null)
        {
            if (echo.Fate is not null)
            {
                return null;
            }

            echo.Fate = PingOutcome.Unreachable;
            return new PingAnswer(PingOutcome.Unreachable, echo.Sequence) { From = news.From, Reason = news.Reason, Size = news.Size };
        }

        PingOutcome outcome = echo.Fate switch
        {
            null => PingOutcome.Reply,
            PingOutcome.Reply => PingOutcome.Duplicate,
            _ => PingOutcome.Late,
        };
        echo.Fate = PingOutcome.Reply;
        return new PingAnswer(outcome, echo.Sequence)
        {
            From = news.From,
            RoundTrip = clock.GetElapsedTime(echo.SentAt),
            TimeToLive = news.TimeToLive,
            Size = news.Size,
        };
    }

    private void DropDone()
    {
        while (_open.TryPeek(out Echo? oldest) && oldest.Fate is not null)
        {
            _open.Dequeue();
        }
    }

    private sealed class Echo(int sequence, long sentAt)
    {
        internal int Sequence => sequence;

        internal long SentAt => sentAt;

        internal PingOutcome? Fate { get; set; }
    }
}
