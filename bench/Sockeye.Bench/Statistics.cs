namespace Sockeye.Bench;

/// <summary>Medians, and how sure one may be of them.</summary>
internal static class Statistics
{
    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The 90 % interval of the median by bootstrap: resampled 2,000 times, with a fixed seed.</summary>
    internal static (double Low, double High) Interval90(IReadOnlyList<double> values)
    {
        const int Resamples = 2000;
        var random = new Random(20261120);
        double[] medians = new double[Resamples];
        double[] sample = new double[values.Count];
        for (int i = 0; i < Resamples; i++)
        {
            for (int j = 0; j < sample.Length; j++)
            {
                sample[j] = values[random.Next(values.Count)];
            }

            medians[i] = Median(sample);
        }

        Array.Sort(medians);
        return (medians[Resamples / 20], medians[Resamples - 1 - (Resamples / 20)]);
    }
}
