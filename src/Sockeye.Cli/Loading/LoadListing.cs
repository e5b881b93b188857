using System.Globalization;
using Sockeye.Cli.Terminals;

namespace Sockeye.Cli.Loading;

/// <summary>The result as a sheet for people, and as one object for programs.</summary>
internal static class LoadListing
{
    internal static Listing<LoadResult> Create() => new(
        new("endpoint", static result => result.Peer.ToString()) { Heading = "load", Shown = What },
        new("messages", static result => result.Tally.Messages)
        {
            Shown = static result => Text($"{result.PerSecond:#,0} a second, {LoadUnits.Bytes(result.BytesPerSecond)} each way; {result.Tally.Messages:#,0} in {result.Measured.TotalSeconds:0.00} s{(result.Interrupted ? ", interrupted" : "")}"),
        },
        new("messages per second", static result => Math.Round(result.PerSecond)) { JsonOnly = true },
        new("bytes per second", static result => Math.Round(result.BytesPerSecond)) { JsonOnly = true },
        new("latency", Percentiles) { TableOnly = true },
        new("p50 us", static result => Microseconds(result, 0.5)) { JsonOnly = true },
        new("p90 us", static result => Microseconds(result, 0.9)) { JsonOnly = true },
        new("p99 us", static result => Microseconds(result, 0.99)) { JsonOnly = true },
        new("p999 us", static result => Microseconds(result, 0.999)) { JsonOnly = true },
        new("max us", static result => result.Tally.Latencies.Count == 0 ? null : LoadUnits.Microseconds(result.Tally.Latencies.Max)) { JsonOnly = true },
        new("mean us", static result => result.Tally.Latencies.Count == 0 ? null : Math.Round(result.Tally.Latencies.Sum / result.Tally.Latencies.Count / 1e3, 2)) { JsonOnly = true },
        new("dead seconds", static result => result.Dead is TimeSpan dead ? Math.Round(dead.TotalSeconds, 2) : null)
        {
            Heading = "dead time",
            Shown = static result => Text($"{result.Dead!.Value.TotalSeconds:0.00} s without any answer, in slots of 10 ms"),
        },
        new("processor us per message", static result => result.ProcessorMicroseconds is double each ? Math.Round(each, 3) : null)
        {
            Heading = "this side",
            Shown = static result => Text($"{result.ProcessorMicroseconds:0.00} µs of processor time a message, {result.ProcessorPart:0%} of one{(result.ProcessorPart > 0.9 ? ": it may be the limit, and not the server" : "")}"),
        },
        new("processors", static result => Math.Round(result.ProcessorPart, 3)) { JsonOnly = true },
        Counter("unsent", static result => result.Unsent, static result => "had come due and found no room: the server does not keep up with the rate, or --depth is too small"),
        Counter("unanswered", static result => result.Unanswered, static result => Text($"got no whole answer, nor in the {result.Waited.TotalSeconds:0.00} s after the measured time; they are no latencies")),
        Counter("wrong", static result => result.Tally.Wrong, static result => "came back changed: neither throughput nor latencies"),
        Counter("late", static result => result.IsLateTelling ? result.Tally.Late : 0, static result => Text($"came back after the measured time, and took up to {LoadUnits.Time(result.Tally.LateMax)}: more than any above")),
        new("unsent", static result => result.Unsent) { JsonOnly = true },
        new("unanswered", static result => result.Unanswered) { JsonOnly = true },
        new("wrong", static result => result.Tally.Wrong) { JsonOnly = true },
        new("late", static result => result.Tally.Late) { JsonOnly = true },
        new("late max us", static result => result.Tally.Late == 0 ? null : LoadUnits.Microseconds(result.Tally.LateMax)) { JsonOnly = true },
        new("closed", static result => result.Tally.Lost(Loss.Closed)) { JsonOnly = true },
        new("reset", static result => result.Tally.Lost(Loss.Reset)) { JsonOnly = true },
        new("timed out", static result => result.Tally.Lost(Loss.TimedOut)) { JsonOnly = true },
        new("surplus", static result => result.Tally.Lost(Loss.Surplus)) { JsonOnly = true },
        new("interrupted", static result => result.Interrupted) { JsonOnly = true },
        new("connections", static result => result.Options.Connections) { JsonOnly = true },
        new("size", static result => result.Options.Size) { JsonOnly = true },
        new("depth", static result => result.Options.Depth) { JsonOnly = true },
        new("rate", static result => result.Options.Rate) { JsonOnly = true },
        new("seconds", static result => Math.Round(result.Measured.TotalSeconds, 3)) { JsonOnly = true },
        new("waited seconds", static result => Math.Round(result.Waited.TotalSeconds, 3)) { JsonOnly = true },
        new("allocated bytes", static result => result.Allocated) { JsonOnly = true },
        new("histogram below us", static result => LatencyDrawing.Stretches(result.Tally.Latencies).Select(static one => one.Bound / 1e3)) { JsonOnly = true },
        new("histogram messages", static result => LatencyDrawing.Stretches(result.Tally.Latencies).Select(static one => (double)one.Count)) { JsonOnly = true });

    // A row where there is something to tell; programs get the number always.
    private static Column<LoadResult> Counter(string name, Func<LoadResult, long> count, Func<LoadResult, string> words)
        => new(name, result => count(result) == 0 ? null : count(result)) { TableOnly = true, Shown = result => Text($"{count(result):#,0} {(count(result) == 1 ? "message" : "messages")} {words(result)}") };

    private static string What(LoadResult result)
    {
        LoadOptions options = result.Options;
        string pace = options.Rate is double rate ? Text($"{rate:#,0.###} {(rate == 1 ? "message" : "messages")} a second, latency from when each was due") : "each message as soon as there is room (closed loop)";
        return Text($"{Some(options.Connections, "connection")} to {result.Peer}, messages of {Some(options.Size, "byte")}, {(options.Rate is null ? "" : "at most ")}{options.Depth} under way on each; {pace}");
    }

    private static string Percentiles(LoadResult result)
    {
        LatencyHistogram all = result.Tally.Latencies;
        return all.Count == 0 ? "-" : $"p50 {LoadUnits.Time(all.At(0.5))}   p90 {LoadUnits.Time(all.At(0.9))}   p99 {LoadUnits.Time(all.At(0.99))}   p99.9 {LoadUnits.Time(all.At(0.999))}   max {LoadUnits.Time(all.Max)}";
    }

    private static string Some(int count, string what) => Text($"{count} {what}{(count == 1 ? "" : "s")}");

    private static double? Microseconds(LoadResult result, double part) => result.Tally.Latencies.Count == 0 ? null : LoadUnits.Microseconds(result.Tally.Latencies.At(part));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
