using Sockeye.Loops;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests.Faults;

/// <summary>Events that say too much, come too late, or are for somebody who has gone; and garbage collections, which are nobody's fault.</summary>
public sealed class EventFaultTests
{
    [Theory]
    [InlineData(Lane.Guarded)]
    [InlineData(Lane.Inline)]
    [InlineData(Lane.Pool)]
    public async Task EventsOutOfNowhere_ChangeNothing(Lane lane)
    {
        using LoopGroup loops = Scene.Loops();
        (Connection one, Socket peer) = Scene.Pair(options: new ConnectionOptions { Loops = loops, Lane = lane });
        using (peer)
        {
            Task echo = Scene.EchoPipe(one);
            using var done = new CancellationTokenSource();
            Task events = Scene.OnThread(() =>
            {
                var random = new Random(4);
                while (!done.IsCancellationRequested)
                {
                    Spurious(one.Channel, Direction.Read, Channel.TryRead);
                    Spurious(one.Channel, Direction.Write, Channel.TryWrite);
                    Thread.SpinWait(random.Next(200));
                }
            });
            Scene.Converse(peer, new Random(5), messages: 200, largest: 3000);
            Scene.Converse(peer, new Random(6), messages: 4, largest: 1_000_000);
            await done.CancelAsync();
            await events.InTime();
            Assert.False(echo.IsCompleted);
            peer.Shutdown(ShutdownHow.SHUT_WR);
            await echo.InTime();
            one.Dispose();
        }
    }

    // The kernel may report, in a batch that was fetched before, a descriptor that was closed since, and its place may be somebody else's by then.
    [Fact]
    public void AnEventForOneWhoHasGone_FindsNobody()
    {
        using LoopGroup loops = Scene.Loops();
        var options = new ConnectionOptions { Loops = loops };
        (Connection one, Socket peer) = Scene.Pair(options: options);
        Loop loop = one.Channel.Loop;
        (int slot, uint generation) = (one.Channel.Slot, one.Channel.Generation);
        Assert.Same(one.Channel, loop.Find(Name(slot, generation)));
        one.Dispose();
        peer.Dispose();
        (Connection next, Socket nextPeer) = Scene.Pair(options: options);
        using (next)
        using (nextPeer)
        {
            Assert.Equal(slot, next.Channel.Slot);
            Assert.Null(loop.Find(Name(slot, generation)));
            Assert.Same(next.Channel, loop.Find(Name(slot, next.Channel.Generation)));
            Assert.Null(loop.Find(Name(100_000, generation)));
        }
    }

    [Fact]
    public async Task ForcedCollections_AreNotTakenForStalls()
    {
        object[] heap = [.. Enumerable.Range(0, 300_000).Select(static i => new object[] { i })];
        await using var served = new Served(Scene.EchoPipe);
        using Socket peer = served.Connect();
        Served.Ping(peer);
        using var done = new CancellationTokenSource();
        Task collecting = Scene.OnThread(() =>
        {
            while (!done.IsCancellationRequested)
            {
                GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            }
        });
        TimeSpan before = GC.GetTotalPauseDuration();
        Eventually.True(
            () =>
            {
                Served.Ping(peer);
                return GC.GetTotalPauseDuration() - before > TimeSpan.FromMilliseconds(500);
            },
            Scene.Patience);
        await done.CancelAsync();
        await collecting.InTime();
        Assert.Equal(0, served.Group.Stalls);
        GC.KeepAlive(heap);
    }

    private static ulong Name(int slot, uint generation) => ((ulong)generation << 32) | (uint)slot;

    // What the back end does at an edge, by hand: remembered where nobody waits, tried in vain where somebody does.
    private static void Spurious(Channel channel, Direction direction, int what)
    {
        if (channel.Of(direction).TryClaim())
        {
            channel.Queue(what);
        }
    }
}
