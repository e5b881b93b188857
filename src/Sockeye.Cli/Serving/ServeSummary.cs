using Sockeye.Servers;
using Sockeye.Sockets;

namespace Sockeye.Cli.Serving;

/// <summary>The last words of a server: how many there were, who was not served, who ran into what, and how those ended that were under way.</summary>
/// <param name="kind">Connections, or datagrams.</param>
/// <param name="drained">How the end went.</param>
/// <param name="servers">What they have counted is added up.</param>
/// <param name="stalls">How often a handler held up a loop.</param>
internal sealed class ServeSummary(SocketKind kind, Drained drained, IReadOnlyList<Server> servers, long stalls)
{
    private readonly ServerCounts[] _counts = [.. servers.Select(static server => server.Counts)];

    private IReadOnlyList<(string Limit, long Hits)> Limits => [.. Enum.GetValues<Limit>().Select(limit => (NameOf(limit), _counts.Sum(one => one[limit]))).Where(static limit => limit.Item2 > 0)];

    internal string Text
    {
        get
        {
            bool datagrams = kind == SocketKind.SOCK_DGRAM;
            string limits = Limits.Count == 0 ? "" : $"; limits: {string.Join(", ", Limits.Select(static limit => $"{limit.Limit} {limit.Hits}"))}";
            string stalled = stalls == 0 ? "" : $"; {stalls} stalls";
            return $"stopped: {Sum(static one => one.Served)} {(datagrams ? "datagrams " : "")}served, {Sum(static one => one.Refused)} refused, {Sum(static one => one.Failed)} failed"
                + (datagrams ? $", {Sum(static one => one.Dropped)} lost in the queue" : "")
                + $"; at the end {drained.Ended} ended, {drained.Aborted} aborted, {drained.Abandoned} abandoned{limits}{stalled}";
        }
    }

    /// <summary>The same for programs: {"event":"stopped", …}.</summary>
    internal string Json => JsonLine.Of(json =>
    {
        json.WriteString("event", "stopped");
        json.WriteNumber("served", Sum(static one => one.Served));
        json.WriteNumber("refused", Sum(static one => one.Refused));
        json.WriteNumber("failed", Sum(static one => one.Failed));
        json.WriteNumber("lost", Sum(static one => one.Dropped));
        json.WriteNumber("ended", drained.Ended);
        json.WriteNumber("aborted", drained.Aborted);
        json.WriteNumber("abandoned", drained.Abandoned);
        json.WriteNumber("stalls", stalls);
        json.WriteStartObject("limits");
        foreach ((string limit, long hits) in Limits)
        {
            json.WriteNumber(limit, hits);
        }

        json.WriteEndObject();
    });

    /// <summary>As an option would be written: per-address.</summary>
    internal static string NameOf(Limit limit) => limit == Limit.PerAddress ? "per-address" : limit.ToString().ToLowerInvariant();

    private long Sum(Func<ServerCounts, long> what) => _counts.Sum(what);
}
