using Sockeye.Native.Layout;
using Sockeye.Native.Libc;

namespace Sockeye.Native.Tests;

/// <summary>The small values: answers, errors in words, times.</summary>
public sealed class ValueTests
{
    [Fact]
    public void Success_HasItsValueAndNoError()
    {
        SysResult answer = SysResult.Of(5);
        Assert.False(answer.Failed);
        Assert.Equal(5, answer.Value);
        Assert.Equal(Errno.None, answer.Error);
        Assert.Equal("5", answer.ToString());
        Assert.Equal(nint.MaxValue, SysResult.Success(nint.MaxValue).Value);
        Assert.False(default(SysResult).Failed);
    }

    [Fact]
    public void Failure_HasTheErrorOfTheCall()
    {
        SysResult answer = SocketCalls.Listen(-1, 0);
        Assert.True(answer.Failed);
        Assert.Equal(Errno.EBADF, answer.Error);
        Assert.Equal("EBADF", answer.ToString());
        Assert.Equal(Errno.EAGAIN, SysResult.Failure(Errno.EAGAIN).Error);
    }

    [Fact]
    public void Failure_IsCapturedAtOnce()
    {
        SysResult first = SocketCalls.Listen(-1, 0);
        SysResult second = SocketCalls.Socket(9999, 1, 0);
        Assert.Equal(Errno.EBADF, first.Error);
        Assert.Equal(Errno.EAFNOSUPPORT, second.Error);
    }

    [Theory]
    [InlineData(Errno.ECONNREFUSED, "connection refused")]
    [InlineData(Errno.ETIMEDOUT, "connection timed out")]
    [InlineData(Errno.EDOTDOT, "RFS specific error")]
    [InlineData((Errno)4000, "unknown error 4000")]
    public void Errors_AreWordsInLowerCase(Errno error, string words) => Assert.Equal(words, error.Describe());

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 100)]
    [InlineData(9_999_999, 0, 999_999_900)]
    [InlineData(10_000_000, 1, 0)]
    [InlineData(15_000_001, 1, 500_000_100)]
    [InlineData(-1, 0, 0)]
    [InlineData(long.MinValue, 0, 0)]
    [InlineData(long.MaxValue, 922_337_203_685, 477_580_700)]
    public void TimeSpec_IsExactToTheTick(long ticks, long seconds, long nanoseconds)
    {
        TimeSpec spec = TimeSpec.From(TimeSpan.FromTicks(ticks));
        Assert.Equal((seconds, nanoseconds), (spec.Seconds, spec.Nanoseconds));
    }

    [Fact]
    public void Poll_OfAnImpossiblyLongTime_IsNotRefused()
    {
        using var pair = new Pair();
        pair.SendFromOther();
        PollEntry[] entries = [new PollEntry { Descriptor = pair.Number, Wanted = PollCalls.POLLIN }];
        Assert.Equal(1, PollCalls.Poll(entries, TimeSpan.MaxValue).Value);
        Assert.Equal(PollCalls.POLLIN, entries[0].Got);
    }
}
