using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets;
using Sockeye.Sockets.Tests;

namespace Sockeye.Readiness.Tests;

/// <summary>epoll(7) as an object.</summary>
public sealed class EpollTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void WhatIsRegistered_IsToldWithItsEventsAndData()
    {
        using var scene = new Scene();
        using Epoll epoll = Epoll.Create();
        epoll.Register(scene.Near, data: "mine");
        epoll.Register(scene.Far, EpollEvents.EPOLLIN, this);
        Assert.Equal([new EpollReady(scene.Near, EpollEvents.EPOLLOUT, "mine")], epoll.Wait());
        scene.Near.SendAll([1]);
        Assert.Contains(new EpollReady(scene.Far, EpollEvents.EPOLLIN, this), epoll.Wait());
        Assert.Single(epoll.Wait(maxEvents: 1));
        epoll.Modify(scene.Far, EpollEvents.EPOLLOUT);
        Assert.Contains(new EpollReady(scene.Far, EpollEvents.EPOLLOUT, this), epoll.Wait());
        epoll.Modify(scene.Far, EpollEvents.EPOLLOUT, "other");
        Assert.Contains(new EpollReady(scene.Far, EpollEvents.EPOLLOUT, "other"), epoll.Wait());
        epoll.Unregister(scene.Far);
        epoll.Unregister(scene.Near);
        Assert.Empty(epoll.Wait(Moment));
        Assert.Equal(0, epoll.Count);
    }

    [Fact]
    public void MoreThanFitOnTheStack_AreToldAtOnceWhereItIsAskedFor()
    {
        using var scene = new Scene();
        using Epoll epoll = Epoll.Create();
        Socket[] copies = [.. Enumerable.Range(0, Epoll.MaxEvents + 100).Select(_ => scene.Near.Duplicate())];
        Array.ForEach(copies, copy => epoll.Register(copy, EpollEvents.EPOLLOUT));
        Assert.Equal(Epoll.MaxEvents, epoll.Wait().Count);
        Assert.Equal(copies.Length, epoll.Wait(maxEvents: int.MaxValue).Select(static one => one.Object).Distinct().Count());
        Assert.Equal(copies.Length, epoll.Wait(new EpollReady[copies.Length + 1]));
        Array.ForEach(copies, static copy => copy.Dispose());
    }

    [Fact]
    public void ItIsCloseOnExec_AndCanBeWaitedFor()
    {
        using var scene = new Scene();
        using Epoll inner = Epoll.Create();
        using Epoll outer = Epoll.Create();
        Assert.Equal(0, DescriptorCalls.GetInheritable(inner.Descriptor.Number).Value);
        outer.Register(inner, EpollEvents.EPOLLIN);
        Assert.Empty(outer.Wait(TimeSpan.Zero));
        inner.Register(scene.Near);
        Assert.Same(inner, Assert.Single(outer.Wait()).Object);
    }

    [Fact]
    public void EachMistake_HasItsErrorNumberAndWords()
    {
        using var scene = new Scene();
        using Epoll epoll = Epoll.Create();
        using Epoll other = Epoll.Create();
        using Descriptor nothing = Descriptor.Borrow(900_000);
        using FileStream file = File.OpenRead("/etc/passwd");
        using Descriptor regular = Descriptor.Borrow(file.SafeFileHandle);
        epoll.Register(scene.Near);
        epoll.Register(other);
        Says(Errno.EEXIST, "registered already", () => epoll.Register(scene.Near));
        Says(Errno.ENOENT, "not registered", () => epoll.Modify(scene.Far, EpollEvents.EPOLLIN));
        Says(Errno.ENOENT, "not registered", () => epoll.Unregister(scene.Far));
        Says(Errno.EBADF, "descriptor 900000", () => epoll.Register(nothing));
        Says(Errno.EINVAL, "wait for itself", () => epoll.Register(epoll));
        Says(Errno.ELOOP, "wait for each other", () => other.Register(epoll));
        Assert.IsType<SocketAccessException>(Says(Errno.EPERM, "files and directories", () => epoll.Register(regular)));
        epoll.Register(scene.Far, EpollEvents.EPOLLIN | EpollEvents.EPOLLEXCLUSIVE);
        Says(Errno.EINVAL, "EPOLLEXCLUSIVE", () => epoll.Modify(scene.Far, EpollEvents.EPOLLIN));

        using Epoll wrong = Epoll.Adopt(Descriptor.Borrow(scene.Far.Descriptor.Number));
        Says(Errno.EINVAL, "", () => wrong.Wait(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => epoll.Wait(maxEvents: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => epoll.Wait(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentException>(() => epoll.Wait(Span<EpollReady>.Empty));
        Assert.Throws<ArgumentNullException>(() => epoll.Register(null!));
    }

    [Fact]
    public void ByLevelItIsToldAsLongAsItIsSo_ByEdgeWhenSomethingComes_OnceUntilItIsModified()
    {
        using var scene = new Scene();
        using Epoll level = Epoll.Create();
        using Epoll edge = Epoll.Create();
        using Epoll once = Epoll.Create();
        level.Register(scene.Near, EpollEvents.EPOLLIN);
        edge.Register(scene.Near, EpollEvents.EPOLLIN | EpollEvents.EPOLLET);
        once.Register(scene.Near, EpollEvents.EPOLLIN | EpollEvents.EPOLLONESHOT);
        scene.Far.SendAll([1]);
        Assert.Equal((1, 1, 1), Told());
        Assert.Equal((1, 0, 0), Told());
        scene.Far.SendAll([2]);
        Assert.Equal((1, 1, 0), Told());
        once.Modify(scene.Near, EpollEvents.EPOLLIN | EpollEvents.EPOLLONESHOT);
        Assert.Equal((1, 0, 1), Told());
        scene.Near.ReceiveExactly(new byte[2]);
        Assert.Equal((0, 0, 0), Told());

        (int, int, int) Told() => (level.Wait(TimeSpan.Zero).Count, edge.Wait(TimeSpan.Zero).Count, once.Wait(TimeSpan.Zero).Count);
    }

    [Fact]
    public void OfSeveralExclusiveOnes_NotAllAreWoken()
    {
        const int Waiters = 4;
        using Socket listener = Socket.CreateServer(Connected.Loopback);
        Epoll[] epolls = [.. Enumerable.Range(0, Waiters).Select(_ => Epoll.Create())];
        using var source = new CancellationTokenSource();
        int woken = 0;
        BlockedCall[] calls = [.. epolls.Select(epoll =>
        {
            epoll.Register(listener, EpollEvents.EPOLLIN | EpollEvents.EPOLLEXCLUSIVE);
            return new BlockedCall(() =>
            {
                epoll.Wait();
                Interlocked.Increment(ref woken);
            }).UntilAsleepIn(epoll);
        })];
        using Socket client = Socket.CreateConnection(listener.LocalEndPoint);
        Eventually.True(() => Volatile.Read(ref woken) > 0, Connected.Patience);
        using Socket accepted = listener.Accept();
        foreach (Epoll epoll in epolls)
        {
            epoll.Dispose();
        }

        Assert.Contains(calls.Select(static call => call.End()), static failure => failure is ObjectDisposedException);
        Assert.True(woken < Waiters);
    }

    [Fact]
    public void Dispose_EndsTheWaitsOfOtherThreads()
    {
        using var scene = new Scene();
        Epoll epoll = Epoll.Create();
        epoll.Register(scene.Near, EpollEvents.EPOLLIN);
        BlockedCall[] calls = [.. Enumerable.Range(0, 3).Select(_ => new BlockedCall(() => epoll.Wait()).UntilAsleepIn(epoll))];
        epoll.Dispose();
        Assert.All(calls, static call => Assert.IsType<ObjectDisposedException>(call.End()));
        Assert.Throws<ObjectDisposedException>(() => epoll.Wait());
        Assert.Throws<ObjectDisposedException>(() => epoll.Register(scene.Near));
        Assert.False(scene.Near.IsClosed);
        epoll.Dispose();
        Assert.Equal("<Epoll closed>", epoll.ToString());
    }

    /// <summary>The duplicate keeps the kernel's registration alive after the close: without taking it out first, it would be told for ever.</summary>
    [Fact]
    public void ClosingAnObject_TakesItOut_DuplicatesOrNot()
    {
        using var scene = new Scene();
        using Socket copy = scene.Near.Duplicate();
        using Epoll epoll = Epoll.Create();
        epoll.Register(scene.Near, EpollEvents.EPOLLIN);
        scene.Far.SendAll([1]);
        Assert.Single(epoll.Wait());
        scene.Near.Dispose();
        Assert.Empty(epoll.Wait(TimeSpan.Zero));
        Assert.Equal(0, epoll.Count);
        Assert.Throws<ObjectDisposedException>(() => epoll.Unregister(scene.Near));
    }

    [Fact]
    public void DetachingAnObject_TakesItOut()
    {
        using var scene = new Scene();
        using Epoll epoll = Epoll.Create();
        epoll.Register(scene.Near);
        using Socket again = Socket.Adopt(scene.Near.Detach());
        Assert.Empty(epoll.Wait(TimeSpan.Zero));
        epoll.Register(again);
        Assert.Same(again, Assert.Single(epoll.Wait()).Object);
    }

    [Fact]
    public void AReusedNumber_IsToldForItsNewOwnerAlone()
    {
        using Epoll epoll = Epoll.Create();
        for (int round = 0; round < 200; round++)
        {
            using var scene = new Scene();
            scene.Far.SendAll([1]);
            epoll.Register(scene.Near, EpollEvents.EPOLLIN, round);
            Assert.Equal([new EpollReady(scene.Near, EpollEvents.EPOLLIN, round)], epoll.Wait());
        }
    }

    [Fact]
    public void ANumberThatItsOwnerClosed_CanBeRegisteredAgain()
    {
        using Epoll epoll = Epoll.Create();
        using var scene = new Scene();
        Socket old = TestCalls.DuplicateHigh(scene.Near);
        int number = old.Descriptor.Number;
        epoll.Register(Descriptor.Borrow(number), data: "old");
        scene.Near.Dispose();
        old.Dispose();
        Assert.Equal(Errno.EBADF, Assert.Throws<SocketFaultException>(() => epoll.Unregister(Descriptor.Borrow(number))).Errno);
        Assert.Empty(epoll.Wait(TimeSpan.Zero));
        using Socket next = TestCalls.DuplicateHigh(scene.Far);
        Assert.Equal(number, next.Descriptor.Number);
        using Descriptor again = Descriptor.Borrow(number);
        epoll.Register(again, data: "new");
        Assert.Equal([new EpollReady(again, EpollEvents.EPOLLIN | EpollEvents.EPOLLOUT | EpollEvents.EPOLLHUP, "new")], epoll.Wait());
        epoll.Unregister(Descriptor.Borrow(again.Number));
        Assert.Empty(epoll.Wait(TimeSpan.Zero));
    }

    [Fact]
    public void AnAdoptedEpoll_SeesWhatOthersRegistered_AndStaysOpenWhenBorrowed()
    {
        using var scene = new Scene();
        using Epoll epoll = Epoll.Create();
        using (Epoll second = Epoll.Adopt(Descriptor.Borrow(epoll.Descriptor.Number)))
        {
            second.Register(scene.Near, data: "mine");
            Assert.Equal("mine", Assert.Single(second.Wait()).Data);
            EpollReady seen = Assert.Single(epoll.Wait());
            Assert.Equal(scene.Near.Descriptor.Number, seen.Object.Descriptor.Number);
            epoll.Modify(seen.Object, EpollEvents.EPOLLIN);
            epoll.Unregister(scene.Near);
        }

        epoll.Register(scene.Near);
        Assert.Single(epoll.Wait());
        Assert.Throws<ObjectDisposedException>(static () =>
        {
            Descriptor closed = Descriptor.Borrow(3);
            closed.Dispose();
            Epoll.Adopt(closed);
        });
    }

    [Fact]
    public void AWaitSeesWhatIsRegisteredMeanwhile_AndGoesOnAfterInterruptions()
    {
        using var scene = new Scene();
        using Epoll epoll = Epoll.Create();
        IReadOnlyList<EpollReady> ready = [];
        var call = new BlockedCall(() => ready = epoll.Wait());
        call.UntilAsleepIn(epoll).Interrupt(3);
        epoll.Register(scene.Near);
        Assert.Null(call.End());
        Assert.Same(scene.Near, Assert.Single(ready).Object);
    }

    [Fact]
    public void AToken_EndsTheWait_AndWhatIsReadyWins()
    {
        using var scene = new Scene();
        using Epoll epoll = Epoll.Create();
        using var source = new CancellationTokenSource();
        epoll.Register(scene.Near, EpollEvents.EPOLLIN | EpollEvents.EPOLLET);
        var call = new BlockedCall(() => epoll.Wait(cancellation: source.Token));
        call.UntilAsleepIn(epoll).Interrupt(3);
        source.Cancel();
        Assert.IsType<OperationCanceledException>(call.End());
        using var other = new CancellationTokenSource();
        scene.Far.SendAll([1]);
        Assert.Single(epoll.Wait(cancellation: other.Token));
        Assert.Empty(epoll.Wait(Moment, cancellation: other.Token));
    }

    [Fact]
    public void AWarmWait_AndArmingAgain_AllocateNothing()
    {
        using var scene = new Scene();
        using var source = new CancellationTokenSource();
        using Epoll epoll = Epoll.Create();
        epoll.Register(scene.Near);
        var into = new EpollReady[16];
        Warm.AllocatesNothing(() => epoll.Wait(into));
        Warm.AllocatesNothing(() => epoll.Wait(into, Moment, source.Token));
        Warm.AllocatesNothing(() => epoll.Modify(scene.Near, EpollEvents.EPOLLOUT));
    }

    private static SocketFaultException Says(Errno error, string words, Action call)
    {
        SocketFaultException fault = Assert.ThrowsAny<SocketFaultException>(call);
        Assert.Equal(error, fault.Errno);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        return fault;
    }
}
