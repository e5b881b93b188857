using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Sockeye.Loops;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests.Ends;

/// <summary>What stands between a listener and a handler: contexts, tokens and errors go no further than their connection.</summary>
public sealed class ServedTests
{
    private static readonly AsyncLocal<string?> Tenant = new();

    // One that is no async method has nobody else to put them back.
    [Theory]
    [InlineData(Lane.Guarded)]
    [InlineData(Lane.Inline)]
    public async Task AHandlersContexts_StayItsOwn(Lane lane)
    {
        var seen = new List<(string? Tenant, bool HasContext)>();
        await using var served = new Served(connection => connection.Input.ReadAsync().AsTask(), lane: lane);
        using var direct = Listener.Bind(Scene.At("tcp"), new ListenerOptions { Connections = new ConnectionOptions { Loops = served.Group, Lane = lane } });
        Task serving = direct.ServeAsync(_ =>
        {
            lock (seen)
            {
                seen.Add((Tenant.Value, SynchronizationContext.Current is not null));
            }

            Tenant.Value = "the first one";
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
            return Task.CompletedTask;
        });
        for (int i = 0; i < 5; i++)
        {
            using Socket peer = Socket.CreateConnection(direct.LocalEndPoint);
            peer.Timeout = Scene.Patience;
            Assert.Empty(peer.Receive(1));
        }

        direct.Dispose();
        await serving.InTime();
        Assert.Equal(Enumerable.Repeat<(string?, bool)>((null, false), 5), seen);
    }

    [Fact]
    public async Task WhatACancelledHandlerThrew_IsToldAsItIs()
    {
        await using var served = new Served(_ => throw new OperationCanceledException("over the quota of this client"));
        using Socket peer = served.Connect();
        Eventually.True(() => !served.Failures.IsEmpty, Scene.Patience);
        Assert.True(served.Failures.TryDequeue(out Exception? told));
        Assert.Equal("over the quota of this client", told.Message);
    }

    [Fact]
    public async Task AFlushThatNobodyAwaits_DoesNotHoldItsConnection_ByItsToken()
    {
        using var shutdown = new CancellationTokenSource();
        WeakReference? held = null;
        await using (var served = new Served(connection =>
        {
            bool isFirst = held is null;
            held ??= new WeakReference(connection);
            return isFirst ? Forget(connection, shutdown.Token) : Scene.EchoPipe(connection);
        }))
        {
            using (Socket peer = served.Connect())
            {
                Assert.Single(peer.Receive(1));
                peer.SendAll("x"u8);
            }

            // The loop remembers the connection that was last.
            using (Socket another = served.Connect())
            {
                Served.Ping(another);
            }

            served.DemandNothingLeft();
        }

        Eventually.True(() => { GC.Collect(); GC.WaitForPendingFinalizers(); return !held!.IsAlive; }, Scene.Patience);
        GC.KeepAlive(shutdown);
    }

    [Fact]
    public async Task WhileOneWritesSynchronously_AnotherWriteIsRefused()
    {
        (Connection connection, Socket peer) = Scene.Pair();
        await using (connection)
        using (peer)
        {
            Stream stream = connection.AsStream();
            Task writing = Scene.OnThread(() => stream.Write(new byte[64 * 1024 * 1024]));
            Eventually.True(() => ((Output)connection.Output).IsUnderWay, Scene.Patience);
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await connection.Output.WriteAsync(new byte[1]));
            connection.Abort();
            await Assert.ThrowsAnyAsync<Exception>(() => writing.InTime());
        }
    }

    // The waiter's code waits for who disposes: run by the disposing thread it would wait for itself.
    [Fact]
    public async Task WhatWaits_IsNotRunByTheThreadThatDisposesTheLoops()
    {
        using LoopGroup loops = Scene.Loops();
        (Connection connection, Socket peer) = Scene.Pair(options: new ConnectionOptions { Loops = loops });
        using (peer)
        using (connection)
        using (var disposed = new ManualResetEventSlim())
        {
            Task reading = Wait(connection, disposed);
            await Scene.OnThread(loops.Dispose).InTime();
            disposed.Set();
            await reading.InTime();
        }
    }

    private static async Task Wait(Connection connection, ManualResetEventSlim disposed)
    {
        try
        {
            await connection.Input.ReadAsync();
        }
        catch (ObjectDisposedException)
        {
            Assert.True(disposed.Wait(Scene.Patience));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task Forget(Connection connection, CancellationToken token)
    {
        PipeReader input = connection.Input;
        ValueTask<FlushResult> flush = default;
        for (int i = 0; i < 10_000 && flush.IsCompleted; i++)
        {
            flush = connection.Output.WriteAsync(new byte[64 * 1024], token);      // until the kernel has no more room
        }

        await input.ReadAsync(token);
        throw new InvalidOperationException("and the flush is never looked at");
    }
}
