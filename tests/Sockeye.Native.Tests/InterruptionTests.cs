using Sockeye.Native.Layout;
using Sockeye.Native.Libc;

namespace Sockeye.Native.Tests;

/// <summary>Waking threads that are blocked in a call, by a signal.</summary>
public sealed class InterruptionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public void Dispose_InterruptsTheThreadThatIsInside()
    {
        using var pair = new Pair();
        SysResult answer = default;
        Thread reader = StartReading(pair.Tested, got => answer = got);
        pair.Tested.Dispose();
        Assert.True(reader.Join(Patience), "the blocked read did not end");
        Assert.Equal(Errno.EINTR, answer.Error);
        Eventually.True(() => pair.OtherSeesTheEnd, Patience);
    }

    [Fact]
    public void Dispose_LeavesThreadsInsideOfOtherDescriptorsAlone()
    {
        using var closed = new Pair();
        using var other = new Pair();
        SysResult answer = default;
        Thread reader = StartReading(other.Tested, got => answer = got);
        for (int round = 0; round < 20; round++)
        {
            using var another = new Pair();
            Thread blocked = StartReading(another.Tested, static _ => { });
            another.Tested.Dispose();
            Assert.True(blocked.Join(Patience));
        }

        Assert.Equal(1, other.Tested.CallsInFlight);
        other.SendFromOther();
        Assert.True(reader.Join(Patience));
        Assert.Equal(1, answer.Value);
    }

    [Fact]
    public void Dispose_InterruptsSeveralThreads()
    {
        using var pair = new Pair();
        Thread[] readers = [.. Enumerable.Range(0, 8).Select(_ => StartReading(pair.Tested, static _ => { }))];
        pair.Tested.Dispose();
        Assert.All(readers, static reader => Assert.True(reader.Join(Patience)));
        Eventually.True(() => pair.OtherSeesTheEnd, Patience);
    }

    /// <summary>The fallback after a second of patience: shutdown(2) ends the read with the end of the stream.</summary>
    [Fact]
    [Trait("Category", "Slow")]
    public void AThreadThatBlocksTheSignal_IsReleasedAllTheSame()
    {
        using var pair = new Pair();
        SysResult answer = SysResult.Failure(Errno.EINVAL);
        Thread reader = StartReading(pair.Tested, got => answer = got, static () => TestCalls.BlockSignal(ThreadCalls.SIGURG));
        pair.Tested.Dispose();
        Assert.True(reader.Join(Patience), "the blocked read did not end");
        Assert.Equal(Errno.None, answer.Error);
        Assert.Equal(0, answer.Value);
        Eventually.True(() => pair.OtherSeesTheEnd, Patience);
    }

    [Fact]
    public void AHandlerOfTheProgram_IsLeftAlone()
    {
        _ = BlockedThread.Current;
        SignalAction before = TestCalls.Current(ThreadCalls.SIGURG);
        Assert.NotEqual(SignalAction.Default, before.Handler);
        try
        {
            // Any function of libc that takes an int and does nothing, other than the one Sockeye installs.
            var own = new SignalAction { Handler = Export("labs"), Flags = before.Flags };
            TestCalls.Exchange(ThreadCalls.SIGURG, own);
            ThreadCalls.InstallInterruption();
            Assert.Equal(own.Handler, TestCalls.Current(ThreadCalls.SIGURG).Handler);
        }
        finally
        {
            TestCalls.Exchange(ThreadCalls.SIGURG, before);
        }
    }

    [Fact]
    public void TheHandler_InterruptsSystemCallsAndRunsOnTheSignalStack()
    {
        _ = BlockedThread.Current;
        const int SA_RESTART = 0x10000000;
        SignalAction installed = TestCalls.Current(ThreadCalls.SIGURG);
        Assert.Equal(Export("abs"), installed.Handler);
        Assert.Equal(SignalAction.SA_ONSTACK, installed.Flags & SignalAction.SA_ONSTACK);
        Assert.Equal(0, installed.Flags & SA_RESTART);
    }

    private static nint Export(string name) => System.Runtime.InteropServices.NativeLibrary.GetExport(
        System.Runtime.InteropServices.NativeLibrary.Load("libc", typeof(ThreadCalls).Assembly, searchPath: null), name);

    private static Thread StartReading(Descriptor tested, Action<SysResult> ended, Action? first = null)
    {
        int before = tested.CallsInFlight;
        var thread = new Thread(() =>
        {
            first?.Invoke();
            Assert.True(tested.TryEnter(BlockedThread.Current, out Descriptor? outer));
            Span<byte> one = stackalloc byte[1];
            ended(TransferCalls.Receive(tested.Raw, one, 0));
            tested.Leave(BlockedThread.Current, outer);
        })
        {
            IsBackground = true,
        };
        thread.Start();
        Eventually.True(() => tested.CallsInFlight > before, Patience);
        return thread;
    }
}
