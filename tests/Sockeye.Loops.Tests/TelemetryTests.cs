using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using Sockeye.Loops.Guarding;

namespace Sockeye.Loops.Tests;

public sealed class TelemetryTests
{
    [Fact]
    public void A_listener_hears_bytes_lag_and_what_is_watched()
    {
        using var group = new LoopGroup(new LoopOptions { Loops = 1 });
        using var pair = new Pair(group);
        var receiving = new Receiving(pair, static _ => { }).Begin();
        var heard = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, self) =>
            {
                if (instrument.Meter.Name == "Sockeye.Loops")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => heard.AddOrUpdate(instrument.Name, value, (_, before) => before + value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => heard.AddOrUpdate(instrument.Name, value, (_, before) => before + value));
        listener.Start();
        pair.Send(100);
        Eventually.True(() => receiving.Times == 100, Pair.Patience);
        listener.RecordObservableInstruments();
        Assert.InRange(heard["sockeye.received"], 100, double.MaxValue);
        Assert.InRange(heard["sockeye.loops.watched"], 1, double.MaxValue);
        Eventually.True(() => heard.ContainsKey("sockeye.loop.lag"), Pair.Patience);
        Assert.Superset(
            new HashSet<string> { "sockeye.stalls", "sockeye.stalls.unrelieved", "sockeye.threads.spare", "sockeye.threads.lane", "sockeye.loops.queue", "sockeye.loops.timers", "sockeye.slabs.exhausted" },
            heard.Keys.ToHashSet());
    }

    [Fact]
    public void A_stall_is_an_event_that_names_its_handler()
    {
        using var events = new Events();
        using var group = new LoopGroup(new LoopOptions { Loops = 1 });
        using var pair = new Pair(group, new HandlerKind("Telemetry.Slow"));
        new Receiving(pair, _ => SpinWait.SpinUntil(() => group.Stalls == 1, Pair.Patience)).Begin();
        pair.Send();
        Eventually.True(() => events.All.Any(static one => one.StartsWith("Stalled Telemetry.Slow", StringComparison.Ordinal)), Pair.Patience);
    }

    [Fact]
    public void What_an_operations_callback_throws_is_an_event_and_the_loop_lives()
    {
        using var events = new Events();
        using var group = new LoopGroup(new LoopOptions { Loops = 1 });
        using var bad = new Pair(group, new HandlerKind("Telemetry.Bad"));
        using var good = new Pair(group);
        new Receiving(bad, static _ => throw new InvalidOperationException("on purpose")).Begin();
        var receiving = new Receiving(good, static _ => { }).Begin();
        bad.Send();
        good.Send();
        Eventually.True(() => receiving.Times == 1, Pair.Patience);
        Eventually.True(() => events.All.Any(static one => one.StartsWith("CallbackFailed Telemetry.Bad", StringComparison.Ordinal)), Pair.Patience);
    }

    private sealed class Events : EventListener
    {
        internal ConcurrentQueue<string> All { get; } = new();

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Sockeye-Loops")
            {
                EnableEvents(eventSource, EventLevel.Verbose);
            }
        }

        // The base class may tell of events before our own fields are there.
        protected override void OnEventWritten(EventWrittenEventArgs eventData) => All?.Enqueue($"{eventData.EventName} {string.Join(' ', eventData.Payload ?? [])}");
    }
}
