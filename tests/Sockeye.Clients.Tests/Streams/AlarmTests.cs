using Sockeye.Clients.Streams;
using Sockeye.Clients.Tests.Lines;
using Sockeye.Sockets;

namespace Sockeye.Clients.Tests.Streams;

/// <summary>What ends a wait that has no limit of its own: at its time, and never for another wait.</summary>
public sealed class AlarmTests
{
    [Fact]
    public void ItRingsOnce_WhenItsTimeHasCome()
    {
        int rung = 0;
        using var alarm = new Alarm(() => Interlocked.Increment(ref rung));
        alarm.Set(Deadline.After(TimeSpan.FromMilliseconds(20)));
        Eventually.True(() => Volatile.Read(ref rung) == 1, Form.Patience);
        alarm.Ring();
        Assert.Equal(1, rung);
    }

    [Fact]
    public void ARingThatWasUnderWay_IsNotTakenForAnotherWaits()
    {
        int rung = 0;
        using var alarm = new Alarm(() => Interlocked.Increment(ref rung));
        alarm.Set(Deadline.After(TimeSpan.FromHours(1)));
        alarm.Ring();
        alarm.Clear();
        alarm.Ring();
        alarm.Set(Deadline.After(TimeSpan.MaxValue));
        alarm.Ring();
        Assert.Equal(0, rung);
    }
}
