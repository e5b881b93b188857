using Sockeye.Native;
using Sockeye.Sockets;
using Sockeye.Sockets.Tests;

namespace Sockeye.Readiness.Tests;

/// <summary>poll(2) as an object.</summary>
public sealed class PollTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void WhatIsRegistered_IsToldWithItsEvents()
    {
        using var scene = new Scene();
        var poll = new Poll();
        poll.Register(scene.Near);
        poll.Register(scene.Far, PollEvents.POLLIN);
        Assert.Equal(2, poll.Count);
        Assert.Equal([new PollReady(scene.Near, PollEvents.POLLOUT)], poll.Wait());
        scene.Near.SendAll([1]);
        Assert.Equal(2, poll.Wait().Count);
        Assert.Contains(new PollReady(scene.Far, PollEvents.POLLIN), poll.Wait());
    }

    [Fact]
    public void RegisteringAgain_AndModifying_Replace()
    {
        using var scene = new Scene();
        var poll = new Poll();
        poll.Register(scene.Near);
        poll.Register(scene.Near, PollEvents.POLLIN);
        Assert.Empty(poll.Wait(TimeSpan.Zero));
        poll.Modify(scene.Near, PollEvents.POLLOUT);
        Assert.Single(poll.Wait());
        using Descriptor sameNumber = Descriptor.Borrow(scene.Near.Descriptor.Number);
        poll.Modify(sameNumber, PollEvents.POLLOUT);
        Assert.Same(sameNumber, Assert.Single(poll.Wait()).Object);
        poll.Unregister(scene.Near);
        Assert.Empty(poll.Wait(Moment));
        Assert.Equal(0, poll.Count);
    }

    [Fact]
    public void WhatIsNotRegistered_CannotBeModifiedOrTakenOut()
    {
        using var scene = new Scene();
        var poll = new Poll();
        Assert.Throws<KeyNotFoundException>(() => poll.Unregister(scene.Near));
        Assert.Equal(Errno.ENOENT, Assert.Throws<SocketFaultException>(() => poll.Modify(scene.Near, PollEvents.POLLIN)).Errno);
        Assert.Throws<ArgumentOutOfRangeException>(() => poll.Register(scene.Near, (PollEvents)0x10000));
        Assert.Throws<ArgumentOutOfRangeException>(() => poll.Register(scene.Near, (PollEvents)(-1)));
        Assert.Throws<ArgumentNullException>(() => poll.Register(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => poll.Wait(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentException>(() => poll.Wait(Span<PollReady>.Empty));
    }

    [Fact]
    public void HangUps_Errors_AndEndsAreTold()
    {
        using var pipe = new Pipe();
        using var scene = new Scene();
        var poll = new Poll();
        poll.Register(pipe.Reader, PollEvents.None);
        pipe.CloseWriter();
        Assert.Equal([new PollReady(pipe.Reader, PollEvents.POLLHUP)], poll.Wait());
        poll.Unregister(pipe.Reader);
        poll.Register(scene.Near, PollEvents.POLLIN | PollEvents.POLLRDHUP);
        scene.Far.Shutdown(ShutdownHow.SHUT_WR);
        Assert.Equal([new PollReady(scene.Near, PollEvents.POLLIN | PollEvents.POLLRDHUP)], poll.Wait());
    }

    [Fact]
    public void AClosedOne_IsInvalid_BeforeAndWithinAWait()
    {
        using var scene = new Scene();
        using var other = new Scene();
        using Descriptor nothing = Descriptor.Borrow(900_000);
        var poll = new Poll();
        poll.Register(scene.Near, PollEvents.POLLIN);
        poll.Register(other.Near, PollEvents.POLLIN);
        IReadOnlyList<PollReady> ready = [];
        var call = new BlockedCall(() => ready = poll.Wait());
        call.UntilAsleepIn(scene.Near);
        scene.Near.Dispose();
        Assert.Null(call.End());
        Assert.Equal([new PollReady(scene.Near, PollEvents.POLLNVAL)], ready);
        Assert.Equal(ready, poll.Wait());

        poll.Unregister(scene.Near);
        Assert.Empty(poll.Wait(TimeSpan.Zero));
        poll.Register(nothing);
        Assert.Equal([new PollReady(nothing, PollEvents.POLLNVAL)], poll.Wait());
        Assert.Throws<ObjectDisposedException>(() => poll.Register(scene.Near));
    }

    [Fact]
    public void ASecondWait_IsRefused_AndChangesAreNotMissed()
    {
        using var scene = new Scene();
        var poll = new Poll();
        poll.Register(scene.Near, PollEvents.POLLIN);
        var call = new BlockedCall(() => poll.Wait());
        call.UntilAsleepIn(scene.Near);
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => poll.Wait());
        Assert.Contains("concurrent poll() invocation", refused.Message, StringComparison.Ordinal);
        poll.Register(scene.Far, PollEvents.POLLOUT);
        scene.Far.SendAll([1]);
        Assert.Null(call.End());
        Assert.Equal(2, poll.Wait().Count);
    }

    [Fact]
    public void AToken_EndsTheWait()
    {
        using var scene = new Scene();
        using var source = new CancellationTokenSource();
        var poll = new Poll();
        poll.Register(scene.Near, PollEvents.POLLIN);
        var call = new BlockedCall(() => poll.Wait(null, source.Token));
        call.UntilAsleepIn(scene.Near).Interrupt(3);
        source.Cancel();
        Assert.IsType<OperationCanceledException>(call.End());
        Assert.Empty(poll.Wait(Moment));
    }

    [Fact]
    public void WithoutRoomForAll_TheyTakeTurns()
    {
        using var scene = new Scene();
        using var second = new Scene();
        var poll = new Poll();
        IPollable[] all = [scene.Near, scene.Far, second.Near, second.Far];
        foreach (IPollable one in all)
        {
            poll.Register(one, PollEvents.POLLOUT);
        }

        var into = new PollReady[3];
        poll.Wait(into);
        Assert.Equal(all[..3], into.Select(static one => one.Object));
        poll.Wait(into);
        Assert.Equal([all[3], all[0], all[1]], into.Select(static one => one.Object));
        Assert.Equal(4, poll.Wait().Count);
        poll.Wait(into);
        Assert.Equal(all[..3], into.Select(static one => one.Object));
    }

    [Fact]
    public void AWarmWait_AllocatesNothing()
    {
        using var scene = new Scene();
        using var source = new CancellationTokenSource();
        var poll = new Poll();
        poll.Register(scene.Near);
        var into = new PollReady[poll.Count];
        Warm.AllocatesNothing(() => poll.Wait(into));
        Warm.AllocatesNothing(() => poll.Wait(into, Moment, source.Token));
    }
}
