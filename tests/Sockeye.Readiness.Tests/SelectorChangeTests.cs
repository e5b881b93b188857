using System.Runtime.CompilerServices;
using Sockeye.Sockets;
using Sockeye.Sockets.Tests;

namespace Sockeye.Readiness.Tests;

/// <summary>What is registered changes while a thread waits, or objects leave without a word: the same on each back end.</summary>
public sealed class SelectorChangeTests
{
    public static TheoryData<SelectorKind> Kinds => SelectorTests.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void WhatIsTakenOutWithinAWait_IsNotToldByIt(SelectorKind kind)
    {
        using var scene = new Scene();
        using var other = new Scene();
        using Selector selector = Selector.Create(kind);
        selector.Register(scene.Near, SelectorEvents.Read);
        SelectorKey key = selector.Register(other.Near, SelectorEvents.Read);
        Assert.Equal([new SelectorReady(key, SelectorEvents.Read)], Told(selector, () =>
        {
            selector.Unregister(scene.Near);
            scene.Far.SendAll([1]);
            other.Far.SendAll([1]);
        }));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void WhatIsModifiedWithinAWait_IsToldAsItIsAskedNow(SelectorKind kind)
    {
        using var scene = new Scene();
        using Selector selector = Selector.Create(kind);
        selector.Register(scene.Near, SelectorEvents.Read, "before");
        SelectorKey? key = null;
        IReadOnlyList<SelectorReady> told = Told(selector, () =>
        {
            key = selector.Modify(scene.Near, SelectorEvents.Write, "after");
            scene.Far.SendAll([1]);
        });
        Assert.Equal([new SelectorReady(key!, SelectorEvents.Write)], told);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AnObjectThatWasTakenOut_IsKeptByNobody(SelectorKind kind)
    {
        using Selector selector = Selector.Create(kind);
        using var scene = new Scene();
        WeakReference<Socket> old = Replaced(selector, scene, out Socket next);
        using (next)
        {
            selector.Unregister(next);
            selector.Register(scene.Far, SelectorEvents.Write);
            Assert.Single(selector.Select());
            Eventually.True(
                () =>
                {
                    GC.Collect();
                    return !old.TryGetTarget(out _);
                },
                Connected.Patience);
        }
    }

    // Closed, its number registered anew, and only then taken out. In a frame of its own: a local of the caller's may live on.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<Socket> Replaced(Selector selector, Scene scene, out Socket next)
    {
        Socket old = TestCalls.DuplicateHigh(scene.Near);
        SelectorKey key = selector.Register(old, SelectorEvents.Write);
        Assert.Single(selector.Select());
        old.Dispose();
        next = TestCalls.DuplicateHigh(scene.Far);
        Assert.Equal(key.Number, selector.Register(next, SelectorEvents.Write).Number);
        selector.Unregister(old);
        Assert.Single(selector.Select());
        return new WeakReference<Socket>(old);
    }

    private static IReadOnlyList<SelectorReady> Told(Selector selector, Action meanwhile)
    {
        IReadOnlyList<SelectorReady> ready = [];
        var call = new BlockedCall(() => ready = selector.Select());
        call.UntilAsleep(() => selector.IsWaiting);
        meanwhile();
        Assert.Null(call.End());
        return ready;
    }
}
