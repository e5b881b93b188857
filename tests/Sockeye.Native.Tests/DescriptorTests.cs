using System.Runtime.CompilerServices;

namespace Sockeye.Native.Tests;

/// <summary>Counting calls, closing once, giving away.</summary>
public sealed class DescriptorTests
{
    // Three threads that spin take about ten milliseconds a race on two processors.
    private const int Races = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Out of reach of everything else in this process, which is given the lowest free number.
    private const int HighNumber = 700;

    [Fact]
    public void Adopt_OfANegativeNumber_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(static () => Descriptor.Adopt(-1));

    [Fact]
    public void Calls_AreCounted()
    {
        using var pair = new Pair();
        Assert.Equal(0, pair.Tested.CallsInFlight);
        Assert.True(pair.Tested.TryEnter(BlockedThread.Current, out Descriptor? outer));
        Assert.Null(outer);
        Assert.True(pair.Tested.TryEnter(BlockedThread.Current, out Descriptor? inner));
        Assert.Same(pair.Tested, inner);
        Assert.Equal(2, pair.Tested.CallsInFlight);
        pair.Tested.Leave(BlockedThread.Current, inner);
        Assert.Equal(1, pair.Tested.CallsInFlight);
        pair.Tested.Leave(BlockedThread.Current, outer);
        Assert.Equal(0, pair.Tested.CallsInFlight);
        Assert.Equal(pair.Number, pair.Tested.Number);
    }

    [Fact]
    public void ABorrowedOne_ClosesNothing_AndItsHandleStaysOpenAsLongAsItIs()
    {
        using var pair = new Pair();
        var borrowed = Descriptor.Borrow(pair.Number);
        Assert.Equal(pair.Number, borrowed.Number);
        borrowed.Dispose();
        Assert.True(borrowed.IsReleased);
        Assert.False(pair.OtherSeesTheEnd);

        var handle = new Microsoft.Win32.SafeHandles.SafeFileHandle(pair.Tested.Detach(), ownsHandle: true);
        borrowed = Descriptor.Borrow(handle);
        handle.Dispose();
        Assert.False(pair.OtherSeesTheEnd);
        borrowed.Dispose();
        Eventually.True(() => pair.OtherSeesTheEnd, Patience);
        Assert.Throws<ObjectDisposedException>(() => Descriptor.Borrow(handle));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Descriptor.Borrow(-1));
        using var invalid = new Microsoft.Win32.SafeHandles.SafeFileHandle(-1, ownsHandle: false);
        Assert.Throws<ArgumentException>(() => Descriptor.Borrow(invalid));
    }

    [Fact]
    public void AHandleIsGivenBack_WhenAllWatchersWereTold()
    {
        using var pair = new Pair();
        var handle = new Microsoft.Win32.SafeHandles.SafeFileHandle(pair.Tested.Detach(), ownsHandle: true);
        var borrowed = Descriptor.Borrow(handle);
        bool closedBefore = true;
        borrowed.Watch(new Told(() => closedBefore = pair.OtherSeesTheEnd));
        handle.Dispose();
        borrowed.Dispose();
        Assert.False(closedBefore);
        Assert.True(pair.OtherSeesTheEnd);
    }

    [Fact]
    public void Detach_OfABorrowedOne_LetsGoOfItsHandle()
    {
        using var pair = new Pair();
        using var handle = new Microsoft.Win32.SafeHandles.SafeFileHandle(pair.Tested.Detach(), ownsHandle: true);
        Assert.Equal(pair.Number, Descriptor.Borrow(handle).Detach());
        Assert.False(pair.OtherSeesTheEnd);
        handle.Dispose();
        Eventually.True(() => pair.OtherSeesTheEnd, Patience);
    }

    [Fact]
    public void Watchers_AreToldOnce_WhileTheNumberIsStillOpen()
    {
        using var pair = new Pair();
        var told = new Watcher(pair);
        var gone = new Watcher(pair);
        pair.Tested.Watch(told);
        pair.Tested.Watch(gone);
        pair.Tested.Unwatch(gone);
        pair.Tested.Dispose();
        pair.Tested.Dispose();
        Assert.Equal((1, 0), (told.Count, gone.Count));
        Eventually.True(() => pair.OtherSeesTheEnd, Patience);

        using var detached = new Pair();
        told = new Watcher(detached);
        detached.Tested.Watch(told);
        using var owner = Descriptor.Adopt(detached.Tested.Detach());
        Assert.Equal(1, told.Count);
    }

    [Fact]
    public void Dispose_WithNoCallInFlight_Closes()
    {
        using var pair = new Pair();
        Assert.False(pair.OtherSeesTheEnd);
        pair.Tested.Dispose();
        Eventually.True(() => pair.OtherSeesTheEnd, Patience);
        Assert.True(pair.Tested.IsClosed);
        Assert.Equal(-1, pair.Tested.Number);
        Assert.Equal("descriptor (closed)", pair.Tested.ToString());
    }

    [Fact]
    public void Dispose_InsideOfACall_LeavesTheClosingToTheLastOneOut()
    {
        using var pair = new Pair();
        Assert.True(pair.Tested.TryEnter(BlockedThread.Current, out Descriptor? outer));
        Assert.True(pair.Tested.TryEnter(BlockedThread.Current, out Descriptor? inner));
        pair.Tested.Dispose();
        Assert.True(pair.Tested.IsClosed);
        pair.Tested.Leave(BlockedThread.Current, inner);
        Assert.False(pair.OtherSeesTheEnd);
        pair.Tested.Leave(BlockedThread.Current, outer);
        Eventually.True(() => pair.OtherSeesTheEnd, Patience);
    }

    [Fact]
    public void LateCallsAndDisposes_DoNotCloseTheNumbersNextOwner()
    {
        using var pair = new Pair(HighNumber);
        using var next = new Pair();
        pair.Tested.Dispose();
        TestCalls.DuplicateTo(next.Number, pair.Number);    // somebody is given the number
        next.Tested.Dispose();                              // and holds the only copy
        Assert.False(next.OtherSeesTheEnd);
        for (int late = 0; late < 3; late++)
        {
            Assert.False(pair.Tested.TryEnter(BlockedThread.Current, out _));
            pair.Tested.Dispose();
        }

        Assert.Equal(0, pair.Tested.CallsInFlight);
        Assert.False(next.OtherSeesTheEnd);
        using Descriptor owner = Descriptor.Adopt(pair.Number);
    }

    [Fact]
    public void Detach_GivesTheNumberAwayOpen()
    {
        using var pair = new Pair();
        int number = pair.Tested.Detach();
        Assert.Equal(pair.Number, number);
        Assert.True(pair.Tested.IsClosed);
        Assert.False(pair.Tested.TryEnter(BlockedThread.Current, out _));
        pair.Tested.Dispose();
        Assert.False(pair.OtherSeesTheEnd);
        Assert.Throws<ObjectDisposedException>(() => pair.Tested.Detach());
        pair.Tested = Descriptor.Adopt(number);
    }

    [Fact]
    public void Detach_InsideOfACall_IsRefusedAndChangesNothing()
    {
        using var pair = new Pair();
        Assert.True(pair.Tested.TryEnter(BlockedThread.Current, out Descriptor? outer));
        Assert.Contains("1 call(s)", Assert.Throws<InvalidOperationException>(() => pair.Tested.Detach()).Message, StringComparison.Ordinal);
        pair.Tested.Leave(BlockedThread.Current, outer);
        Assert.False(pair.Tested.IsClosed);
        Assert.False(pair.OtherSeesTheEnd);
    }

    [Fact]
    public void Detach_AgainstCallsInOtherThreads_NeverCloses()
    {
        for (int round = 0; round < Races; round++)
        {
            using var pair = new Pair();
            Thread[] callers = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() => EnterUntilClosed(pair.Tested)) { IsBackground = true })];
            Array.ForEach(callers, static caller => caller.Start());
            Eventually.True(() => TryDetach(pair.Tested), Patience);
            Assert.All(callers, static caller => Assert.True(caller.Join(Patience)));
            Assert.False(pair.OtherSeesTheEnd);
            pair.Tested = Descriptor.Adopt(pair.Number);
        }
    }

    [Fact]
    public void Dispose_AgainstCallsInOtherThreads_ClosesOnce()
    {
        for (int round = 0; round < Races; round++)
        {
            using var pair = new Pair();
            Thread[] callers = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() => EnterUntilClosed(pair.Tested)) { IsBackground = true })];
            Array.ForEach(callers, static caller => caller.Start());
            pair.Tested.Dispose();
            Assert.All(callers, static caller => Assert.True(caller.Join(Patience)));
            Assert.Equal(0, pair.Tested.CallsInFlight);
            Eventually.True(() => pair.OtherSeesTheEnd, Patience);
        }
    }

    [Fact]
    public void AForgottenDescriptor_IsClosedByItsFinalizer()
    {
        using var pair = new Pair();
        Forget(pair);
        Eventually.True(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return pair.OtherSeesTheEnd;
            },
            Patience);
        pair.Tested = Descriptor.Adopt(TestCalls.DuplicateAtLeast(0, HighNumber));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(Pair pair) => pair.Tested = null!;

    private static void EnterUntilClosed(Descriptor tested)
    {
        while (tested.TryEnter(BlockedThread.Current, out Descriptor? outer))
        {
            tested.Leave(BlockedThread.Current, outer);
        }
    }

    private static bool TryDetach(Descriptor tested)
    {
        try
        {
            tested.Detach();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private sealed class Told(Action tell) : IDescriptorWatcher
    {
        public void OnClosing(Descriptor descriptor) => tell();
    }

    private sealed class Watcher(Pair pair) : IDescriptorWatcher
    {
        internal int Count { get; private set; }

        public void OnClosing(Descriptor descriptor)
        {
            Assert.Same(pair.Tested, descriptor);
            Assert.False(pair.OtherSeesTheEnd);
            Count++;
        }
    }
}
