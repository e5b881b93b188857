using Sockeye.Sockets;
using Sockeye.Testing;

namespace Sockeye.Servers.Tests.Life;

/// <summary>From the first request to the last.</summary>
public sealed class LifeTests
{
    [Fact]
    public async Task ServeForever_KeepsItsThread_UntilTheServerIsShutDown()
    {
        using var server = new TcpServer(Scene.Anywhere, Scene.Echo);
        Task<bool> serving = Scene.OnThread(() =>
        {
            server.ServeForever();
            return true;
        });
        using (Socket client = Socket.CreateConnection(server.LocalEndPoint))
        {
            client.Ping();
            Assert.False(serving.IsCompleted);
        }

        server.Shutdown();
        Assert.True(await serving.InTime());
        Assert.Equal(1, server.Counts.Served);
        Assert.Throws<ConnectionRefusedException>(() => Socket.CreateConnection(server.LocalEndPoint));
    }

    [Fact]
    public async Task OverAUnixSocket_ItServesTheSame()
    {
        using var server = new UnixStreamServer(UnixEndPoint.Abstract($"sockeye-{Guid.NewGuid()}"), Scene.Echo);
        Task serving = server.ServeForeverAsync();
        using (Socket client = Socket.CreateConnection(server.LocalEndPoint))
        {
            client.Ping();
        }

        server.Shutdown();
        await serving.InTime();
        Assert.Equal(1, server.Counts.Served);
    }

    [Fact]
    public async Task AServerThatWasShutDown_ServesNoMore()
    {
        using var server = new TcpServer(Scene.Anywhere, Scene.Echo);
        Assert.Equal(default, server.Shutdown());
        Assert.Throws<ConnectionRefusedException>(() => Socket.CreateConnection(server.LocalEndPoint));
        Assert.Throws<ObjectDisposedException>(server.ServeForever);
        Assert.Throws<ObjectDisposedException>(() => server.HandleRequest());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => server.ServeForeverAsync());
        Assert.Equal(default, server.Shutdown(TimeSpan.Zero));
    }

    [Fact]
    public async Task WhoServesASecondTime_IsTold_AndTheFirstGoesOn()
    {
        await using var running = new Running(Scene.Echo);
        Assert.Throws<InvalidOperationException>(running.Server.ServeForever);
        Assert.Throws<InvalidOperationException>(() => running.Server.HandleRequest());
        using Socket client = running.Connect();
        client.Ping();
    }

    [Fact]
    public async Task ServeForever_BesideOneWhoWaitsForARequest_DoesNoHarm()
    {
        using var server = new TcpServer(Scene.Anywhere, Scene.Echo);
        Task<bool> waiting = server.HandleRequestAsync();
        Assert.Throws<InvalidOperationException>(server.ServeForever);
        using (Socket client = Socket.CreateConnection(server.LocalEndPoint))
        {
            client.Ping();
        }

        Assert.True(await waiting.InTime());
    }

    [Fact]
    public async Task HandleRequest_ServesOne_ToItsEnd()
    {
        using var server = new TcpServer(Scene.Anywhere, Scene.Echo);
        for (int i = 1; i <= 2; i++)
        {
            Task<bool> handled = Scene.OnThread(() => server.HandleRequest());
            using (Socket client = Socket.CreateConnection(server.LocalEndPoint))
            {
                client.Ping();
                Assert.False(handled.IsCompleted);
            }

            Assert.True(await handled.InTime());
            Assert.Equal(i, server.Counts.Served);
            Assert.Equal(0, server.Counts.Active);
        }
    }

    [Fact]
    public async Task HandleRequest_WaitsNoLongerThanItShall()
    {
        var clock = new HandClock();
        using var server = new TcpServer(Scene.Anywhere, Scene.Echo, new ServingOptions { Clock = clock });
        Task<bool> handled = server.HandleRequestAsync(TimeSpan.FromSeconds(5));
        clock.Pass(TimeSpan.FromSeconds(4));
        Assert.False(handled.IsCompleted);
        clock.Pass(TimeSpan.FromSeconds(1));
        Assert.False(await handled.InTime());
        Assert.Throws<ArgumentOutOfRangeException>(() => server.HandleRequest(TimeSpan.Zero));
    }

    [Fact]
    public async Task HandleRequest_EndsWithItsToken_AndWithItsServer()
    {
        using var server = new TcpServer(Scene.Anywhere, Scene.Echo);
        using var token = new CancellationTokenSource();
        Task<bool> cancelled = server.HandleRequestAsync(cancellation: token.Token);
        token.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.InTime());

        Task<bool> stopped = server.HandleRequestAsync();
        server.Shutdown();
        Assert.False(await stopped.InTime());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AToken_ShutsTheServerDown(bool before)
    {
        using var server = new TcpServer(Scene.Anywhere, Scene.UntilStopped);
        using var token = new CancellationTokenSource();
        if (before)
        {
            token.Cancel();
        }

        Task serving = server.ServeForeverAsync(token.Token);
        token.Cancel();
        await serving.InTime();
        Assert.True(server.Stopping.IsCancellationRequested);
        Assert.Throws<ConnectionRefusedException>(() => Socket.CreateConnection(server.LocalEndPoint));
    }

    [Fact]
    public async Task AHandler_MayShutItsOwnServerDown()
    {
        Task<Drained>? drained = null;
        await using var running = new Running(async request =>
        {
            await request.Input.ReadAsync();
            drained = request.Server.ShutdownAsync();
        });
        using Socket client = running.Connect();
        client.SendAll("quit"u8);
        await running.Serving.InTime();
        Assert.Equal(new Drained(Ended: 1, Aborted: 0, Abandoned: 0), await drained!.InTime());
    }

    // It waits for itself: not for ever.
    [Fact]
    public async Task AHandler_ThatWaitsForItsOwnServersEnd_IsAbandoned()
    {
        var drained = new TaskCompletionSource<Drained>();
        await using var running = new Running(
            async request =>
            {
                await request.Input.ReadAsync();
                drained.SetResult(request.Server.Shutdown(TimeSpan.FromMilliseconds(10)));
            },
            new ServingOptions { AbortTimeout = TimeSpan.FromMilliseconds(50) });
        using Socket client = running.Connect();
        client.SendAll("quit"u8);
        Assert.Equal(new Drained(Ended: 0, Aborted: 1, Abandoned: 1), await drained.Task.InTime());
        running.DemandNobody();
    }

    [Fact]
    public async Task LoopsThatEnd_EndTheServer()
    {
        var loops = new Sockeye.Loops.LoopGroup(new Sockeye.Loops.LoopOptions { Loops = 1 });
        using var server = new TcpServer(Scene.Anywhere, Scene.Stay, new ServingOptions { Loops = loops });
        Task serving = server.ServeForeverAsync();
        using Socket client = Socket.CreateConnection(server.LocalEndPoint);
        Eventually.True(() => server.Counts.Active == 1, Scene.Patience);
        loops.Dispose();
        await serving.InTime();
        Assert.Equal(0, server.Counts.Active);
    }

    [Fact]
    public void WhatCannotBe_IsSaidAtOnce()
    {
        Assert.Throws<ArgumentNullException>(() => new TcpServer(null!, Scene.Echo));
        Assert.Throws<ArgumentNullException>(() => new TcpServer(Scene.Anywhere, (Func<StreamRequest, Task>)null!));
        Assert.Throws<ArgumentNullException>(() => new TcpServer(Scene.Anywhere, (Func<StreamHandler>)null!));
        using var server = new TcpServer(Scene.Anywhere, Scene.Echo);
        Assert.Throws<AddressInUseException>(() => new TcpServer((System.Net.IPEndPoint)server.LocalEndPoint, Scene.Echo));
        Assert.Throws<ArgumentOutOfRangeException>(() => server.Shutdown(TimeSpan.FromSeconds(-3)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ServingOptions { IdleTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ServingOptions { DrainTimeout = TimeSpan.MaxValue });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ServingOptions { MaxConnections = 0 });
    }
}
