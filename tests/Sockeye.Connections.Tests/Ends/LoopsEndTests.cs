using System.IO.Pipelines;
using Sockeye.Loops;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests.Ends;

/// <summary>A group of loops is disposed: nobody who waits is left waiting, before or after.</summary>
public sealed class LoopsEndTests
{
    [Theory]
    [InlineData(Lane.Guarded)]
    [InlineData(Lane.Inline)]
    [InlineData(Lane.Pool)]
    public async Task WhatWaits_AndWhatBeginsToWaitLater_Ends(Lane lane)
    {
        LoopGroup loops = Scene.Loops(2);
        (Connection one, Socket peer) = Scene.Pair(options: new ConnectionOptions { Loops = loops, Lane = lane });
        await using (one)
        using (peer)
        {
            Task reading = one.Input.ReadAsync().AsTask();
            Task writing = one.Output.WriteAsync(new byte[20_000_000]).AsTask();
            loops.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => reading.InTime());
            await Assert.ThrowsAsync<ObjectDisposedException>(() => writing.InTime());
            await Assert.ThrowsAsync<ObjectDisposedException>(() => one.Input.ReadAsync().InTime());
            await Assert.ThrowsAsync<ObjectDisposedException>(() => one.AsStream().ReadAsync(new byte[1]).InTime());
        }
    }

    // Listener, loops, connections and clients all go at a moment that the seed chooses; every handler ends, and so does who accepts.
    [Theory]
    [InlineData(Lane.Guarded, 1)]
    [InlineData(Lane.Guarded, 2)]
    [InlineData(Lane.Pool, 3)]
    [InlineData(Lane.Inline, 4)]
    public async Task DisposeDuringEverything_LeavesNobodyWaiting(Lane lane, int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 15; round++)
        {
            int stalls = 0;
            var served = new Served(
                async connection =>
                {
                    while (true)
                    {
                        ReadResult read = await connection.Input.ReadAsync();
                        if (read.Buffer.IsEmpty && read.IsCompleted)
                        {
                            return;
                        }

                        if (lane == Lane.Guarded && Interlocked.Increment(ref stalls) % 50 == 49)
                        {
                            Thread.Sleep(12);
                        }

                        await connection.Output.WriteAsync(read.Buffer.First);
                        connection.Input.AdvanceTo(read.Buffer.GetPosition(read.Buffer.First.Length));
                    }
                },
                new LoopOptions { Loops = 2 },
                lane);
            Task[] clients = [.. Enumerable.Range(0, 8).Select(i => Scene.OnThread(() =>
            {
                try
                {
                    while (true)
                    {
                        using Socket peer = served.Connect();
                        Scene.Converse(peer, new Random(i), messages: 20, largest: 5000);
                    }
                }
                catch (Exception gone) when (gone is SocketFaultException or System.Net.Sockets.SocketException or EndOfStreamException or AggregateException)
                {
                }
            }))];
            Eventually.True(() => served.Listener.Accepted > random.Next(8, 60), Scene.Patience);
            if (random.Next(2) == 0)
            {
                served.Group.Dispose();
            }

            await served.DisposeAsync();
            await Task.WhenAll(clients).InTime();
            Eventually.True(() => served.Running == 0, Scene.Patience);
            Assert.Empty(served.Failures);
        }
    }

    [Fact]
    public async Task DisposedFromWithinAHandler_ItEndsToo()
    {
        Served? served = null;
        served = new Served(async connection =>
        {
            await connection.Input.ReadAsync();
            served!.Listener.Dispose();
            served.Group.Dispose();
        });
        using Socket peer = served.Connect();
        peer.SendAll("x"u8);
        try
        {
            Assert.Empty(peer.Receive(1));
        }
        catch (ConnectionResetException)
        {
            // its byte was not consumed
        }

        Eventually.True(() => served.Running == 0, Scene.Patience);
        await served.DisposeAsync();
    }

    [Fact]
    public async Task AcceptAsync_EndsWithTheListenerAndWithTheLoops()
    {
        LoopGroup loops = Scene.Loops();
        Listener listener = Listener.Bind(Scene.At("tcp"), new ListenerOptions { Connections = new ConnectionOptions { Loops = loops } });
        Task accepting = listener.AcceptAsync().AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(() => listener.AcceptAsync().InTime());
        listener.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => accepting.InTime());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => listener.AcceptAsync().InTime());

        using Listener second = Listener.Bind(Scene.At("tcp"), new ListenerOptions { Connections = new ConnectionOptions { Loops = loops } });
        using var source = new CancellationTokenSource();
        accepting = second.AcceptAsync(source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting.InTime());
        accepting = second.AcceptAsync().AsTask();
        using Socket peer = Socket.CreateConnection(second.LocalEndPoint);
        await accepting.InTime();
        accepting = second.AcceptAsync().AsTask();
        loops.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => accepting.InTime());
    }
}
