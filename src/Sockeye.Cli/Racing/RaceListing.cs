using System.Globalization;
using Sockeye.Cli.Terminals;

namespace Sockeye.Cli.Racing;

/// <summary>The results side by side: each beside the best.</summary>
internal static class RaceListing
{
    private const int BarWidth = 20;

    internal static Listing<RaceResult> Create(IReadOnlyList<RaceResult> results)
    {
        TimeSpan quickest = results.Min(static result => result.Median);
        double most = results.Max(static result => result.BytesPerSecond);
        return new Listing<RaceResult>(
            new("way", static result => result.Way),
            new("round trip median us", static result => Math.Round(result.Median.TotalMicroseconds, 2)) { Heading = "round trip", Shown = static result => Microseconds(result.Median) },
            new("round trip p99 us", static result => Math.Round(result.P99.TotalMicroseconds, 2)) { Heading = "p99", Shown = static result => Microseconds(result.P99) },
            new("times the quickest", result => Math.Round(result.Median / quickest, 2)) { Heading = "ratio", Shown = result => Invariant($"{result.Median / quickest:0.00}") },
            new("bytes per second", static result => Math.Round(result.BytesPerSecond)) { Heading = "throughput", Shown = static result => Invariant($"{result.BytesPerSecond / 1e6:0} MB/s") },
            new("beside the most", result => Bar(result.BytesPerSecond / most)) { Heading = "", TableOnly = true },
            new("size", static result => result.Size) { JsonOnly = true },
            new("round trips", static result => result.RoundTrips) { JsonOnly = true },
            new("rounds", static _ => Race.Rounds) { JsonOnly = true },
            new("processors", static _ => Environment.ProcessorCount) { JsonOnly = true });
    }

    internal static string Note(RaceResult any)
        => $"""

            round trip: {any.Size} bytes there and back, the median and what 99 of 100 stay below; throughput: one direction, {Turn.Chunk / 1024} KiB at a time.
            Two threads of one process on {Environment.ProcessorCount} processors, blocking calls, {Race.Rounds} rounds in turn. A busy machine gives other numbers: compare the ratios.
            """;

    private static string Microseconds(TimeSpan time) => Invariant($"{time.TotalMicroseconds:0.0} µs");

    private static string Bar(double part) => new('█', Math.Max(1, (int)Math.Round(part * BarWidth)));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
