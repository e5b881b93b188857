using System.Collections.Concurrent;
using System.IO.Pipelines;
using Sockeye.Loops;
using Sockeye.Sockets;
using Xunit.Abstractions;

namespace Sockeye.Connections.Tests.Faults;

/// <summary>Peers that reset, that never read, that are gone before they were met; and others, who notice nothing.</summary>
[Collection(Alone.Name)]
public sealed class PeerFaultTests(ITestOutputHelper output)
{
    private const int Much = 16 * 1024 * 1024;

    [Fact]
    public async Task AResetBeforeAccept_IsOneHandlersMatter()
    {
        using LoopGroup loops = Scene.Loops();
        var how = new ListenerOptions { Connections = new ConnectionOptions { Loops = loops } };
        using Listener listener = Listener.Bind(Scene.At("tcp"), how);
        for (int i = 0; i < 20; i++)
        {
            Reset(Socket.CreateConnection(listener.LocalEndPoint));
        }

        using Socket good = Socket.CreateConnection(listener.LocalEndPoint);
        good.Timeout = Scene.Patience;
        int resets = 0;
        Task serving = listener.ServeAsync(async connection =>
        {
            try
            {
                await Scene.EchoPipe(connection);
            }
            catch (ConnectionResetException)
            {
                Interlocked.Increment(ref resets);
                throw;
            }
        });
        Served.Ping(good);
        Eventually.True(() => resets == 20, Scene.Patience);
        listener.Dispose();
        await serving.InTime();
    }

    [Theory]
    [InlineData(Lane.Guarded)]
    [InlineData(Lane.Inline)]
    [InlineData(Lane.Pool)]
    public async Task AResetInAReadOrABlockedWrite_EndsThatConnectionAlone(Lane lane)
    {
        await using var served = new Served(
            async connection =>
            {
                ReadResult first = await connection.Input.ReadAsync();
                bool writes = first.Buffer.FirstSpan[0] == 'w';
                connection.Input.AdvanceTo(writes ? first.Buffer.End : first.Buffer.Start);
                if (writes)
                {
                    await connection.Output.WriteAsync(new byte[Much]);
                }
                else
                {
                    await Scene.EchoPipe(connection);
                }
            },
            lane: lane);
        using Socket good = served.Connect();
        Served.Ping(good);
        for (int i = 0; i < 10; i++)
        {
            Socket reading = served.Connect();
            Served.Ping(reading);
            Reset(reading);
            Socket writing = served.Connect();
            writing.SendAll("w"u8);
            writing.ReceiveExactly(new byte[1]);
            Reset(writing);
            Served.Ping(good);
        }

        Eventually.True(() => served.Running == 1, Scene.Patience);
        Assert.Empty(served.Failures);      // what the peer did is no failure of a handler
        good.Dispose();
        served.DemandNothingLeft();
    }

    // A hundred peers that send and never read: what lies here is bounded by what a handler has in its hands, and others are served.
    [Fact]
    public async Task PeersThatNeverRead_CostNothingMore_AndOthersAreServed()
    {
        const int Deaf = 100;
        var connections = new ConcurrentBag<Connection>();
        await using var served = new Served(connection =>
        {
            connections.Add(connection);
            return Scene.EchoPipe(connection);
        });
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Socket[] deaf = [.. Enumerable.Range(0, Deaf).Select(_ => served.Connect())];
        byte[] block = new byte[64 * 1024];
        Eventually.True(
            () => deaf.Sum(socket => FillUntilStuck(socket, block)) == 0 && connections.Count(static one => one.Channel.Writes.IsWaiting) == Deaf,
            Scene.Patience);
        using Socket good = served.Connect();
        Scene.Converse(good, new Random(1), messages: 50, largest: 5000);
        long each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Deaf;
        output.WriteLine($"{each} bytes a peer that never reads");
        Assert.InRange(each, -256 * 1024, 256 * 1024);      // below zero where it was rented before, and the collector has trimmed the pool
        Assert.Equal(Deaf + 1, served.Running);
        Assert.InRange(served.Group.All[0].Slabs.Count, 0, served.Group.Options.MaxSlabs);
        Array.ForEach(deaf, Reset);
        good.Dispose();
        served.DemandNothingLeft();
    }

    // The kernel says "reset" again and again to who asks; an edge is told once, and a stuck handler asks nobody.
    [Fact]
    public async Task AResetPeerBehindAStuckHandler_MakesNoHotLoop()
    {
        using var stuck = new ManualResetEventSlim();
        using var inside = new SemaphoreSlim(0);
        await using var served = new Served(async connection =>
        {
            ReadResult first = await connection.Input.ReadAsync();
            if (first.Buffer.FirstSpan[0] == 's')
            {
                inside.Release();
                stuck.Wait(Scene.Patience);
            }

            connection.Input.AdvanceTo(first.Buffer.Start);
            await Scene.EchoPipe(connection);
        });
        using Socket good = served.Connect();
        Socket bad = served.Connect();
        bad.SendAll("s"u8);
        Assert.True(await inside.WaitAsync(Scene.Patience));
        Served.Ping(good);      // the loop was taken, or was not held up
        Reset(bad);
        Served.Ping(good);
        long turns = served.Turns;
        for (int i = 0; i < 100; i++)
        {
            Served.Ping(good);
        }

        Assert.InRange(served.Turns - turns, 50, 1000);
        stuck.Set();
        Eventually.True(() => served.Running == 1, Scene.Patience);
    }

    private static void Reset(Socket socket)
    {
        socket.Options.Linger = TimeSpan.Zero;
        socket.Dispose();
    }

    private static long FillUntilStuck(Socket socket, byte[] block)
    {
        long sent = 0;
        try
        {
            while (true)
            {
                sent += socket.Send(block, MessageFlags.MSG_DONTWAIT);
            }
        }
        catch (WouldBlockException)
        {
            return sent;
        }
    }
}
