using Sockeye.Sockets;

namespace Sockeye.Servers.Tests.Ways;

public sealed class OneAtATimeTests : WayContract
{
    protected override ServeBy By => ServeBy.OneAtATime;

    protected override bool ServesManyAtOnce => false;

    [Fact]
    public async Task TheThreadThatServes_RunsTheHandler_AndTheSecondClientWaits()
    {
        int serving = 0;
        int handling = 0;
        using var server = new TcpServer(
            Scene.Anywhere,
            async request =>
            {
                await request.Input.ReadAsync();
                handling = Environment.CurrentManagedThreadId;
                await request.Output.WriteAsync(new byte[1]);
            },
            new ServingOptions { By = By });
        Task ended = Scene.OnThread(() =>
        {
            serving = Environment.CurrentManagedThreadId;
            server.ServeForever();
            return 0;
        });
        using Socket first = Socket.CreateConnection(server.LocalEndPoint);
        using Socket second = Socket.CreateConnection(server.LocalEndPoint);
        (first.Timeout, second.Timeout) = (Scene.Patience, Scene.Patience);
        second.SendAll(new byte[1]);
        Eventually.True(() => server.Counts.Served == 1, Scene.Patience);
        Assert.False(second.TryReceive(new byte[1], out _));
        first.SendAll(new byte[1]);
        Assert.Single(first.Receive(1));
        Assert.Equal(serving, handling);
        Assert.Single(second.Receive(1));
        await server.ShutdownAsync().InTime();
        await ended.InTime();
    }
}
