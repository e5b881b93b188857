using Sockeye.Sockets;
using Sockeye.Sockets.Tests;

namespace Sockeye.Readiness.Tests;

/// <summary>One thread waits while another closes what is waited for and opens others, which are given the same numbers and are readable.</summary>
public sealed class ReuseTests
{
    private const int Rounds = 200;

    [Fact]
    public void Poll_NeverTellsOfAStranger()
    {
        using var keeping = new Scene();
        for (int round = 0; round < Rounds; round++)
        {
            using var scene = new Scene();
            var poll = new Poll();
            poll.Register(keeping.Near, PollEvents.POLLIN);
            poll.Register(scene.Near, PollEvents.POLLIN);
            IReadOnlyList<PollReady> ready = [];
            var call = new BlockedCall(() => ready = poll.Wait(Connected.Patience));
            Eventually.True(() => scene.Near.Descriptor.CallsInFlight > 0 || call.Ended, Connected.Patience);
            scene.Near.Dispose();
            using var stranger = new Scene();       // often at the number that has just become free
            stranger.Near.SendAll([1]);
            stranger.Far.SendAll([1]);
            Assert.Null(call.End());
            Assert.Equal([new PollReady(scene.Near, PollEvents.POLLNVAL)], ready);
        }
    }

    [Fact]
    public void Epoll_NeverTellsOfAStranger()
    {
        using Epoll epoll = Epoll.Create();
        bool done = false;
        var strangers = new List<EpollReady>();
        var waiter = new BlockedCall(() =>
        {
            while (!Volatile.Read(ref done))
            {
                // Those that are registered never become readable; those that are readable are never registered.
                strangers.AddRange(epoll.Wait(TimeSpan.FromMilliseconds(1)).Where(static one => (one.Events & EpollEvents.EPOLLIN) != 0 && !one.Object.Descriptor.IsClosed));
            }
        });
        for (int round = 0; round < Rounds; round++)
        {
            using var scene = new Scene();
            epoll.Register(scene.Near, EpollEvents.EPOLLIN);
            using Socket copy = scene.Near.Duplicate();      // keeps what the kernel knew alive beyond the close
            scene.Near.Dispose();
            scene.Far.SendAll([1]);
            using var stranger = new Scene();
            stranger.Near.SendAll([1]);
            stranger.Far.SendAll([1]);
        }

        Volatile.Write(ref done, true);
        Assert.Null(waiter.End());
        Assert.Empty(strangers);
        Assert.Equal(0, epoll.Count);
    }
}
