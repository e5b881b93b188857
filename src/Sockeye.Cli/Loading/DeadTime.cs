namespace Sockeye.Cli.Loading;

/// <summary>The time in which nobody got an answer, in whole slots of 10 ms: what a stalled server looks like however good its percentiles are.</summary>
/// <remarks>A closed loop sends nothing while it waits, so a second without any answer is one late sample for each connection and hides in p99.</remarks>
internal sealed class DeadTime
{
    internal const long Slot = 10 * Clock.Millisecond;

    private long _begin;
    private long _next;     // the first slot of which nothing is known yet
    private long _empty;

    internal void Begin(long now) => (_begin, _next, _empty) = (now, 0, 0);

    internal void Answer(long now)
    {
        long slot = (now - _begin) / Slot;
        if (slot >= _next)
        {
            _empty += slot - _next;
            _next = slot + 1;
        }
    }

    /// <summary>What it came to, up to now; a slot that has not ended does not count.</summary>
    internal TimeSpan Until(long now) => Clock.Span((_empty + Math.Max(0, ((now - _begin) / Slot) - _next)) * Slot);
}
