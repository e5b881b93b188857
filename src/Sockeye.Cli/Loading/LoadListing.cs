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
        new("p50 us", static result => Microseconds(result, 0.5)) { Heading = "latency", Shown = Percentiles },
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
        new("unsent", static result => result.Unsent == 0 ? null : result.Unsent)
        {
            Heading = "not sent",
            Shown = static result => Text($"{result.Unsent:#,0} messages were due and found no room: the server does not keep up with the rate, or --depth is too small"),
        },
        new("unanswered", static result => result.Unanswered == 0 ? null : result.Unanswered) { Shown = static result => Text($"{result.Unanswered:#,0} messages under way at the end") },
        new("wrong", static result => result.Tally.Wrong) { JsonOnly = true },
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
        new("allocated bytes", static result => result.Allocated) { JsonOnly = true },
        new("histogram below us", static result => LatencyDrawing.Stretches(result.Tally.Latencies).Select(static one => one.Bound / 1e3)) { JsonOnly = true },
        new("histogram messages", static result => LatencyDrawing.Stretches(result.Tally.Latencies).Select(static one => (double)one.Count)) { JsonOnly = true });

    private static string What(LoadResult result)
    {
        LoadOptions options = result.Options;
        string pace = options.Rate is double rate ? Text($"{rate:#,0.###} messages a second, latency from when each was due") : "each message as soon as there is room (closed loop)";
        return Text($"{Some(options.Connections, "connection")} to {result.Peer}, messages of {Some(options.Size, "byte")}, {options.Depth} under way on each; {pace}");
    }

    private static string Percentiles(LoadResult result)
    {
        LatencyHistogram all = result.Tally.Latencies;
        return $"p50 {LoadUnits.Time(all.At(0.5))}   p90 {LoadUnits.Time(all.At(0.9))}   p99 {LoadUnits.Time(all.At(0.99))}   p99.9 {LoadUnits.Time(all.At(0.999))}   max {LoadUnits.Time(all.Max)}";
    }

    private static string Some(int count, string what) => Text($"{count} {what}{(count == 1 ? "" : "s")}");

    private static double? Microseconds(LoadResult result, double part) => result.Tally.Latencies.Count == 0 ? null : LoadUnits.Microseconds(result.Tally.Latencies.At(part));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
