using Sockeye.Native;

namespace Sockeye.Loops.Tests;

public sealed class HalfTests
{
    private static readonly IOperation Something = new Nothing();

    [Fact]
    public void What_waits_is_claimed_by_an_edge_once()
    {
        var half = new Half();
        Assert.True(half.TryArm(Something));
        Assert.True(half.TryClaim());
        Assert.False(half.TryClaimWaiting());
    }

    [Fact]
    public void An_edge_before_the_wait_is_remembered_once()
    {
        var half = new Half();
        Assert.False(half.TryClaim());
        Assert.False(half.TryArm(Something));
        Assert.True(half.TryArm(Something));
    }

    [Fact]
    public void An_edge_that_comes_during_a_try_is_found_by_who_waits_again()
    {
        var half = new Half();
        half.TryArm(Something);
        half.TryClaim();
        half.TryClaim();
        Assert.Equal(Rearmed.AnEdgeCame, half.Rearm());
        Assert.Equal(Rearmed.Waits, half.Rearm());
        Assert.True(half.IsWaiting);
    }

    [Fact]
    public void A_second_operation_is_refused()
    {
        var half = new Half();
        half.TryArm(Something);
        Assert.Throws<InvalidOperationException>(() => half.TryArm(Something));
    }

    [Fact]
    public void Who_cancels_what_waits_owns_it()
    {
        var half = new Half();
        int ticket = half.NextTicket;
        half.TryArm(Something);
        Assert.True(half.TryCancel(ticket));
        Assert.False(half.TryClaimWaiting());
    }

    [Fact]
    public void Who_cancels_too_late_does_not_hit_the_next_one()
    {
        var half = new Half();
        int ticket = half.NextTicket;
        half.TryArm(Something);
        half.TryClaim();
        half.TryArm(Something);
        Assert.False(half.TryCancel(ticket));
        Assert.True(half.IsWaiting);
        Assert.Equal(Rearmed.Waits, Claimed(ref half).Rearm());
    }

    [Fact]
    public void A_ticket_that_was_skipped_hits_nobody()
    {
        var half = new Half();
        int ticket = half.NextTicket;
        half.Skip();
        half.TryArm(Something);
        Assert.False(half.TryCancel(ticket));
        Assert.True(half.IsWaiting);
    }

    [Fact]
    public void A_cancellation_during_a_try_is_found_by_who_would_wait_again()
    {
        var half = new Half();
        int ticket = half.NextTicket;
        half.TryArm(Something);
        half.TryClaim();
        Assert.False(half.TryCancel(ticket));
        Assert.Equal(Rearmed.Cancelled, half.Rearm());
        Assert.True(half.TryArm(Something));
        half.TryClaim();
        Assert.Equal(Rearmed.Waits, half.Rearm());
    }

    [Fact]
    public void An_edge_passed_over_by_one_that_waited_for_the_loop_is_there_for_the_next_when_that_is_cancelled()
    {
        var half = new Half();
        half.TryClaim();
        int ticket = half.NextTicket;
        half.ArmForLoop(Something);
        Assert.True(half.TryCancel(ticket));
        Assert.False(half.TryArm(Something));
    }

    [Fact]
    public void An_edge_and_a_canceller_at_once_have_one_winner()
    {
        for (int round = 0; round < 2000; round++)
        {
            var box = new Box();
            int ticket = box.Half.NextTicket;
            box.Half.TryArm(Something);
            int winners = 0;
            Parallel.Invoke(
                () => Interlocked.Add(ref winners, box.Half.TryClaim() ? 1 : 0),
                () => Interlocked.Add(ref winners, box.Half.TryCancel(ticket) ? 1 : 0));
            Assert.Equal(1, winners);
        }
    }

    private static ref Half Claimed(ref Half half)
    {
        Assert.True(half.TryClaim());
        return ref half;
    }

    private sealed class Box
    {
        internal Half Half;
    }

    private sealed class Nothing : IOperation
    {
        public SysResult Invoke(ref Turn turn) => SysResult.Success(0);

        public void Complete(SysResult outcome)
        {
        }

        public bool KeepsLoan() => false;
    }
}
