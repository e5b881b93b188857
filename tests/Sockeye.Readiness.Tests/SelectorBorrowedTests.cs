using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Readiness.Tests;

/// <summary>Numbers that a selector only borrows: their owner closes them, and opens others under them, without a word.</summary>
public sealed class SelectorBorrowedTests
{
    private const SelectorEvents Both = SelectorEvents.Read | SelectorEvents.Write;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    public static TheoryData<SelectorKind> Kinds => SelectorTests.Kinds;

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
}
