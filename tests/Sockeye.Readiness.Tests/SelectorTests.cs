using Sockeye.Native;
using Sockeye.Sockets;
using Sockeye.Sockets.Tests;

namespace Sockeye.Readiness.Tests;

/// <summary>The contract of a selector, held by each back end.</summary>
public sealed class SelectorTests
{
    private const SelectorEvents Both = SelectorEvents.Read | SelectorEvents.Write;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    public static TheoryData<SelectorKind> Kinds => [.. Enum.GetValues<SelectorKind>()];

    [Fact]
    public void WithoutAWord_ItIsEpoll_AndThereAreNoOthers()
    {
        using Selector selector = Selector.Create();
        Assert.Equal(SelectorKind.Epoll, selector.Kind);
        Assert.Throws<ArgumentOutOfRangeException>(static () => Selector.Create((SelectorKind)3));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void WithoutRoomForAll_TheyTakeTurns(SelectorKind kind)
    {
        using var scene = new Scene();
        using var second = new Scene();
        using Selector selector = Selector.Create(kind);
        IPollable[] all = [scene.Near, scene.Far, second.Near, second.Far];
        foreach (IPollable one in all)
        {
            selector.Register(one, SelectorEvents.Write);
        }

        var told = new HashSet<IPollable>();
        var into = new SelectorReady[3];
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(3, selector.Select(into));
            told.UnionWith(into.Select(static one => one.Key.Object));
        }

        Assert.Equal(all.ToHashSet(), told);
        Assert.Equal(4, selector.Select().Count);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ClosedDuringAWait_ItSaysThatTheSelectorIs(SelectorKind kind)
    {
        using Selector selector = Selector.Create(kind);
        Task<ObjectDisposedException> wait = Task.Run(() => Assert.Throws<ObjectDisposedException>(() => selector.Select()));
        Eventually.True(() => selector.IsWaiting, TimeSpan.FromSeconds(10));
        selector.Dispose();
        Assert.Contains("the selector is closed", (await wait).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void WhatIsRegistered_IsToldWithItsKey(SelectorKind kind)
    {
        using var scene = new Scene();
        using Selector selector = Selector.Create(kind);
        SelectorKey key = selector.Register(scene.Near, Both, "data");
        Assert.Equal(new SelectorKey(scene.Near, scene.Near.Descriptor.Number, Both, "data"), key);
        Assert.Equal([new SelectorReady(key, SelectorEvents.Write)], selector.Select());
        scene.Far.SendAll([1]);
        Assert.Equal([new SelectorReady(key, Both)], selector.Select());
        Assert.Equal([new SelectorReady(key, Both)], selector.Select());     // by level: it was not received
        Assert.Same(key, selector.GetKey(scene.Near));
        Assert.Equal([key], selector.Keys);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Modifying_ChangesEventsAndData(SelectorKind kind)
    {
        using var scene = new Scene();
        using Selector selector = Selector.Create(kind);
        selector.Register(scene.Near, SelectorEvents.Write, "data");
        SelectorKey key = selector.Modify(scene.Near, SelectorEvents.Read);
        Assert.Equal(new SelectorKey(scene.Near, scene.Near.Descriptor.Number, SelectorEvents.Read, null), key);
        Assert.Empty(selector.Select(Moment));
        key = selector.Modify(scene.Near, SelectorEvents.Write, "other");
        Assert.Equal([new SelectorReady(key, SelectorEvents.Write)], selector.Select());
        Assert.Equal("other", selector.GetKey(scene.Near).Data);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Unregistering_GivesTheKey_AndTheObjectSaysNothingMore(SelectorKind kind)
    {
        using var scene = new Scene();
        using Selector selector = Selector.Create(kind);
        SelectorKey key = selector.Register(scene.Near, Both);
        Assert.Same(key, selector.Unregister(scene.Near));
        Assert.Empty(selector.Select(TimeSpan.Zero));
        Assert.Empty(selector.Keys);
        selector.Register(scene.Near, SelectorEvents.Write);
        Assert.Single(selector.Select());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EachMistake_HasItsException_AndChangesNothing(SelectorKind kind)
    {
        using var scene = new Scene();
        using var closed = new Scene();
        closed.Near.Dispose();
        using Selector selector = Selector.Create(kind);
        selector.Register(scene.Near, SelectorEvents.Write);
        ArgumentException twice = Assert.Throws<ArgumentException>(() => selector.Register(scene.Near, SelectorEvents.Read));
        Assert.Contains("registered already", twice.Message, StringComparison.Ordinal);
        using Descriptor sameNumber = Descriptor.Borrow(scene.Near.Descriptor.Number);
        Assert.Throws<ArgumentException>(() => selector.Register(sameNumber, SelectorEvents.Read));
        foreach (SelectorEvents bad in new[] { SelectorEvents.None, (SelectorEvents)4, (SelectorEvents)(-1) })
        {
            Assert.Throws<ArgumentException>(() => selector.Register(scene.Far, bad));
            Assert.Throws<ArgumentException>(() => selector.Modify(scene.Near, bad));
        }

        Assert.Throws<KeyNotFoundException>(() => selector.Modify(scene.Far, SelectorEvents.Read));
        Assert.Throws<KeyNotFoundException>(() => selector.Unregister(scene.Far));
        Assert.Throws<KeyNotFoundException>(() => selector.GetKey(scene.Far));
        Assert.Throws<ObjectDisposedException>(() => selector.Register(closed.Near, SelectorEvents.Read));
        Assert.Throws<ArgumentNullException>(() => selector.Register(null!, SelectorEvents.Read));
        Assert.Throws<ArgumentOutOfRangeException>(() => selector.Select(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentException>(() => selector.Select(Span<SelectorReady>.Empty));
        Assert.Equal(SelectorEvents.Write, Assert.Single(selector.Keys).Events);
        Assert.Same(scene.Near, Assert.Single(selector.Select()).Key.Object);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AClosedObject_IsSilent_AndItsKeyIsFoundStill(SelectorKind kind)
    {
        using var scene = new Scene();
        using var other = new Scene();
        using Selector selector = Selector.Create(kind);
        SelectorKey key = selector.Register(scene.Near, Both);
        selector.Register(other.Near, SelectorEvents.Read);
        scene.Near.Dispose();
        Assert.Empty(selector.Select(Moment));
        Assert.Throws<ObjectDisposedException>(() => selector.Modify(scene.Near, SelectorEvents.Read));
        Assert.Same(key, selector.GetKey(scene.Near));
        Assert.Same(key, selector.Unregister(scene.Near));
        Assert.Single(selector.Keys);
        other.Far.SendAll([1]);
        Assert.Single(selector.Select());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AnObjectClosedWithinAWait_IsSilent_AndTheWaitGoesOn(SelectorKind kind)
    {
        using var scene = new Scene();
        using var other = new Scene();
        using Selector selector = Selector.Create(kind);
        selector.Register(scene.Near, SelectorEvents.Read);
        selector.Register(other.Near, SelectorEvents.Read);
        IReadOnlyList<SelectorReady> ready = [];
        var call = new BlockedCall(() => ready = selector.Select());
        call.UntilAsleep(() => selector.IsWaiting);
        call.Interrupt(2);
        scene.Near.Dispose();
        Assert.True(scene.Near.Descriptor.IsReleased);
        other.Far.SendAll([1]);
        Assert.Null(call.End());
        Assert.Same(other.Near, Assert.Single(ready).Key.Object);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AReusedNumber_BelongsToItsNewOwner_AndTheOldKeyToTheOldOne(SelectorKind kind)
    {
        using Selector selector = Selector.Create(kind);
        using var scene = new Scene();
        Socket old = TestCalls.DuplicateHigh(scene.Near);
        SelectorKey oldKey = selector.Register(old, SelectorEvents.Write, "old");
        old.Dispose();
        using Socket next = TestCalls.DuplicateHigh(scene.Far);
        SelectorKey key = selector.Register(next, SelectorEvents.Write, "new");
        Assert.Equal(oldKey.Number, key.Number);
        Assert.Equal([new SelectorReady(key, SelectorEvents.Write)], selector.Select());
        Assert.Equal(2, selector.Keys.Count);
        Assert.Same(oldKey, selector.Unregister(old));
        Assert.Equal([new SelectorReady(key, SelectorEvents.Write)], selector.Select());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ABorrowedNumber_ClosedByItsOwner_IsSilent_AndCanBeTakenOut(SelectorKind kind)
    {
        using var scene = new Scene();
        using Selector selector = Selector.Create(kind);
        using Descriptor borrowed = Descriptor.Borrow(scene.Near.Duplicate().Detach());
        selector.Register(borrowed, Both);
        Assert.Single(selector.Select());
        Socket.Adopt(borrowed.Number).Dispose();
        if (kind == SelectorKind.Epoll)
        {
            scene.Near.Dispose();   // a duplicate would keep the kernel's registration: see the remarks of Epoll
        }

        Assert.Empty(selector.Select(Moment));
        Assert.Single(selector.Keys);
        selector.Unregister(borrowed);
        Assert.Empty(selector.Keys);
        Assert.Empty(selector.Select(TimeSpan.Zero));
    }

    /// <summary>Who works with numbers, as a loop of callbacks does, asks for a number again that has been closed and opened meanwhile.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void ABorrowedNumber_OpenedAnewByItsOwner_IsRegisteredAnewByModify(SelectorKind kind)
    {
        using var scene = new Scene();
        using var other = new Scene();
        using Selector selector = Selector.Create(kind);
        using Descriptor borrowed = Descriptor.Borrow(TestCalls.DuplicateHigh(scene.Near).Detach());
        selector.Register(borrowed, SelectorEvents.Read, "before");
        Socket.Adopt(borrowed.Number).Dispose();
        scene.Near.Dispose();       // the last of it: the kernel forgets
        using Socket next = TestCalls.DuplicateHigh(other.Near);
        Assert.Equal(borrowed.Number, next.Descriptor.Number);
        SelectorKey key = selector.Modify(borrowed, SelectorEvents.Write, "after");
        Assert.Equal([new SelectorReady(key, SelectorEvents.Write)], selector.Select());
        Assert.Equal([key], selector.Keys);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ABorrowedNumber_ClosedByItsOwner_StaysRegistered_WhereModifyRefuses(SelectorKind kind)
    {
        using var scene = new Scene();
        using Selector selector = Selector.Create(kind);
        using Descriptor borrowed = Descriptor.Borrow(TestCalls.DuplicateHigh(scene.Near).Detach());
        SelectorKey key = selector.Register(borrowed, SelectorEvents.Write);
        Socket.Adopt(borrowed.Number).Dispose();
        scene.Near.Dispose();
        if (kind == SelectorKind.Epoll)
        {
            Assert.Equal(Errno.EBADF, Assert.Throws<SocketFaultException>(() => selector.Modify(borrowed, SelectorEvents.Read)).Errno);
            Assert.Same(key, selector.GetKey(borrowed));
        }
        else
        {
            selector.Modify(borrowed, SelectorEvents.Read);
        }

        Assert.Empty(selector.Select(Moment));
        Assert.Equal(borrowed.Number, selector.Unregister(borrowed).Number);
        Assert.Empty(selector.Keys);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void OnEpoll_ASelectorCanBeWaitedForByAnother(SelectorKind kind)
    {
        using var scene = new Scene();
        using Selector inner = Selector.Create(kind);
        inner.Register(scene.Near, SelectorEvents.Read);
        if (kind != SelectorKind.Epoll)
        {
            Assert.Null(inner.Descriptor);
            return;
        }

        using Selector outer = Selector.Create(kind);
        outer.Register(inner.Descriptor!, SelectorEvents.Read);
        Assert.Empty(outer.Select(TimeSpan.Zero));
        scene.Far.SendAll([1]);
        Assert.Same(inner.Descriptor, Assert.Single(outer.Select()).Key.Object);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AHangUp_IsWhateverWasAskedFor(SelectorKind kind)
    {
        using var scene = new Scene();
        using Selector selector = Selector.Create(kind);
        SelectorKey key = selector.Register(scene.Near, SelectorEvents.Read);
        scene.Far.Dispose();
        Assert.Equal([new SelectorReady(key, SelectorEvents.Read)], selector.Select());
        key = selector.Modify(scene.Near, SelectorEvents.Write);
        Assert.Equal([new SelectorReady(key, SelectorEvents.Write)], selector.Select());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pipes_Listeners_Events_Timers_AndConnects_CanBeWaitedFor(SelectorKind kind)
    {
        using Selector selector = Selector.Create(kind);
        using var pipe = new Pipe();
        using Socket listener = Socket.CreateServer(Connected.Loopback);
        using Socket unix = Socket.CreateServer(Connected.FreshName);
        using Descriptor counter = Descriptor.Adopt((int)Native.Libc.DescriptorCalls.EventDescriptor().Value);
        using Descriptor timer = TestCalls.Timer(TimeSpan.FromMilliseconds(5));
        IPollable[] items = [pipe.Reader, listener, unix, counter, timer];
        foreach (IPollable item in items)
        {
            selector.Register(item, SelectorEvents.Read, item);
        }

        Assert.Same(timer, Assert.Single(selector.Select()).Key.Object);
        pipe.Write();
        using Socket client = Socket.CreateConnection(listener.LocalEndPoint);
        using Socket unixClient = Socket.CreateConnection(unix.LocalEndPoint);
        Native.Libc.DescriptorCalls.Signal(counter.Number);
        Assert.Equal(items.ToHashSet(), selector.Select().Select(static ready => ready.Key.Object).ToHashSet());

        using var dialing = new Socket();
        dialing.Blocking = false;
        Assert.Equal(Errno.EINPROGRESS, dialing.TryConnect(listener.LocalEndPoint));
        foreach (IPollable item in items)
        {
            selector.Unregister(item);
        }

        selector.Register(dialing, SelectorEvents.Write);
        Assert.Equal(SelectorEvents.Write, Assert.Single(selector.Select()).Events);
        Assert.Equal(listener.LocalEndPoint, dialing.RemoteEndPoint);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Dispose_EndsTheWait_AndLeavesTheObjectsOpen(SelectorKind kind)
    {
        using var scene = new Scene();
        Selector selector = Selector.Create(kind);
        selector.Register(scene.Near, SelectorEvents.Read);
        var call = new BlockedCall(() => selector.Select());
        call.UntilAsleep(() => selector.IsWaiting);
        Assert.Throws<InvalidOperationException>(() => selector.Select(TimeSpan.Zero));
        selector.Dispose();
        Assert.IsType<ObjectDisposedException>(call.End());
        Assert.False(scene.Near.IsClosed);
        Assert.Equal(0, scene.Near.Descriptor.CallsInFlight);
        Assert.Throws<ObjectDisposedException>(() => selector.Select());
        Assert.Throws<ObjectDisposedException>(() => selector.Keys);
        Assert.Throws<ObjectDisposedException>(() => selector.Register(scene.Near, SelectorEvents.Read));
        Assert.Throws<ObjectDisposedException>(() => selector.GetKey(scene.Near));
        selector.Dispose();
        Assert.Equal($"<Selector {kind} closed>", selector.ToString());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ATokenAndTheInterruptHook_EndTheWait(SelectorKind kind)
    {
        using var scene = new Scene();
        using Selector selector = Selector.Create(kind);
        using var source = new CancellationTokenSource();
        selector.Register(scene.Near, SelectorEvents.Read);
        var call = new BlockedCall(() => selector.Select(cancellation: source.Token));
        call.UntilAsleep(() => selector.IsWaiting);
        source.Cancel();
        Assert.IsType<OperationCanceledException>(call.End());

        var hook = new InterruptHook(static () => throw new InvalidTimeZoneException());
        call = new BlockedCall(() => hook.Run(() => selector.Select()));
        Eventually.True(
            () =>
            {
                hook.Interrupt();
                return call.Ended;
            },
            Connected.Patience);
        Assert.IsType<InvalidTimeZoneException>(call.End());
        Assert.Empty(selector.Select(Moment));
    }

    [Theory]
    [InlineData(SelectorKind.Epoll)]
    [InlineData(SelectorKind.Poll)]
    public void AWarmWait_AllocatesNothing(SelectorKind kind)
    {
        using var scene = new Scene();
        using Selector selector = Selector.Create(kind);
        selector.Register(scene.Near, Both);
        var into = new SelectorReady[4];
        Warm.AllocatesNothing(() => selector.Select(into));
    }

    [Fact]
    public void ARegularFile_IsNothingForEpoll_AndAlwaysReadyElsewhere()
    {
        using FileStream file = File.OpenRead("/etc/passwd");
        using Descriptor regular = Descriptor.Borrow(file.SafeFileHandle);
        foreach (SelectorKind kind in Enum.GetValues<SelectorKind>())
        {
            using Selector selector = Selector.Create(kind);
            if (kind == SelectorKind.Epoll)
            {
                Assert.Equal(Errno.EPERM, Assert.Throws<SocketAccessException>(() => selector.Register(regular, SelectorEvents.Read)).Errno);
                Assert.Empty(selector.Keys);
            }
            else
            {
                selector.Register(regular, SelectorEvents.Read);
                Assert.Single(selector.Select());
            }
        }
    }
}
