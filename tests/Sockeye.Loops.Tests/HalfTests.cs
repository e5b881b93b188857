using Sockeye.Native;

namespace Sockeye.Loops.Tests;

/// <summary>The word of one direction: an edge claims or is remembered, whatever comes in between.</summary>
public sealed class HalfTests
{
    private readonly Never _operation = new();

    [Fact]
    public void AnEdgeThatNobodyWaitsFor_IsRemembered_Once()
    {
        var half = default(Half);
        Assert.False(half.TryClaim());
        Assert.False(half.TryArm(_operation));
        Assert.True(half.TryArm(_operation));
        Assert.True(half.TryClaim());
    }

    [Fact]
    public void AnEdgePassedOverByOneThatWaitedForTheLoop_IsThereForTheNext_WhenThatIsCancelled()
    {
        var half = default(Half);
        half.TryClaim();
        int ticket = half.NextTicket;
        half.ArmForLoop(_operation);
        Assert.True(half.TryCancel(ticket));
        Assert.False(half.TryArm(_operation));
    }

    [Fact]
    public void ATicketOfAnEarlierUse_CancelsNothing()
    {
        var half = default(Half);
        int first = half.NextTicket;
        Assert.True(half.TryArm(_operation));
        Assert.True(half.TryClaim());
        int second = half.NextTicket;
        Assert.False(half.TryCancel(first));
        Assert.True(half.TryArm(_operation));
        Assert.False(half.TryCancel(first));
        Assert.True(half.IsWaiting);
        Assert.True(half.TryCancel(second));
    }

    [Fact]
    public void ACancelWhileItIsTried_IsFoundWhenItWouldWaitAgain()
    {
        var half = default(Half);
        int ticket = half.NextTicket;
        Assert.True(half.TryArm(_operation));
        Assert.True(half.TryClaim());
        Assert.False(half.TryCancel(ticket));
        Assert.Equal(Rearmed.Cancelled, half.Rearm());
    }

    private sealed class Never : IOperation
    {
        public SysResult Invoke(ref Turn turn) => SysResult.Failure(Errno.EAGAIN);

        public void Complete(SysResult outcome)
        {
        }

        public bool KeepsLoan() => false;
    }
}
