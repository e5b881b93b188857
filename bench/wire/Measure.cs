using System.Diagnostics;

namespace Sockeye.Bench.Wire;

/// <summary>One subject of measurement: does a known amount of work each time it runs.</summary>
/// <param name="Name">What a reader sees.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Count">How many of them one run does.</param>
/// <param name="Run">The work; returns something computed from it, so that it cannot be left out.</param>
internal sealed record Subject(string Name, string Unit, double Count, Func<long> Run);

/// <summary>
/// Runs subjects in turn, a slice of a few milliseconds each, and keeps the best slice of each: so a busy machine is unfair to all alike,
/// and some slices are not interrupted at all.
/// </summary>
internal static class Measure
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(5);
    private static long s_sink;

    internal static double[] Rates(TimeSpan each, int rounds, params Subject[] subjects)
    {
        var best = new double[subjects.Length];
        foreach (Subject subject in subjects) Rate(subject, each);
        int slices = Math.Max(rounds, (int)(rounds * each / Slice));
        for (int slice = 0; slice < slices; slice++)
        {
            for (int i = 0; i < subjects.Length; i++) best[i] = Math.Max(best[i], Rate(subjects[i], each < Slice ? each : Slice));
        }

        return best;
    }

    /// <summary>Bytes allocated by one run.</summary>
    internal static long Allocated(Subject subject)
    {
        s_sink += subject.Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        s_sink += subject.Run();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static double Rate(Subject subject, TimeSpan each)
    {
        long runs = 0;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < each)
        {
            s_sink += subject.Run();
            runs++;
        }

        return runs * subject.Count / watch.Elapsed.TotalSeconds;
    }
}
