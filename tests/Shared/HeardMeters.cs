using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Sockeye.Tests;

/// <summary>What our meters say while this stands: sums by instrument, and by "instrument error" where there is one; of a histogram how often it was told something.</summary>
internal sealed class HeardMeters : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _sums = new();
    private readonly MeterListener _listener = new();

    internal HeardMeters()
    {
        _listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name.StartsWith("Sockeye.", StringComparison.Ordinal))
            {
                Instruments.Add(instrument.Name);
                self.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => Add(instrument, 1, []));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>All there are.</summary>
    internal ConcurrentBag<string> Instruments { get; } = [];

    internal long this[string name]
    {
        get
        {
            _listener.RecordObservableInstruments();
            return _sums.GetValueOrDefault(name);
        }
    }

    /// <summary>True once it has said something, be it 0.</summary>
    internal bool Has(string name)
    {
        _listener.RecordObservableInstruments();
        return _sums.ContainsKey(name);
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string name = tags.IsEmpty ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
        _sums.AddOrUpdate(name, value, (_, before) => instrument.IsObservable ? value : before + value);
    }
}
