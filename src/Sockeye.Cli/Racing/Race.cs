namespace Sockeye.Cli.Racing;

/// <summary>All ways against each other in one run.</summary>
/// <remarks>
/// They take turns, round by round, so that what else the machine does hits all of them; one short round before is thrown away,
/// in which code is compiled and caches fill. Times of a single message are kept whole, because a mean hides the slow ones.
/// </remarks>
internal static class Race
{
    internal const int Rounds = 5;

    private const int WarmUpCount = 300;

    internal static IReadOnlyList<RaceResult> Run(RaceOptions options, CancellationToken stop)
    {
        Lap[] laps = [.. RaceWay.All.Select(static way => new Lap(way))];
        foreach (Lap lap in laps)
        {
            Turn.RoundTrips(lap.Way, options.Size, new Stint(default, WarmUpCount), [], stop);
            Turn.Flood(lap.Way, new Stint(default, WarmUpCount), stop);
        }

        for (int round = 0; round < Rounds; round++)
        {
            foreach (Lap lap in laps)
            {
                Stint stint = options.StintOf(round, RaceWay.All.Count);
                Turn.RoundTrips(lap.Way, options.Size, stint, lap.Times, stop);
                (long bytes, TimeSpan time) = Turn.Flood(lap.Way, stint, stop);
                lap.Bytes += bytes;
                lap.Flooding += time;
            }
        }

        return [.. laps.Select(lap => lap.Result(options.Size)).OrderBy(static result => result.Median)];
    }

    private sealed class Lap(RaceWay way)
    {
        internal RaceWay Way => way;

        internal List<long> Times { get; } = [];

        internal long Bytes { get; set; }

        internal TimeSpan Flooding { get; set; }

        internal RaceResult Result(int size)
        {
            Times.Sort();
            return new RaceResult
            {
                Way = way.Name,
                Size = size,
                RoundTrips = Times.Count,
                Median = At(0.5),
                P99 = At(0.99),
                BytesPerSecond = Bytes / Flooding.TotalSeconds,
            };
        }

        // The smallest time that this part of them does not exceed.
        private TimeSpan At(double part)
            => TimeSpan.FromSeconds((double)Times[Math.Max(0, (int)Math.Ceiling(part * Times.Count) - 1)] / TimeProvider.System.TimestampFrequency);
    }
}
