using Sockeye.Native;
using Sockeye.Sockets;
using Sockeye.Sockets.Tests;

namespace Sockeye.Readiness.Tests;

/// <summary>Each case that select(2) and Python's <c>select.select</c> document.</summary>
public sealed class SelectTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void EachList_HasItsOwnReadyOnes()
    {
        using var scene = new Scene();
        scene.Far.SendAll([1]);
        (IReadOnlyList<Socket> read, IReadOnlyList<Socket> write, IReadOnlyList<Socket> except) =
            Select.Wait([scene.Near, scene.Far], [scene.Near], [scene.Near, scene.Far]);
        Assert.Same(scene.Near, Assert.Single(read));
        Assert.Same(scene.Near, Assert.Single(write));
        Assert.Empty(except);
    }

    [Fact]
    public void TheOrderGiven_IsTheOrderOfTheAnswer_AndWhoIsGivenTwiceComesTwice()
    {
        using var scene = new Scene();
        scene.Far.SendAll([1]);
        scene.Near.SendAll([1]);
        Assert.Equal([scene.Far, scene.Near, scene.Far], Select.Wait([scene.Far, scene.Near, scene.Far], [], []).Read);
        Assert.Equal([scene.Near, scene.Far], Select.Wait([scene.Near, scene.Far], [], []).Read);
    }

    [Fact]
    public void NothingReady_IsThreeEmptyLists()
    {
        using var scene = new Scene();
        SelectLists<Socket> ready = Select.Wait([scene.Near], [], [scene.Near], Moment);
        Assert.Empty(ready.Read);
        Assert.Empty(ready.Write);
        Assert.Empty(ready.Except);
    }

    [Fact]
    public void AllListsEmpty_IsAPause()
    {
        long start = TimeProvider.System.GetTimestamp();
        Assert.Empty(Select.Wait<Socket>([], [], [], Moment).Read);
        Assert.True(TimeProvider.System.GetElapsedTime(start) >= Moment);
        Assert.Empty(Select.Wait(default(SelectLists<Socket>), TimeSpan.Zero).Read);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9999)]
    [InlineData(123456)]
    public void ATimeout_IsNeverCutShort(int ticks)
    {
        TimeSpan timeout = TimeSpan.FromTicks(ticks);
        long start = TimeProvider.System.GetTimestamp();
        Select.Wait<Socket>([], [], [], timeout);
        Assert.True(TimeProvider.System.GetElapsedTime(start) >= timeout);
    }

    [Fact]
    public void WithoutATimeout_ItWaitsUntilSomethingIsReady()
    {
        using var scene = new Scene();
        IReadOnlyList<Socket> read = [];
        var call = new BlockedCall(() => read = Select.Wait([scene.Near], [], []).Read);
        call.UntilAsleepIn(scene.Near);
        call.Interrupt(3);
        scene.Far.SendAll([1]);
        Assert.Null(call.End());
        Assert.Same(scene.Near, Assert.Single(read));
    }

    [Fact]
    public void ANegativeTimeout_IsRefused_AndTheInfiniteOneIsNone()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => Select.Wait<Socket>([], [], [], TimeSpan.FromTicks(-1)));
        using var scene = new Scene();
        Assert.Single(Select.Wait([], [scene.Near], [], Timeout.InfiniteTimeSpan).Write);
    }

    [Fact]
    public void UrgentData_AreExceptional()
    {
        (Socket client, Socket server) = Connected.Tcp();
        using (client)
        using (server)
        {
            client.Send("!"u8, MessageFlags.MSG_OOB);
            Assert.Same(server, Assert.Single(Select.Wait([], [], [server]).Except));
        }
    }

    [Fact]
    public void TheEndOfTheStream_IsReadable_AndAResetIsReadableAndWritable()
    {
        (Socket client, Socket server) = Connected.Tcp();
        using (client)
        using (server)
        {
            client.Shutdown(ShutdownHow.SHUT_WR);
            Assert.Single(Select.Wait([server], [], []).Read);
            server.Options.Linger = TimeSpan.Zero;
            server.Dispose();
            Eventually.True(() => Select.Wait([client], [], [], TimeSpan.Zero).Read.Count == 1, Connected.Patience);
            SelectLists<Socket> ready = Select.Wait([client], [client], [client]);
            Assert.Equal((1, 1, 0), (ready.Read.Count, ready.Write.Count, ready.Except.Count));
        }
    }

    /// <summary>The reading end of a pipe whose writer is gone: poll(2) would tell POLLHUP at once and for ever.</summary>
    [Fact]
    public void AHangUp_IsForTheReadersAlone()
    {
        using var pipe = new Pipe();
        pipe.CloseWriter();
        Assert.Empty(Select.Wait([], [pipe.Reader], [pipe.Reader], Moment).Write);
        Assert.Single(Select.Wait([pipe.Reader], [], []).Read);
    }

    [Fact]
    public void AListener_ADescriptor_AnEpoll_AndAnObjectOfOnesOwn_CanBeWaitedFor()
    {
        using Socket listener = Socket.CreateServer(Connected.Loopback);
        using Socket client = Socket.CreateConnection(listener.LocalEndPoint);
        using Epoll epoll = Epoll.Create();
        epoll.Register(listener);
        using Descriptor borrowed = Descriptor.Borrow(listener.Descriptor.Number);
        var own = new OfOnesOwn(listener);
        Assert.Equal<IPollable>([listener, borrowed, listener.Descriptor, epoll, own], Select.Wait<IPollable>([listener, borrowed, listener.Descriptor, epoll, own], [], []).Read);
    }

    [Fact]
    public void AClosedOne_IsNamed()
    {
        using var scene = new Scene();
        scene.Near.Dispose();
        ObjectDisposedException closed = Assert.Throws<ObjectDisposedException>(() => Select.Wait([scene.Far, scene.Near], [], []));
        Assert.Contains("select: <Socket closed AF_UNIX SOCK_STREAM> is closed", closed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ClosingOneOfMany_EndsTheWaitAndIsNotHeldUp()
    {
        using var first = new Scene();
        using var second = new Scene();
        using var third = new Scene();
        var call = new BlockedCall(() => Select.Wait([first.Near, second.Near, third.Near], [], [], Connected.Patience * 2));
        call.UntilAsleepIn(third.Near);
        second.Near.Dispose();
        Assert.True(second.Near.Descriptor.IsReleased);
        Assert.IsType<ObjectDisposedException>(call.End());
        Assert.Equal((0, 0), (first.Near.Descriptor.CallsInFlight, third.Near.Descriptor.CallsInFlight));
    }

    [Fact]
    public void ANumberThatIsNotOpen_IsAFaultThatNamesIt()
    {
        using var scene = new Scene();
        using Descriptor nothing = Descriptor.Borrow(1023);
        SocketFaultException fault = Assert.Throws<SocketFaultException>(() => Select.Wait<IPollable>([scene.Near], [nothing], []));
        Assert.Equal(Errno.EBADF, fault.Errno);
        Assert.Equal("select of descriptor 1023: bad file descriptor (EBADF); nothing is open under that number", fault.Message, ignoreCase: true);
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(int.MaxValue)]
    public void ADescriptorBeyondTheSet_IsRefused_WithWordsThatHelp(int number)
    {
        using Descriptor high = Descriptor.Borrow(number);
        ArgumentOutOfRangeException refused = Assert.Throws<ArgumentOutOfRangeException>(() => Select.Wait([high], [], [], TimeSpan.Zero));
        Assert.Contains($"descriptor {number}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Poll", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, high.CallsInFlight);
    }

    [Fact]
    public void NullsAreRefused()
    {
        Assert.Throws<ArgumentNullException>(static () => Select.Wait<Socket>(null!, [], []));
        Assert.Throws<ArgumentNullException>(static () => Select.Wait<Socket>([null!], [], []));
        Assert.Throws<ArgumentException>(static () => Select.Wait([new OfOnesOwn(null)], [], []));
    }

    [Fact]
    public void AToken_EndsTheWait_AndNotWhatIsReady()
    {
        using var scene = new Scene();
        using var source = new CancellationTokenSource();
        var call = new BlockedCall(() => Select.Wait(new SelectLists<Socket>([scene.Near], [], []), null, source.Token));
        call.UntilAsleepIn(scene.Near);
        source.Cancel();
        Assert.IsType<OperationCanceledException>(call.End());

        using var other = new CancellationTokenSource();
        Assert.Single(Select.Wait(new SelectLists<Socket>([], [scene.Near], []), null, other.Token).Write);
    }

    [Fact]
    public void TheInterruptHook_RunsWithinTheWait_EvenWithNothingToWaitFor()
    {
        foreach (bool empty in new[] { false, true })
        {
            using var scene = new Scene();
            int ran = 0;
            var hook = new InterruptHook(() =>
            {
                if (++ran == 2)
                {
                    throw new InvalidOperationException("enough");
                }
            });
            var call = new BlockedCall(() => hook.Run(() => Select.Wait<Socket>(empty ? [] : [scene.Near], [], [])));
            if (!empty)
            {
                call.UntilAsleepIn(scene.Near);
            }

            Eventually.True(() => Interrupted(hook, () => ran >= 1), Connected.Patience);
            Assert.False(call.Ended);
            Eventually.True(() => Interrupted(hook, () => ran >= 2), Connected.Patience);
            Assert.IsType<InvalidOperationException>(call.End());
            Assert.Equal(0, scene.Near.Descriptor.CallsInFlight);
        }

        static bool Interrupted(InterruptHook hook, Func<bool> enough)
        {
            hook.Interrupt();
            return enough();
        }
    }

    [Fact]
    public void WhatTheHookCloses_EndsTheWaitItRunsIn()
    {
        using var scene = new Scene();
        var closing = new InterruptHook(scene.Near.Dispose);
        var call = new BlockedCall(() => closing.Run(() => Select.Wait([scene.Far, scene.Near], [], [])));
        call.UntilAsleepIn(scene.Near);
        closing.Interrupt();
        Assert.IsType<ObjectDisposedException>(call.End());
        Assert.True(scene.Near.Descriptor.IsReleased);
    }

    private sealed class OfOnesOwn(Socket? socket) : IPollable
    {
        public Descriptor Descriptor => socket?.Descriptor!;
    }
}
