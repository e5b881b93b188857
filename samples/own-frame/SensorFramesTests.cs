using Sockeye.Testing;
using Sockeye.Wire;
using Sockeye.Wire.Frames;

namespace OwnFrame;

/// <summary>All a format of one's own needs for a test: FrameCheck tries every cut, byte by byte, trailing bytes, truncation and frames without end.</summary>
public sealed class SensorFramesTests
{
    private static readonly FrameCheck<Reading> Check = new(new SensorFrames(), r => $"{r.Sensor}: {r.Value}");

    [Fact]
    public void Readings_AreRead_HoweverTheyArrive() =>
        Check.Reads([0xAA, 1, 0, 20, 0xBF, 0xAA, 2, 0xFF, 0xFF, 0xA8], "1: 20", "2: -1");

    [Fact]
    public void Readings_WrittenAreReadBack() => Check.RoundTrips(new Reading(1, 20), new Reading(255, short.MinValue));

    [Fact]
    public void BadReadings_AreRefused()
    {
        Check.Refuses([0x00, 1, 0, 20, 0xBF], ProtocolError.Malformed);
        Check.Refuses([0xAA, 1, 0, 20, 0x00], ProtocolError.Malformed);
        Check.Refuses([0x00, 0x00, 0xAA, 1, 0, 20, 0xBF], ProtocolError.Malformed); // and reads the next, wherever the stream was cut
    }

    [Fact]
    public void AfterABadReading_TheNextIsRead()
    {
        var feed = new FrameFeed<Reading>(new SensorFrames().CreateReader());
        feed.Add([0xAA, 1, 0, 20, 0x00, 0xAA, 1, 0, 20, 0xBF]);
        Assert.Throws<ProtocolException>(() => feed.TryRead(out _));
        Assert.True(feed.TryResync());
        Assert.True(feed.TryRead(out Reading reading));
        Assert.Equal(20, reading.Value);
    }
}
