using System.Globalization;

namespace Sockeye.Cli.Loading;

/// <summary>A histogram as lines of text: a bar for each stretch of 1, 2, 5, 10 …, from the first that holds something to the last.</summary>
internal static class LatencyDrawing
{
    private const int Width = 40;

    private static readonly long[] Bounds = [.. Enumerable.Range(0, 13).SelectMany(static power => new[] { 1L, 2L, 5L }.Select(step => step * (long)Math.Pow(10, power)))];

    /// <summary>A stretch, up to and without its bound in nanoseconds, and how many fell into it.</summary>
    internal readonly record struct Stretch(long Bound, long Count);

    internal static IReadOnlyList<Stretch> Stretches(LatencyHistogram latencies)
    {
        var found = new List<Stretch>();
        long before = 0;
        foreach (long bound in Bounds)
        {
            long below = latencies.Below(bound);
            if (below > before || (found.Count > 0 && below < latencies.Count))
            {
                found.Add(new Stretch(bound, below - before));
            }

            before = below;
        }

        return found;
    }

    internal static IEnumerable<string> Lines(LatencyHistogram latencies)
    {
        IReadOnlyList<Stretch> stretches = Stretches(latencies);
        long most = stretches.Count == 0 ? 0 : stretches.Max(static one => one.Count);
        foreach ((long bound, long count) in stretches)
        {
            string bar = count == 0 ? "" : new string('█', Math.Max(1, (int)Math.Round((double)count / most * Width)));
            string part = string.Create(CultureInfo.InvariantCulture, $"{100.0 * count / latencies.Count:0.000} %");
            yield return $"  below {LoadUnits.Time(bound),7}  {part,9}  {bar}".TrimEnd();
        }
    }
}
