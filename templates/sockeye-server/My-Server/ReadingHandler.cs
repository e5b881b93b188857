using Sockeye.Servers;

namespace ServerNamespace;

/// <summary>One connection: answers each reading with the largest value so far of that sensor.</summary>
public sealed class ReadingHandler() : FramedHandler<Reading>(ReadingFrames.Format)
{
    private readonly Dictionary<byte, int> _largest = [];

    protected override ValueTask Handle(Reading reading)
    {
        _largest[reading.Sensor] = Math.Max(reading.Value, _largest.GetValueOrDefault(reading.Sensor, reading.Value));
        return Frames.WriteAsync(reading with { Value = _largest[reading.Sensor] });
    }
}
