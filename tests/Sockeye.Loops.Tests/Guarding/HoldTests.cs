using Sockeye.Loops.Guarding;

namespace Sockeye.Loops.Tests.Guarding;

public sealed class HoldTests
{
    [Fact]
    public void A_handler_that_leaves_in_time_keeps_the_loop()
    {
        var hold = new Hold();
        long word = hold.Enter(null!);
        Assert.True(Hold.IsInside(hold.Read()));
        Assert.True(hold.TryLeave(word));
        Assert.False(Hold.IsInside(hold.Read()));
    }

    [Fact]
    public void One_whose_loop_was_taken_learns_it()
    {
        var hold = new Hold();
        long word = hold.Enter(null!);
        Assert.True(hold.TryTake(hold.Read()));
        Assert.False(hold.TryLeave(word));
    }

    [Fact]
    public void A_turn_that_is_over_cannot_be_taken_and_the_next_one_is_not_blamed_for_it()
    {
        var hold = new Hold();
        hold.TryLeave(hold.Enter(null!));
        long seen = hold.Read();
        long late = hold.Enter(null!);
        hold.TryLeave(late);
        hold.Enter(null!);
        Assert.False(hold.TryTake(late));
        Assert.False(hold.TryTake(seen));
    }

    [Fact]
    public void Of_leaving_and_taking_at_once_one_wins()
    {
        var hold = new Hold();
        for (int round = 0; round < 5000; round++)
        {
            long word = hold.Enter(null!);
            bool left = false;
            bool taken = false;
            Parallel.Invoke(() => left = hold.TryLeave(word), () => taken = hold.TryTake(word));
            Assert.NotEqual(left, taken);
        }
    }
}
