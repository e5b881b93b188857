using System.Net;
using Sockeye.Loops;
using Sockeye.Sockets;

namespace Sockeye.Servers.Tests.Limits;

/// <summary>A hook that does not come back holds up the hook, and no limit.</summary>
public sealed class BlockedHookTests
{
    [Fact]
    public async Task WhileTheHookIsBusy_LimitsGoOn_AndAllIsToldInTheEnd()
    {
        using var loops = new LoopGroup(new LoopOptions { Loops = 1 });
        using var goOn = new ManualResetEventSlim();
        int told = 0;
        await using var server = new TcpServer(Scene.Anywhere, Scene.Echo, new ServingOptions
        {
            Loops = loops,
            IdleTimeout = TimeSpan.FromMilliseconds(100),
            Failed = (_, _) =>
            {
                Interlocked.Increment(ref told);
                goOn.Wait();
            },
        });
        Task serving = server.ServeForeverAsync();
        using (Socket first = Connect(server.LocalEndPoint))
        {
            first.DemandReset();
        }

        Eventually.True(() => Volatile.Read(ref told) == 1, Scene.Patience);
        using (Socket second = Connect(server.LocalEndPoint))
        {
            second.DemandReset();
        }

        Eventually.True(() => server.Counts[Limit.Idle] == 2, Scene.Patience);
        Assert.Equal(1, Volatile.Read(ref told));
        goOn.Set();
        Eventually.True(() => Volatile.Read(ref told) == 2, Scene.Patience);
        await server.ShutdownAsync().InTime();
        await serving.InTime();
    }

    private static Socket Connect(EndPoint server)
    {
        Socket client = Socket.CreateConnection(server);
        client.Timeout = Scene.Patience;
        return client;
    }
}
