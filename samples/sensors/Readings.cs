using System.Globalization;

namespace Sensors;

/// <summary>The mean of each sensor. Datagrams are handled beside each other, so it has a lock.</summary>
public sealed class Readings
{
    // A sender is whoever says so: there is an end to how many are remembered.
    private const int MostSensors = 100;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, (int Count, double Sum)> _sensors = [];

    public void Add(string words)
    {
        if (words.Split(' ') is not [string name, string value] || !double.TryParse(value, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
        {
            throw new FormatException("a reading is NAME VALUE");     // without its words: they may hold what a terminal obeys
        }

        lock (_lock)
        {
            if (!_sensors.TryGetValue(name, out (int Count, double Sum) before) && _sensors.Count == MostSensors) throw new FormatException($"there are {MostSensors} sensors already");
            _sensors[name] = (before.Count + 1, before.Sum + number);
        }
    }

    public override string ToString()
    {
        lock (_lock)
        {
            return string.Concat(_sensors.Select(static one => string.Create(CultureInfo.InvariantCulture, $"{one.Key} {one.Value.Sum / one.Value.Count:0.##} of {one.Value.Count}\n")));
        }
    }
}
