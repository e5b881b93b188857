using System.Collections.Concurrent;
using Sockeye.Sockets;

namespace Sockeye.Servers.Tests.Ways;

public sealed class ThreadsTests : WayContract
{
    protected override ServeBy By => ServeBy.Threads;

    [Fact]
    public async Task WhoFindsNoThread_WaitsInTheBacklog_UntilOneIsFree()
    {
        await using var running = new Running(Scene.Echo, new ServingOptions { By = By, MaxThreads = 2 });
        using Socket first = running.Connect();
        using Socket second = running.Connect();
        first.Ping();
        second.Ping();
        using Socket third = running.Connect();
        third.SendAll([1, 2, 3, 4]);
        second.Ping();
        Assert.Equal(2, running.Server.Counts.Served);
        first.Dispose();
        byte[] back = new byte[4];
        third.ReceiveExactly(back);
        Assert.Equal(3, running.Server.Counts.Served);
        Assert.Equal(0, running.Server.Counts.Refused);
    }

    [Fact]
    public async Task AThreadThatIsDone_ServesTheNext()
    {
        var threads = new ConcurrentBag<int>();
        await using var running = new Running(
            async request =>
            {
                threads.Add(Environment.CurrentManagedThreadId);
                await Scene.Echo(request);
            },
            new ServingOptions { By = By, MaxThreads = 1 });
        for (int i = 0; i < 5; i++)
        {
            using Socket client = running.Connect();
            client.Ping();
        }

        Assert.Equal(5, threads.Count);
        Assert.Single(threads.Distinct());
    }

    [Fact]
    public async Task AHandlerThatBlocks_HoldsUpNobodyElse()
    {
        using var release = new ManualResetEventSlim();
        int calls = 0;
        await using var running = new Running(
            request =>
            {
                if (Interlocked.Increment(ref calls) == 1)
                {
                    release.Wait(Scene.Patience);
                }

                return Scene.Echo(request);
            },
            new ServingOptions { By = By });
        using Socket blocked = running.Enter();
        using Socket other = running.Connect();
        other.Ping();
        release.Set();
        blocked.Ping();
    }
}
