using System.Diagnostics.Metrics;

namespace Sockeye.Servers.Telemetry;

/// <summary>What servers tell a meter listener (dotnet-counters, OpenTelemetry): the meter is "Sockeye.Servers". Sums over all servers of the process; one server's own are its <see cref="ServerCounts"/>.</summary>
/// <remarks>Each happens once a conversation or seldomer, and costs a look at a field where nobody listens.</remarks>
internal static class ServerMetrics
{
    private const string LimitName = "sockeye.limit";

    private static readonly Meter Servers = new("Sockeye.Servers");
    private static readonly Counter<long> Served = Servers.CreateCounter<long>("sockeye.servers.served", "{conversation}", "conversations, or datagrams, that a handler was given");
    private static readonly Counter<long> Failed = Servers.CreateCounter<long>("sockeye.servers.failed", "{conversation}", "those whose handler threw something that was not the client's doing");
    private static readonly Counter<long> Aborted = Servers.CreateCounter<long>("sockeye.servers.aborted", "{conversation}", "those that were aborted at a shutdown");
    private static readonly Counter<long> Refused = Servers.CreateCounter<long>("sockeye.servers.refused", "{client}", "clients that were not served, by limit");
    private static readonly Counter<long> Limits = Servers.CreateCounter<long>("sockeye.servers.limits", "{client}", "clients that ran into a limit while they were served, by limit");

    private static long s_active;

    static ServerMetrics()
        => Servers.CreateObservableUpDownCounter("sockeye.servers.active", static () => Interlocked.Read(ref s_active), "{conversation}", "conversations, or datagrams, that are being served");

    internal static void Enters() => Interlocked.Increment(ref s_active);

    internal static void Leaves() => Interlocked.Decrement(ref s_active);

    internal static void HasServed() => Served.Add(1);

    internal static void HasFailed() => Failed.Add(1);

    internal static void HasAborted() => Aborted.Add(1);

    internal static void HasHit(Limit limit)
    {
        Counter<long> counter = limit is Limit.Connections or Limit.PerAddress or Limit.Verified ? Refused : Limits;
        if (counter.Enabled)
        {
            counter.Add(1, new KeyValuePair<string, object?>(LimitName, limit.ToString()));
        }
    }
}
