using Sockeye.Servers.Tests.Handlers;
using Sockeye.Sockets;

namespace Sockeye.Servers.Tests.Ways;

// How it ends, and single requests.
public abstract partial class WayContract
{
    [Fact]
    public async Task ADrain_EndsBetweenTwoFrames()
    {
        await using var running = new Running(static () => new EchoFrames(), Options);
        using Socket client = running.Connect();
        Exchange(client, Framed(100));
        Task<Drained> drained = running.Server.ShutdownAsync(TimeSpan.FromMinutes(5));
        client.DemandEnd();
        Assert.Equal(new Drained(1, 0, 0), await drained.InTime());
        await running.Serving.InTime();
        Assert.Throws<ConnectionRefusedException>(() => running.Connect());
    }

    [Fact]
    public async Task ADrain_LetsWhatIsUnderWayComeToItsEnd()
    {
        await using var running = new Running(Scene.Echo, Options);
        using Socket client = running.Connect();
        client.Ping();
        Task<Drained> drained = running.Server.ShutdownAsync(TimeSpan.FromMinutes(5));
        Eventually.True(() => running.Server.Stopping.IsCancellationRequested, Scene.Patience);
        client.Ping();
        client.Shutdown(ShutdownHow.SHUT_WR);
        client.DemandEnd();
        Assert.Equal(new Drained(1, 0, 0), await drained.InTime());
    }

    [Fact]
    public async Task ADrain_AbortsWhoStays()
    {
        await using var running = new Running(Scene.Stay, Options);
        using Socket client = running.Enter();
        Assert.Equal(new Drained(0, 1, 0), await running.Server.ShutdownAsync(TimeSpan.FromMilliseconds(100)).InTime());
        client.DemandReset();
        await running.Serving.InTime();
        Assert.Equal(1, running.Server.Counts.Aborted);
        Assert.Empty(running.Told);
    }

    [Fact]
    public async Task NobodyCame_AndItShutsDown()
    {
        await using var running = new Running(Scene.Echo, Options);
        Assert.Equal(default, await running.Server.ShutdownAsync().InTime());
        await running.Serving.InTime();
    }

    [Fact]
    public async Task OneRequest_IsHandledToItsEnd()
    {
        using var server = new TcpServer(Scene.Anywhere, Scene.Echo, Options);
        Assert.False(server.HandleRequest(TimeSpan.FromMilliseconds(50)));
        for (int i = 1; i <= 2; i++)
        {
            Task<bool> handled = i == 1 ? server.HandleRequestAsync() : Scene.OnThread(() => server.HandleRequest());
            using (Socket client = Socket.CreateConnection(server.LocalEndPoint, new ConnectOptions { Timeout = Scene.Patience }))
            {
                client.Timeout = Scene.Patience;
                client.Ping();
                Assert.False(handled.IsCompleted);
            }

            Assert.True(await handled.InTime());
            Assert.Equal(i, server.Counts.Served);
            Assert.Equal(0, server.Counts.Active);
        }
    }

    [Fact]
    public async Task AShutdown_EndsTheWaitForOneRequest()
    {
        using var server = new TcpServer(Scene.Anywhere, Scene.Echo, Options);
        Task<bool> handled = server.HandleRequestAsync();
        await server.ShutdownAsync().InTime();
        Assert.False(await handled.InTime());
    }

    [Fact]
    public async Task ServeForever_HoldsItsThread_UntilTheShutdown()
    {
        using var server = new TcpServer(Scene.Anywhere, Scene.Echo, Options);
        Task serving = Scene.OnThread(() =>
        {
            server.ServeForever();
            return 0;
        });
        using (Socket client = Socket.CreateConnection(server.LocalEndPoint))
        {
            client.Timeout = Scene.Patience;
            client.Ping();
            Assert.False(serving.IsCompleted);
        }

        await server.ShutdownAsync().InTime();
        await serving.InTime();
    }
}
