using System.IO.Pipelines;
using Sockeye.Loops;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests.Faults;

/// <summary>Handlers that throw, sleep, burn, wait for one another or for one lock: the others on the same loop are served.</summary>
public sealed class HandlerFaultTests
{
    [Theory]
    [InlineData(Lane.Guarded)]
    [InlineData(Lane.Inline)]
    [InlineData(Lane.Pool)]
    public async Task AHandlerThatThrows_IsToldOnce_AndTheOthersLive(Lane lane)
    {
        await using var served = new Served(
            async connection =>
            {
                ReadResult first = await connection.Input.ReadAsync();
                if (first.Buffer.FirstSpan[0] == 't')
                {
                    throw new InvalidDataException("the handler's own");
                }

                connection.Input.AdvanceTo(first.Buffer.Start);
                await Scene.EchoPipe(connection);
            },
            lane: lane);
        using Socket good = served.Connect();
        Served.Ping(good);
        for (int i = 1; i <= 5; i++)
        {
            using Socket bad = served.Connect();
            bad.SendAll("throw"u8);
            Assert.Throws<ConnectionResetException>(() => bad.Receive(1));
            Eventually.True(() => served.Failures.Count == i, Scene.Patience);
            Served.Ping(good);
        }

        Assert.All(served.Failures, static error => Assert.Equal("the handler's own", error.Message));
    }

    [Fact]
    public async Task AHandlerThatThrowsBeforeItAwaits_OrGivesNoTask_IsToldToo()
    {
        int count = 0;
        await using var served = new Served(_ => Interlocked.Increment(ref count) == 1 ? throw new InvalidDataException() : null!);
        for (int i = 1; i <= 2; i++)
        {
            using Socket peer = served.Connect();
            Assert.Throws<ConnectionResetException>(() => peer.Receive(1));
            Eventually.True(() => served.Failures.Count == i, Scene.Patience);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AHandlerThatSleepsOrBurns_HoldsUpNobodyElse(bool burns)
    {
        int go = 0;
        using var inside = new SemaphoreSlim(0);
        await using var served = new Served(async connection =>
        {
            ReadResult first = await connection.Input.ReadAsync();
            if (first.Buffer.FirstSpan[0] == 's')
            {
                inside.Release();
                while (Volatile.Read(ref go) == 0)
                {
                    if (!burns)
                    {
                        Thread.Sleep(1000);
                    }
                }
            }

            connection.Input.AdvanceTo(first.Buffer.Start);
            await Scene.EchoPipe(connection);
        });
        using Socket good = served.Connect();
        Served.Ping(good);
        using Socket bad = served.Connect();
        bad.SendAll("s"u8);
        Assert.True(await inside.WaitAsync(Scene.Patience));
        Scene.Converse(good, new Random(3), messages: 100, largest: 1000);     // while the bad one is inside
        Assert.True(served.Group.Stalls >= 1);
        Volatile.Write(ref go, 1);
        Assert.Equal("s"u8, bad.Receive(1));
    }

    // Sync over async: a handler waits, with its thread, for what another connection of the same loop will bring.
    [Fact]
    public async Task AHandlerThatWaitsForAnotherOfItsLoop_IsFreed()
    {
        var brought = new TaskCompletionSource(TaskCreationOptions.None);
        await using var served = new Served(async connection =>
        {
            ReadResult first = await connection.Input.ReadAsync();
            if (first.Buffer.FirstSpan[0] == 'w')
            {
                brought.Task.GetAwaiter().GetResult();
            }
            else
            {
                brought.TrySetResult();
            }

            connection.Input.AdvanceTo(first.Buffer.Start);
            await Scene.EchoPipe(connection);
        });
        using Socket waiting = served.Connect();
        using Socket bringing = served.Connect();
        waiting.SendAll("w"u8);
        Eventually.True(() => served.Group.Stalls >= 1, Scene.Patience);
        bringing.SendAll("b"u8);
        Assert.Equal("b"u8, bringing.Receive(1));
        Assert.Equal("w"u8, waiting.Receive(1));
    }

    // The same with a task of its own connection: nobody can hand that out before the handler is done, but the others go on.
    [Theory]
    [InlineData(Lane.Guarded, false)]
    [InlineData(Lane.Guarded, true)]
    [InlineData(Lane.Pool, false)]
    [InlineData(Lane.Pool, true)]
    public async Task AHandlerThatBlocksOnATaskOfItsOwn_WaitsInVain_AndHoldsUpNobodyElse(Lane lane, bool abort)
    {
        using var givesUp = new CancellationTokenSource();
        Task<ReadResult>? own = null;
        Connection? stuck = null;
        await using var served = new Served(
            async connection =>
            {
                ReadResult first = await connection.Input.ReadAsync();
                if (first.Buffer.FirstSpan[0] == 'o')
                {
                    connection.Input.AdvanceTo(first.Buffer.End);
                    stuck = connection;
                    Volatile.Write(ref own, connection.Input.ReadAsync().AsTask());
                    Assert.Throws<OperationCanceledException>(() => own!.Wait(givesUp.Token));
                    connection.Input.AdvanceTo((await own!).Buffer.Start);
                }
                else
                {
                    connection.Input.AdvanceTo(first.Buffer.Start);
                }

                await Scene.EchoPipe(connection);
            },
            lane: lane);
        using Socket good = served.Connect();
        Served.Ping(good);
        using Socket bad = served.Connect();
        bad.SendAll("o"u8);
        Eventually.True(() => Volatile.Read(ref own) is not null, Scene.Patience);
        if (abort)
        {
            stuck!.Abort(new InvalidDataException("by another"));
        }
        else
        {
            bad.SendAll("2"u8);
        }

        Scene.Converse(good, new Random(9), messages: 200, largest: 1000);
        Assert.False(own!.IsCompleted);
        await givesUp.CancelAsync();
        if (abort)
        {
            await Assert.ThrowsAsync<InvalidDataException>(() => own!.InTime());
        }
        else
        {
            Assert.Equal("2"u8, bad.Receive(1));
        }
    }

    // Two hundred handlers want one lock, and who has it sleeps: spare threads stay under their cap, and other handlers are served.
    [Fact]
    public async Task ALockThatManyShare_LeavesOthersAlone()
    {
        const int Users = 200;
        var options = new LoopOptions { Loops = 1, MaxSpareThreads = 8, MaxLaneThreads = 8, StallsBeforeAllLeave = 4 };
        object shared = new();
        int done = 0;
        int go = 0;
        await using var served = new Served(
            async connection =>
            {
                ReadResult first = await connection.Input.ReadAsync();
                connection.Input.AdvanceTo(first.Buffer.End);
                lock (shared)
                {
                    SpinWait.SpinUntil(() => Volatile.Read(ref go) == 1, Scene.Patience);
                    done++;
                }

                await connection.Output.WriteAsync("d"u8.ToArray());
            },
            options);
        using Listener innocents = Listener.Bind(Scene.At("tcp"), new ListenerOptions { Connections = new ConnectionOptions { Loops = served.Group } });
        Task serving = innocents.ServeAsync(Scene.EchoPipe);
        using Socket innocent = Socket.CreateConnection(innocents.LocalEndPoint);
        innocent.Timeout = Scene.Patience;
        Served.Ping(innocent);
        Socket[] users = [.. Enumerable.Range(0, Users).Select(_ => served.Connect())];
        Array.ForEach(users, static user => user.SendAll("l"u8));
        for (int i = 0; i < 200; i++)
        {
            Served.Ping(innocent, i);
            Assert.InRange(served.Group.Guard.Spares, 0, options.MaxSpareThreads);
            Assert.InRange(served.Group.Guard.LaneThreads, 0, options.MaxLaneThreads);
        }

        Assert.Equal(0, done);
        Volatile.Write(ref go, 1);
        Array.ForEach(users, static user =>
        {
            Assert.Equal("d"u8, user.Receive(1));
            user.Dispose();
        });
        Assert.Equal(Users, done);
        innocents.Dispose();
        await serving.InTime();
    }

    // Both loops are full of stalls, the one reader of each connection and its writer meet: never two of one connection at once.
    [Fact]
    public async Task TwoCompletionsOfOneConnection_NeverRunAtOnce()
    {
        int together = 0;
        await using var served = new Served(
            async connection =>
            {
                int inside = 0;
                async Task Copy(Func<ValueTask<int>> step)
                {
                    int count;
                    while ((count = await step()) > 0)
                    {
                        if (Interlocked.Increment(ref inside) > 1)
                        {
                            Interlocked.Increment(ref together);
                        }

                        if (count % 7 == 0)
                        {
                            Thread.Sleep(8);
                        }

                        Interlocked.Decrement(ref inside);
                    }
                }

                Stream stream = connection.AsStream();
                byte[] into = new byte[5000];
                byte[] from = new byte[200_000];
                int writes = 20;
                Task reading = Copy(() => stream.ReadAsync(into));
                Task writing = Copy(async () =>
                {
                    await stream.WriteAsync(from);
                    return --writes;
                });
                await Task.WhenAll(reading, writing);
            },
            new LoopOptions { Loops = 1, TurnsOffLoop = 2 });
        using Socket peer = served.Connect();
        Task receiving = Scene.OnThread(() => peer.ReceiveExactly(new byte[20 * 200_000]));
        var random = new Random(5);
        while (!receiving.IsCompleted)
        {
            peer.SendAll(new byte[random.Next(1, 3000)]);
        }

        await receiving.InTime();
        peer.Shutdown(ShutdownHow.SHUT_WR);
        Eventually.True(() => served.Running == 0, Scene.Patience);
        Assert.Empty(served.Failures);
        Assert.Equal(0, together);
    }
}
