using Sockeye.Cli.Loading;

namespace Sockeye.Cli.Tests.Loading;

/// <summary>What the figures of a load are made of: percentiles, dead time, the schedule, the bytes.</summary>
public sealed class MeasuringTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Percentiles_are_those_of_the_sorted_values_to_one_part_in_128(int seed)
    {
        var random = new Random(seed);
        var histogram = new LatencyHistogram();
        long[] values = [.. Enumerable.Range(0, 5000).Select(_ => (long)Math.Pow(2, random.NextDouble() * 50))];
        Array.ForEach(values, histogram.Record);
        Array.Sort(values);
        Assert.Equal((values.Length, values[^1]), (histogram.Count, histogram.Max));
        foreach (double part in new[] { 0, 0.001, 0.25, 0.5, 0.9, 0.99, 0.999, 1 })
        {
            long exact = values[Math.Max(0, (int)Math.Ceiling(part * values.Length) - 1)];
            Assert.InRange(histogram.At(part), exact - (exact / 128) - 1, exact + (exact / 128) + 1);
        }
    }

    [Fact]
    public void Every_value_has_its_counter_the_least_and_the_largest_too()
    {
        var histogram = new LatencyHistogram();
        foreach (long value in new[] { -5, 0, 1, 127, 128, 255, 256, 257, long.MaxValue - 1, long.MaxValue })
        {
            histogram.Clear();
            histogram.Record(value);
            Assert.InRange(histogram.At(0.5), value - (value / 128) - 1, Math.Max(0, value));
            Assert.Equal(1, histogram.Below(long.MaxValue) + (histogram.Max >= long.MaxValue - 1 ? 1 : 0));
        }

        histogram.Clear();
        Assert.Equal((0, 0, 0), (histogram.Count, histogram.Max, histogram.At(0.5)));
    }

    [Fact]
    public void What_came_since_the_last_look_is_told_by_itself()
    {
        var all = new LatencyHistogram();
        var before = new LatencyHistogram();
        var since = new LatencyHistogram();
        all.Record(1_000_000);
        since.TakeDifference(all, before);
        Assert.Equal((1, 1_000_000), (since.Count, since.Max));
        all.Record(10);
        all.Record(20);
        since.TakeDifference(all, before);
        Assert.Equal((2, 20, 10), (since.Count, since.Max, since.At(0.5)));
        since.TakeDifference(all, before);
        Assert.Equal((0, 0), (since.Count, since.Max));
    }

    [Fact]
    public void The_drawing_has_a_bar_for_each_stretch_and_loses_nobody()
    {
        var histogram = new LatencyHistogram();
        foreach (int microseconds in new[] { 3, 30, 30, 30, 30, 3000 })
        {
            histogram.Record(microseconds * 1000L);
        }

        string[] lines = [.. LatencyDrawing.Lines(histogram)];
        Assert.Equal(10, lines.Length);
        Assert.Equal("  below 5.00 µs   16.667 %  " + new string('█', 10), lines[0].Replace("   5 µs", "5.00 µs", StringComparison.Ordinal));
        Assert.Equal(4, LatencyDrawing.Stretches(histogram).Max(static one => one.Count));
        Assert.Equal(6, LatencyDrawing.Stretches(histogram).Sum(static one => one.Count));
        Assert.Empty(LatencyDrawing.Lines(new LatencyHistogram()));
    }

    [Fact]
    public void Dead_time_is_whole_slots_without_any_answer()
    {
        var dead = new DeadTime();
        const long Start = 12_345_678_901;
        dead.Begin(Start);
        dead.Answer(Start + 1);
        dead.Answer(Start + (3 * DeadTime.Slot));              // slots 1 and 2 were empty
        dead.Answer(Start + (3 * DeadTime.Slot) + 5);
        dead.Answer(Start + (4 * DeadTime.Slot));
        Assert.Equal(TimeSpan.FromMilliseconds(20), dead.Until(Start + (5 * DeadTime.Slot)));
        Assert.Equal(TimeSpan.FromMilliseconds(40), dead.Until(Start + (7 * DeadTime.Slot) + 9));     // and 5 and 6
    }

    [Fact]
    public void A_schedule_spreads_its_messages_evenly_and_over_the_connections_in_turn()
    {
        var schedule = new Schedule(Start: 1000, Rate: 2000, Connections: 4);
        Assert.Equal([1000, 501_000, 1_001_000], Enumerable.Range(0, 3).Select(number => schedule.Due(number)));
        Assert.Equal(schedule.Due(4 + 3), schedule.Due(connection: 3, number: 1));
        for (long number = 0; number < 100; number++)
        {
            Assert.Equal(number, schedule.CountBy(schedule.Due(number) - 1));
            Assert.Equal(number + 1, schedule.CountBy(schedule.Due(number)));
        }
    }

    [Fact]
    public void The_bytes_of_messages_and_of_connections_differ()
    {
        var bytes = new MessageBytes();
        byte[][] messages = [.. from connection in Enumerable.Range(0, 20) from message in Enumerable.Range(0, 20) select bytes.At(MessageBytes.StartOf(connection) + (message * 32), 32).ToArray()];
        Assert.Equal(messages.Length, messages.Distinct(ByContent).Count());
        Assert.True(bytes.At(long.MaxValue, MessageBytes.Most).Length == MessageBytes.Most);
    }

    private static readonly IEqualityComparer<byte[]> ByContent
        = EqualityComparer<byte[]>.Create(static (one, other) => one.AsSpan().SequenceEqual(other), static one => one[0]);

    [Theory]
    [InlineData(999, "999 ns")]
    [InlineData(1_234, "1.23 µs")]
    [InlineData(12_345, "12.3 µs")]
    [InlineData(123_456, "123 µs")]
    [InlineData(2_000_000, "2 ms")]
    [InlineData(1_500_000_000, "1.50 s")]
    public void Times_have_three_digits_and_a_unit(long nanoseconds, string text) => Assert.Equal(text, LoadUnits.Time(nanoseconds));
}
