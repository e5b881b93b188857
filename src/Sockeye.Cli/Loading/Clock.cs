namespace Sockeye.Cli.Loading;

/// <summary>The monotonic clock in nanoseconds: a number, so that a message's start costs eight bytes and no conversion.</summary>
internal static class Clock
{
    internal const long Millisecond = 1_000_000;
    internal const long Second = 1_000_000_000;

    private static readonly long Each = Second / TimeProvider.System.TimestampFrequency;    // 1 on Linux

    internal static long Now => TimeProvider.System.GetTimestamp() * Each;

    internal static long Of(TimeSpan span) => span.Ticks * TimeSpan.NanosecondsPerTick;

    internal static TimeSpan Span(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
