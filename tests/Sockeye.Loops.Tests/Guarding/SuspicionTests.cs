using Sockeye.Loops.Guarding;

namespace Sockeye.Loops.Tests.Guarding;

public sealed class SuspicionTests : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly LoopGroup _group = new(new LoopOptions { Loops = 1, MaxSpareThreads = 0 });      // so that the watchdog leaves it to us
    private readonly ManualResetEventSlim _go = new();
    private readonly Pair _pair;
    private readonly Receiving _stuck;
    private TimeSpan _compiled;

    public SuspicionTests()
    {
        _pair = new Pair(_group);
        _stuck = new Receiving(_pair, _ => _go.Wait()).Begin();
        _pair.Send();
        Eventually.True(() => Hold.IsInside(_group.All[0].Hold.Read()), Pair.Patience);
    }

    public void Dispose()
    {
        _go.Set();
        Eventually.True(() => _stuck.Times == 1, Pair.Patience);
        _pair.Dispose();
        _group.Dispose();
        _go.Dispose();
    }

    [Fact]
    public void While_the_runtime_compiles_a_handler_is_not_found_stuck_too_soon()
    {
        Suspicion suspicion = Begun();
        for (int tick = 0; tick < 50; tick++)
        {
            _compiled += Tick;
            Assert.True(suspicion.Look(Tick, out bool again) && again);
            Assert.False(suspicion.IsConfirmed());
        }
    }

    [Fact]
    public void A_process_that_compiles_all_the_time_finds_a_handler_that_blocks()
    {
        Suspicion suspicion = Begun();
        Eventually.True(
            () =>
            {
                _compiled += Tick * 10;
                return suspicion.Look(Tick, out bool again) && again && suspicion.IsConfirmed();
            },
            Pair.Patience);
        Assert.False(suspicion.Burns);
    }

    private Suspicion Begun()
    {
        var suspicion = new Suspicion(_group.All[0], () => _compiled);
        Assert.True(suspicion.Look(Tick, out bool again));
        Assert.False(again);
        return suspicion;
    }
}
