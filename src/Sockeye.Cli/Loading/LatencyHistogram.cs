using System.Numerics;

namespace Sockeye.Cli.Loading;

/// <summary>How often which time was measured, in a fixed room however many there are: what a percentile is taken from.</summary>
/// <remarks>
/// Log-linear, as HdrHistogram has it: below 128 ns each nanosecond has a counter of its own, and from there each power of two is
/// cut into 128 equal steps. A value is known to one part in 128, and told by the middle of its step: at most 0.4 % off, from
/// nanoseconds to centuries, in 58 KiB. Recording is a shift and an increment. The largest value is kept exactly.
/// </remarks>
internal sealed class LatencyHistogram
{
    private const int StepBits = 7;
    private const int Steps = 1 << StepBits;
    private const int Counters = (64 - StepBits) * Steps;

    private readonly long[] _counts = new long[Counters];

    /// <summary>How many were recorded.</summary>
    internal long Count { get; private set; }

    /// <summary>The largest; 0 where there is none.</summary>
    internal long Max { get; private set; }

    internal double Sum { get; private set; }

    /// <summary>Records a time in nanoseconds; a negative one counts as none.</summary>
    internal void Record(long value)
    {
        value = Math.Max(0, value);
        _counts[StepOf(value)]++;
        Count++;
        Sum += value;
        Max = Math.Max(Max, value);
    }

    /// <summary>The value that this part of all does not exceed; 0 where there is none.</summary>
    /// <param name="part">0 to 1.</param>
    internal long At(double part)
    {
        long wanted = Math.Max(1, (long)Math.Ceiling(part * Count));
        long passed = 0;
        for (int step = 0; step < Counters; step++)
        {
            passed += _counts[step];
            if (passed >= wanted)
            {
                long lowest = LowestOf(step);
                return Math.Min(lowest + ((LowestOf(step + 1) - 1 - lowest) / 2), Max);
            }
        }

        return 0;
    }

    /// <summary>How many are less than this value; exact where the value is the beginning of a step, else to one step.</summary>
    internal long Below(long value)
    {
        int end = StepOf(Math.Max(0, value));
        long below = 0;
        for (int step = 0; step < end; step++)
        {
            below += _counts[step];
        }

        return below;
    }

    internal void Clear()
    {
        Array.Clear(_counts);
        (Count, Max, Sum) = (0, 0, 0);
    }

    /// <summary>Makes this one what has been recorded in <paramref name="now"/> since it was like <paramref name="before"/>, and that one like it. The largest is then as exact as its step.</summary>
    internal void TakeDifference(LatencyHistogram now, LatencyHistogram before)
    {
        Clear();
        for (int step = 0; step < Counters; step++)
        {
            long more = now._counts[step] - before._counts[step];
            before._counts[step] = now._counts[step];
            _counts[step] = more;
            Count += more;
            Max = more > 0 ? Math.Min(LowestOf(step + 1) - 1, now.Max) : Max;
        }
    }

    private static int StepOf(long value)
    {
        if (value < Steps)
        {
            return (int)value;
        }

        int shift = BitOperations.Log2((ulong)value) - StepBits;
        return (shift * Steps) + (int)(value >> shift);
    }

    private static long LowestOf(int step)
    {
        if (step < 2 * Steps)
        {
            return step;
        }

        int shift = (step >> StepBits) - 1;
        return step >= Counters ? long.MaxValue : (long)((step & (Steps - 1)) | Steps) << shift;
    }
}
