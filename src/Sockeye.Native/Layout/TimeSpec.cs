namespace Sockeye.Native.Layout;

/// <summary>struct timespec (time.h) of a 64-bit system</summary>
internal struct TimeSpec
{
    private const long NanosecondsPerTick = 100;

    internal long Seconds;
    internal long Nanoseconds;

    /// <summary>Exact: a tick is a hundred nanoseconds. A negative span becomes zero.</summary>
    internal static TimeSpec From(TimeSpan span)
    {
        long ticks = Math.Max(0, span.Ticks);
        return new TimeSpec
        {
            Seconds = ticks / TimeSpan.TicksPerSecond,
            Nanoseconds = ticks % TimeSpan.TicksPerSecond * NanosecondsPerTick,
        };
    }
}
