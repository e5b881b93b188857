namespace Sockeye.Connections.Tests.Tls;

/// <summary>A clock that shows the day that a test sets, and has every moment last a minute.</summary>
internal sealed class CalendarClock : TimeProvider
{
    private long _moment;

    internal TimeSpan Ahead { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Add(ref _moment, TimeSpan.TicksPerMinute);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
}
