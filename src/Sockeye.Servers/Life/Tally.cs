namespace Sockeye.Servers.Life;

/// <summary>Counts what happens to one server. Any thread.</summary>
internal sealed class Tally
{
    private readonly long[] _hits = new long[Enum.GetValues<Limit>().Length];
    private long _served;
    private long _failed;
    private long _aborted;

    internal void HasServed() => Interlocked.Increment(ref _served);

    internal void HasFailed() => Interlocked.Increment(ref _failed);

    internal void HasAborted() => Interlocked.Increment(ref _aborted);

    internal void HasHit(Limit limit) => Interlocked.Increment(ref _hits[(int)limit]);

    internal ServerCounts Snapshot(int active) => new([.. _hits.Select((_, i) => Interlocked.Read(ref _hits[i]))])
    {
        Active = active,
        Served = Interlocked.Read(ref _served),
        Failed = Interlocked.Read(ref _failed),
        Aborted = Interlocked.Read(ref _aborted),
    };
}
