namespace Sockeye.Clients.Pinging;

/// <summary>What came of all echoes so far.</summary>
public sealed class PingStatistics
{
    private double _mean;       // of the round trips, in milliseconds, and the sum of squares of what differs from it (Welford)
    private double _squares;

    internal PingStatistics()
    {
    }

    /// <summary>Echoes that were sent; one that this machine could not send counts too.</summary>
    public int Sent { get; internal set; }

    /// <summary>Echoes that were answered in time.</summary>
    public int Received { get; private set; }

    /// <summary>Replies to echoes that had one.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Replies to echoes that had been given up.</summary>
    public int Late { get; private set; }

    /// <summary>Echoes of which somebody said that they did not arrive.</summary>
    public int Unreachable { get; private set; }

    /// <summary>Echoes without a reply in time, of a hundred. One whose time is not up counts.</summary>
    public double LossPercent => Sent == 0 ? 0 : 100.0 * (Sent - Received) / Sent;

    /// <summary>The shortest round trip; null before the first reply.</summary>
    public TimeSpan? Shortest { get; private set; }

    /// <summary>The average round trip; null before the first reply.</summary>
    public TimeSpan? Average => Received == 0 ? null : TimeSpan.FromMilliseconds(_mean);

    /// <summary>The longest round trip; null before the first reply.</summary>
    public TimeSpan? Longest { get; private set; }

    /// <summary>The standard deviation of the round trips, which ping(8) calls mdev; null before the first reply.</summary>
    public TimeSpan? StandardDeviation => Received == 0 ? null : TimeSpan.FromMilliseconds(Math.Sqrt(_squares / Received));

    internal void Add(PingAnswer answer)
    {
        switch (answer.Outcome)
        {
            case PingOutcome.Reply:
                AddRoundTrip(answer.RoundTrip!.Value);
                break;
            case PingOutcome.Duplicate:
                Duplicates++;
                break;
            case PingOutcome.Late:
                Late++;
                break;
            case PingOutcome.Unreachable:
                Unreachable++;
                break;
        }
    }

    private void AddRoundTrip(TimeSpan time)
    {
        Received++;
        Shortest = Shortest < time ? Shortest : time;
        Longest = Longest > time ? Longest : time;
        double from = time.TotalMilliseconds - _mean;
        _mean += from / Received;
        _squares += from * (time.TotalMilliseconds - _mean);
    }
}
