namespace Sockeye.Cli.Racing;

/// <summary>How long a way has its turn: a time, or a count.</summary>
internal readonly record struct Stint(TimeSpan Span, long? Count)
{
    internal bool IsOver(long start, long done)
        => Count is long count ? done >= count : done > 0 && TimeProvider.System.GetElapsedTime(start) >= Span;
}
