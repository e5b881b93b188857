using Sockeye.Loops.Guarding;
using Sockeye.Testing;

namespace Sockeye.Loops.Tests.Guarding;

public sealed class HandlerKindTests
{
    private const int Patience = 3;
    private readonly HandClock _clock = new();
    private readonly HandlerKind _handlers = new("Serve");

    [Fact]
    public void A_few_stalls_over_a_long_time_are_borne()
    {
        for (int i = 0; i < 20; i++)
        {
            Assert.False(_handlers.Stalled(_clock, Patience));
            _clock.Pass(TimeSpan.FromSeconds(1.1));
        }

        Assert.False(_handlers.IsOffLoop);
        Assert.Equal(20, _handlers.Stalls);
    }

    [Fact]
    public void Too_many_within_a_second_move_all_off_the_loop_and_it_is_said_once()
    {
        Assert.False(_handlers.Stalled(_clock, Patience));
        Assert.False(_handlers.Stalled(_clock, Patience));
        Assert.True(_handlers.Stalled(_clock, Patience));
        Assert.False(_handlers.Stalled(_clock, Patience));
        Assert.True(_handlers.IsOffLoop);
    }

    [Fact]
    public void It_is_forgiven_after_a_while_that_doubles()
    {
        foreach (int seconds in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            DemandPenance(seconds);
        }
    }

    [Fact]
    public void Who_has_behaved_for_long_since_comes_back_as_fast_as_the_first_time()
    {
        foreach (int seconds in new[] { 1, 2, 4 })
        {
            DemandPenance(seconds);
        }

        _clock.Pass(TimeSpan.FromSeconds(39));      // almost ten times the last
        DemandPenance(8);
        _clock.Pass(TimeSpan.FromSeconds(80));
        DemandPenance(1);
        DemandPenance(2);
    }

    [Fact]
    public void One_that_was_slow_off_the_loop_too_puts_that_off()
    {
        MoveOff();
        _clock.Pass(TimeSpan.FromSeconds(0.9));
        _handlers.WasSlow(_clock);
        _clock.Pass(TimeSpan.FromSeconds(0.9));
        Assert.False(_handlers.TryForgive(_clock));
    }

    private void DemandPenance(int seconds)
    {
        MoveOff();
        _clock.Pass(TimeSpan.FromSeconds(seconds - 0.1));
        Assert.False(_handlers.TryForgive(_clock));
        _clock.Pass(TimeSpan.FromSeconds(0.2));
        Assert.True(_handlers.TryForgive(_clock));
        Assert.False(_handlers.IsOffLoop);
    }

    private void MoveOff()
    {
        for (int i = 0; i < Patience; i++)
        {
            _handlers.Stalled(_clock, Patience);
        }

        Assert.True(_handlers.IsOffLoop);
    }
}
