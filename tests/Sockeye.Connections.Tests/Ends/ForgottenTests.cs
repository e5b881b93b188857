using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Sockeye.Loops;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests.Ends;

/// <summary>What nobody has and nothing waits on is closed by the garbage collector, as a socket is; what somebody waits on is not.</summary>
[Collection(Alone.Name)]
public sealed class ForgottenTests : IDisposable
{
    private readonly LoopGroup _loops = new(new LoopOptions { Loops = 1, SlabSize = 4096, MaxSlabs = 1 });

    private ConnectionOptions OnThese => new() { Loops = _loops };

    public void Dispose() => _loops.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task AConnectionThatWasReadAndWritten_IsClosed(bool stream) => IsClosedWhenForgotten(async (one, peer) =>
    {
        Task echo = stream ? Scene.EchoStream(one) : Scene.EchoPipe(one);
        Served.Ping(peer);
        Served.Ping(peer);
        peer.Shutdown(ShutdownHow.SHUT_WR);
        await echo.InTime();
    });

    // Such a read never waits, but it was about to.
    [Fact]
    public Task AConnectionWhoseLastReadFoundItsBytesThere_IsClosed() => IsClosedWhenForgotten(async (one, peer) =>
    {
        bool wasThere = false;
        for (Task patience = Task.Delay(Scene.Patience); !wasThere && !patience.IsCompleted;)
        {
            long turns = _loops.All[0].Turns;
            peer.SendAll("x"u8);
            SpinWait.SpinUntil(() => _loops.All[0].Turns > turns, Scene.Patience);
            ValueTask<ReadResult> reading = one.Input.ReadAsync();
            wasThere = reading.IsCompleted;
            one.Input.AdvanceTo((await reading.InTime()).Buffer.End);
        }

        Assert.True(wasThere);
    });

    [Fact]
    public async Task AListenerThatHasAccepted_IsClosed_AndSoIsWhatItAccepted()
    {
        using Socket peer = await Accepted();
        DemandAllClosed();
        Assert.Empty(peer.Receive(1));

        [MethodImpl(MethodImplOptions.NoInlining)]
        async Task<Socket> Accepted()
        {
            Listener listener = Listen();
            Task<Connection> accepting = listener.AcceptAsync().AsTask();
            Socket peer = Client(listener);
            Assert.False((await accepting.InTime()).IsClosed);
            return peer;
        }
    }

    [Fact]
    public void WhatIsWaitedOn_Lives()
    {
        (Socket peer, Socket client) = Begun();
        using (peer)
        using (client)
        {
            for (int i = 0; i < 3; i++)
            {
                Collect();
                Served.Ping(peer, i);
                Served.Ping(client, i);
            }

            // Nobody has the listener either; but it is waited on, by who serves.
            Assert.Equal((3, 2), (_loops.All[0].Watched, _loops.All[0].Connections));
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        (Socket Peer, Socket Client) Begun()
        {
            (Connection one, Socket peer) = Scene.Pair(options: OnThese);
            _ = Scene.EchoPipe(one);
            Listener listener = Listen();
            _ = listener.ServeAsync(Scene.EchoPipe);
            return (peer, Client(listener));
        }
    }

    [Fact]
    public async Task BytesThatAreLookedAt_StayWhenTheirConnectionIsForgotten()
    {
        byte[] sent = Scene.Pattern(3500);        // most of the only slab
        ReadOnlySequence<byte> bytes = await Received();
        DemandAllClosed();
        (Connection other, Socket peer) = Scene.Pair(options: OnThese);
        await using (other)
        using (peer)
        {
            for (int i = 0; i < 30; i++)
            {
                ValueTask<ReadResult> next = other.Input.ReadAsync();
                peer.SendAll(Scene.Pattern(400, i));
                other.Input.AdvanceTo((await next.InTime()).Buffer.End);
            }
        }

        Assert.Equal(sent, bytes.ToArray());
        Assert.Equal(0, _loops.All[0].Slabs.Exhausted);      // the loop goes on with other memory

        [MethodImpl(MethodImplOptions.NoInlining)]
        async Task<ReadOnlySequence<byte>> Received()
        {
            (Connection one, Socket peer) = Scene.Pair(options: OnThese);
            using (peer)
            {
                ValueTask<ReadResult> reading = one.Input.ReadAsync();
                peer.SendAll(sent);
                return (await reading.InTime()).Buffer;
            }
        }
    }

    // The pair is made, used and forgotten in a method of its own: no variable of the caller's holds it.
    private async Task IsClosedWhenForgotten(Func<Connection, Socket, Task> use)
    {
        using Socket peer = await Used();
        DemandAllClosed();
        Assert.Empty(peer.Receive(1));

        [MethodImpl(MethodImplOptions.NoInlining)]
        async Task<Socket> Used()
        {
            (Connection one, Socket peer) = Scene.Pair(options: OnThese);
            await use(one, peer);
            Assert.False(one.IsClosed);
            return peer;
        }
    }

    private Listener Listen() => Listener.Bind(Scene.At("tcp"), new ListenerOptions { Connections = OnThese });

    private static Socket Client(Listener listener)
    {
        Socket client = Socket.CreateConnection(listener.LocalEndPoint);
        client.Timeout = Scene.Patience;
        return client;
    }

    private void DemandAllClosed() => Eventually.True(
        () =>
        {
            Collect();
            return _loops.All[0].Watched == 0;
        },
        Scene.Patience);

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
