namespace Sockeye.Testing.Tests;

/// <summary>The clock stands, and what is due on the way fires in order and at its own time.</summary>
public sealed class HandClockTests
{
    private readonly HandClock _clock = new();
    private readonly List<string> _heard = [];

    [Fact]
    public void ItStands_AndIsMoved()
    {
        DateTimeOffset begun = _clock.GetUtcNow();
        long stamp = _clock.GetTimestamp();
        Assert.Equal(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), begun);
        Assert.Equal(begun, _clock.GetUtcNow());
        _clock.Pass(TimeSpan.FromMinutes(90));
        Assert.Equal(begun.AddMinutes(90), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromMinutes(90), _clock.GetElapsedTime(stamp));
        Assert.Equal(new DateTimeOffset(2026, 5, 6, 5, 8, 9, TimeSpan.Zero), new HandClock(new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.FromHours(2))).GetLocalNow());
        Assert.Throws<ArgumentOutOfRangeException>(() => _clock.Pass(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public void Timers_FireInTheOrderOfTheirTimes_EachAtItsOwn()
    {
        Set("late", 3);
        Set("early", 1);
        Set("also early", 1);
        Set("not yet", 5);
        _clock.Pass(TimeSpan.FromSeconds(4));
        Assert.Equal(["early at 1", "also early at 1", "late at 3"], _heard);
        Assert.Equal(1, _clock.Timers);
    }

    [Fact]
    public void OneThatSetsItselfAgain_FiresAsOftenAsItWouldHave()
    {
        ITimer again = null!;
        again = _clock.CreateTimer(
            _ =>
            {
                Hear("again");
                again.Change(TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
            },
            null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
        using ITimer period = _clock.CreateTimer(_ => Hear("period"), null, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3));
        _clock.Pass(TimeSpan.FromSeconds(6));
        Assert.Equal(["again at 2", "period at 3", "again at 4", "period at 6", "again at 6"], _heard);
        again.Dispose();
    }

    [Fact]
    public void ATimerThatWasChangedOrDisposed_DoesNotFire()
    {
        ITimer changed = Set("changed", 1);
        ITimer gone = Set("gone", 1);
        Assert.True(changed.Change(TimeSpan.FromSeconds(9), Timeout.InfiniteTimeSpan));
        gone.Dispose();
        Assert.False(gone.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        _clock.Pass(TimeSpan.FromSeconds(8));
        Assert.Empty(_heard);
        Assert.Equal(1, _clock.Timers);
    }

    [Fact]
    public void WhatIsDueAtOnce_WaitsForTheHand()
    {
        Set("at once", 0);
        Assert.Empty(_heard);
        _clock.Pass(TimeSpan.Zero);
        Assert.Equal(["at once at 0"], _heard);
    }

    [Fact]
    public async Task DelaysAndTokens_GoByIt()
    {
        Task delay = Task.Delay(TimeSpan.FromHours(2), _clock);
        using var late = new CancellationTokenSource(TimeSpan.FromHours(1), _clock);
        _clock.Pass(TimeSpan.FromHours(1));
        Assert.True(late.IsCancellationRequested);
        Assert.False(delay.IsCompleted);
        _clock.Pass(TimeSpan.FromHours(1));
        await delay.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void ManyThreads_MayPassTimeAndSetTimers()
    {
        int rung = 0;
        Parallel.For(0, 200, _ =>
        {
            using ITimer timer = _clock.CreateTimer(_ => Interlocked.Increment(ref rung), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
            _clock.Pass(TimeSpan.FromSeconds(1));
        });
        Assert.Equal(200, rung);
        Assert.Equal(0, _clock.Timers);
    }

    private ITimer Set(string name, int seconds) => _clock.CreateTimer(_ => Hear(name), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);

    private void Hear(string name) => _heard.Add($"{name} at {(_clock.GetUtcNow() - new HandClock().GetUtcNow()).TotalSeconds}");
}
