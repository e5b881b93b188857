using Sockeye.Servers.Telemetry;

namespace Sockeye.Servers.Life;

/// <summary>Counts what happens to one server, and tells the meter. Any thread.</summary>
internal sealed class Tally
{
    private readonly long[] _hits = new long[Enum.GetValues<Limit>().Length];
    private long _served;
    private long _failed;
    private long _aborted;

    internal void HasServed()
    {
        Interlocked.Increment(ref _served);
        ServerMetrics.HasServed();
    }

    internal void HasFailed()
    {
        Interlocked.Increment(ref _failed);
        ServerMetrics.HasFailed();
    }

    internal void HasAborted()
    {
        Interlocked.Increment(ref _aborted);
        ServerMetrics.HasAborted();
    }

    internal void HasHit(Limit limit)
    {
        Interlocked.Increment(ref _hits[(int)limit]);
        ServerMetrics.HasHit(limit);
    }

    internal ServerCounts Snapshot(int active)
    {
        long[] hits = new long[_hits.Length];
        for (int i = 0; i < hits.Length; i++)
        {
            hits[i] = Interlocked.Read(ref _hits[i]);
        }

        return new ServerCounts(hits)
        {
            Active = active,
            Served = Interlocked.Read(ref _served),
            Failed = Interlocked.Read(ref _failed),
            Aborted = Interlocked.Read(ref _aborted),
        };
    }
}
