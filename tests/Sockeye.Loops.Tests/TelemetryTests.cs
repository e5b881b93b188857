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
        using var heard = new HeardMeters();
        pair.Send(100);
        Eventually.True(() => receiving.Times == 100, Pair.Patience);
        Assert.InRange(heard["sockeye.received"], 100, long.MaxValue);
        Assert.InRange(heard["sockeye.loops.watched"], 1, long.MaxValue);
        Eventually.True(() => heard["sockeye.loop.lag"] > 0, Pair.Patience);
        Assert.All(
            ["sockeye.stalls", "sockeye.stalls.unrelieved", "sockeye.threads.spare", "sockeye.threads.lane", "sockeye.loops.queue", "sockeye.loops.timers", "sockeye.slabs.exhausted"],
            (string name) => Assert.True(heard.Has(name), name));
    }

    [Fact]
    public void A_stall_is_an_event_that_names_its_handler()
    {
        using var events = new HeardEvents();
        using var group = new LoopGroup(new LoopOptions { Loops = 1 });
        using var pair = new Pair(group, new HandlerKind("Telemetry.Slow"));
        new Receiving(pair, _ => SpinWait.SpinUntil(() => group.Stalls == 1, Pair.Patience)).Begin();
        pair.Send();
        events.Demand("Stalled Telemetry.Slow", Pair.Patience);
    }

    [Fact]
    public void What_an_operations_callback_throws_is_an_event_and_the_loop_lives()
    {
        using var events = new HeardEvents();
        using var group = new LoopGroup(new LoopOptions { Loops = 1 });
        using var bad = new Pair(group, new HandlerKind("Telemetry.Bad"));
        using var good = new Pair(group);
        new Receiving(bad, static _ => throw new InvalidOperationException("on purpose")).Begin();
        var receiving = new Receiving(good, static _ => { }).Begin();
        bad.Send();
        good.Send();
        Eventually.True(() => receiving.Times == 1, Pair.Patience);
        events.Demand("CallbackFailed Telemetry.Bad", Pair.Patience);
    }

    [Fact]
    public void What_nobody_sees_is_the_witness_to_tell_unless_it_was_done_on_purpose()
    {
        Assert.True(LoopWitness.IsFault("CallbackFailed", ["Serve", "System.NullReferenceException: ..."]));
        Assert.False(LoopWitness.IsFault("CallbackFailed", ["Serve", "System.InvalidOperationException: on purpose"]));
        Assert.False(LoopWitness.IsFault("NoSpareThread", []));
    }
}
