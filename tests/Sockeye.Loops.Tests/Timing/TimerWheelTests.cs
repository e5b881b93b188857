using Sockeye.Loops.Timing;
using Sockeye.Testing;

namespace Sockeye.Loops.Tests.Timing;

public sealed class TimerWheelTests
{
    private readonly HandClock _clock = new();
    private readonly TimerWheel _wheel;

    public TimerWheelTests() => _wheel = new TimerWheel(_clock);

    [Fact]
    public void An_empty_wheel_lets_the_loop_sleep_for_ever() => Assert.Equal(-1, Sleep());

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(62)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(262_144)]
    [InlineData(16_777_216)]
    [InlineData(1_073_741_823)]
    public void A_timer_is_never_early_and_at_most_a_few_milliseconds_late(long milliseconds)
    {
        var told = new Told();
        _clock.Pass(TimeSpan.FromMilliseconds(37.5));
        _wheel.Set(told, TimeSpan.FromMilliseconds(milliseconds));
        long slept = 0;
        while (told.Times == 0)
        {
            int sleep = Sleep();
            if (told.Times > 0)
            {
                break;
            }

            Assert.True(sleep > 0, $"the loop would spin after {slept} ms");
            _clock.Pass(TimeSpan.FromMilliseconds(sleep));
            slept += sleep;
        }

        Assert.InRange(slept, milliseconds, milliseconds + 2);
        Assert.Equal(0, _wheel.Count);
        Assert.Equal(-1, Sleep());
    }

    [Fact]
    public void One_that_was_stopped_is_not_told()
    {
        var told = new Told();
        _wheel.Set(told, TimeSpan.FromMilliseconds(100));
        Assert.True(_wheel.Stop(told));
        Assert.False(_wheel.Stop(told));
        _clock.Pass(TimeSpan.FromSeconds(1));
        _wheel.Advance();
        Assert.Equal(0, told.Times);
    }

    [Fact]
    public void One_that_is_set_anew_is_told_once_at_the_later_time()
    {
        var told = new Told();
        _wheel.Set(told, TimeSpan.FromMilliseconds(100));
        _wheel.Set(told, TimeSpan.FromMilliseconds(500));
        _clock.Pass(TimeSpan.FromMilliseconds(300));
        _wheel.Advance();
        Assert.Equal(0, told.Times);
        _clock.Pass(TimeSpan.FromMilliseconds(300));
        _wheel.Advance();
        Assert.Equal(1, told.Times);
    }

    [Fact]
    public void Setting_says_when_the_loop_must_be_woken()
    {
        Assert.True(_wheel.Set(new Told(), TimeSpan.FromSeconds(10)));
        _wheel.Advance();
        Assert.False(_wheel.Set(new Told(), TimeSpan.FromSeconds(20)));
        Assert.True(_wheel.Set(new Told(), TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Also_after_all_timers_were_stopped()
    {
        var first = new Told();
        _wheel.Set(first, TimeSpan.FromMilliseconds(10));
        _wheel.Advance();
        _wheel.Stop(first);
        _wheel.Advance();
        Assert.True(_wheel.Set(new Told(), TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void A_hundred_thousand_at_random_come_in_order_and_on_time()
    {
        var random = new Random(7);
        var due = new List<Told>();
        for (int i = 0; i < 100_000; i++)
        {
            var told = new Told { Wanted = random.Next(1, random.Next(2) == 0 ? 100 : 10_000_000) };
            _wheel.Set(told, TimeSpan.FromMilliseconds(told.Wanted));
            due.Add(told);
        }

        foreach (Told told in due.Where((_, i) => i % 3 == 0))
        {
            Assert.True(_wheel.Stop(told));
        }

        long now = 0;
        while (_wheel.Count > 0)
        {
            int sleep = Sleep();
            foreach (Told told in Told.Now)
            {
                Assert.InRange(now, told.Wanted, told.Wanted + 2);
            }

            Told.Now.Clear();
            if (sleep > 0)
            {
                _clock.Pass(TimeSpan.FromMilliseconds(sleep));
                now += sleep;
            }
        }

        Assert.All(due.Index(), one => Assert.Equal(one.Index % 3 == 0 ? 0 : 1, one.Item.Times));
    }

    [Fact]
    public void Setting_and_stopping_allocates_nothing()
    {
        var told = new Told();
        SetAndStop(told);       // what the runtime sets up at the first times is not the wheel's
        long before = GC.GetAllocatedBytesForCurrentThread();
        SetAndStop(told);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void SetAndStop(Told told)
    {
        for (int i = 1; i < 10_000; i++)
        {
            _wheel.Set(told, TimeSpan.FromMilliseconds(i));
            _wheel.Stop(told);
        }
    }

    // As the loop does it.
    private int Sleep()
    {
        _wheel.Advance();
        return _wheel.Left();
    }

    private sealed class Told : LoopTimer
    {
        internal static List<Told> Now { get; } = [];

        internal long Wanted { get; init; }

        internal int Times { get; private set; }

        internal override void OnDue()
        {
            Times++;
            if (Wanted > 0)
            {
                Now.Add(this);
            }
        }
    }
}
