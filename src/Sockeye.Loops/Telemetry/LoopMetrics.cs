using System.Diagnostics.Metrics;

namespace Sockeye.Loops.Telemetry;

/// <summary>What the loops tell a meter listener (dotnet-counters, OpenTelemetry): the meter is "Sockeye.Loops".</summary>
/// <remarks>
/// Gauges are asked for when somebody listens. Bytes and lag are counted only while somebody does; a loop looks for that each time it comes
/// round (<see cref="Look"/>), so on the way of the bytes it is one look at a field.
/// </remarks>
internal static class LoopMetrics
{
    private static readonly Meter Loops = new("Sockeye.Loops");
    private static readonly Lock Gate = new();
    private static readonly List<WeakReference<LoopGroup>> Groups = [];

    private static readonly Counter<long> Received = Loops.CreateCounter<long>("sockeye.received", "By", "bytes that operations on loops have received");
    private static readonly Counter<long> Sent = Loops.CreateCounter<long>("sockeye.sent", "By", "bytes that operations on loops have sent");
    private static readonly Histogram<double> Lag = Loops.CreateHistogram<double>("sockeye.loop.lag", "s", "how long what was ready together took a loop to hand out: the last of it waited so long");

    static LoopMetrics()
    {
        Loops.CreateObservableUpDownCounter("sockeye.loops.watched", static () => Sum(static loop => loop.Watched), "{descriptor}", "descriptors that loops watch");
        Loops.CreateObservableUpDownCounter("sockeye.loops.queue", static () => Sum(static loop => loop.Inbox.Count), "{channel}", "what waits in the inboxes of loops");
        Loops.CreateObservableUpDownCounter("sockeye.loops.timers", static () => Sum(static loop => loop.Timers.Count), "{timer}", "timers that are set");
        Loops.CreateObservableCounter("sockeye.slabs.exhausted", static () => Sum(static loop => loop.Slabs.Exhausted), "{receive}", "receives that found all lent memory in use, and used memory of their connection's own");
        Loops.CreateObservableCounter("sockeye.stalls", static () => SumOfGroups(static group => group.Stalls), "{stall}", "handlers that held up a loop, which went on without them");
        Loops.CreateObservableCounter("sockeye.stalls.unrelieved", static () => SumOfGroups(static group => group.Guard.Lacked), "{look}", "looks at which a loop was held up and no spare thread was left");
        Loops.CreateObservableUpDownCounter("sockeye.threads.spare", static () => SumOfGroups(static group => group.Guard.Spares), "{thread}", "threads beyond one a loop: spare ones, and those stuck in handlers");
        Loops.CreateObservableUpDownCounter("sockeye.threads.lane", static () => SumOfGroups(static group => group.Guard.LaneThreads), "{thread}", "threads on which handlers run that have held up a loop");
    }

    /// <summary>By a group whose loops begin.</summary>
    internal static void Add(LoopGroup group)
    {
        lock (Gate)
        {
            Groups.RemoveAll(static held => !held.TryGetTarget(out _));
            Groups.Add(new WeakReference<LoopGroup>(group));
        }
    }

    /// <summary>By a loop, each time it comes round: whether anybody listens.</summary>
    internal static void Look()
    {
        bool isWanted = Received.Enabled || Sent.Enabled;
        if (ByteCount.IsWanted != isWanted)
        {
            ByteCount.IsWanted = isWanted;      // written on change only: all loops read it
        }
    }

    internal static void AddReceived(nint count) => Received.Add(count);

    internal static void AddSent(nint count) => Sent.Add(count);

    /// <summary>0 where nobody wants to know.</summary>
    internal static long BeginLag(TimeProvider clock) => Lag.Enabled ? clock.GetTimestamp() : 0;

    internal static void EndLag(TimeProvider clock, long began)
    {
        if (began != 0)
        {
            Lag.Record(clock.GetElapsedTime(began).TotalSeconds);
        }
    }

    /// <summary>Over the loops of all groups that are not disposed.</summary>
    internal static long Sum(Func<Loop, long> of) => SumOfGroups(group => group.All.Sum(of));

    private static long SumOfGroups(Func<LoopGroup, long> of)
    {
        lock (Gate)
        {
            long sum = 0;
            foreach (WeakReference<LoopGroup> held in Groups)
            {
                sum += held.TryGetTarget(out LoopGroup? group) && !group.IsDisposed ? of(group) : 0;
            }

            return sum;
        }
    }
}
