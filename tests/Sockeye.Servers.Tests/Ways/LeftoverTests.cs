using Sockeye.Connections.Tests;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Servers.Tests.Ways;

/// <summary>What a way has opened it has closed; and where nothing can be opened it waits, and goes on by itself.</summary>
[Collection(Alone.Name)]
public sealed class LeftoverTests
{
    public static TheoryData<ServeBy> Ways => [ServeBy.OneAtATime, ServeBy.Threads, ServeBy.Selector];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Nothing_IsLeftOver(ServeBy by)
    {
        await Once(by);         // what the process opens for good
        int before = Descriptors();
        for (int i = 0; i < 5; i++)
        {
            await Once(by);
        }

        Eventually.True(() => Descriptors() <= before, Scene.Patience);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task OutOfDescriptors_AcceptingPauses_AndGoesOnByItself(ServeBy by)
    {
        Assert.NotNull(Record.Exception((Action)(static () => { throw SocketFault.Create("rehearsal", Errno.EMFILE); })));       // the runtime opens files where code runs for the first time
        await using var running = new Running(Scene.Echo, new ServingOptions { By = by });
        using Socket before = running.Connect();
        before.Ping();
        Socket[] late = [new Socket(Family.AF_INET), new Socket(Family.AF_INET), new Socket(Family.AF_INET)];
        using var meters = new HeardMeters();
        using (TestCalls.LimitDescriptors(3))       // every number above is forbidden from now on, also one that was free
        {
            before.Dispose();
            Array.ForEach(late, socket => socket.Connect(running.Server.LocalEndPoint));
            long began = TimeProvider.System.GetTimestamp();
            Eventually.True(() => meters["sockeye.accept.pauses"] >= 5, Scene.Patience);
            TimeSpan took = TimeProvider.System.GetElapsedTime(began);
            Assert.True(meters["sockeye.accept.errors EMFILE"] <= 7 + (took / TimeSpan.FromMilliseconds(100)), "it does not pause, it spins");
            Assert.InRange(running.Server.Counts.Served, 1, 2);     // accept(2) that waits has its descriptor already
        }

        foreach (Socket socket in late)
        {
            socket.Timeout = Scene.Patience;
            socket.Ping();
            socket.Dispose();
        }

        Eventually.True(() => running.Server.Counts.Served == 1 + late.Length, Scene.Patience);
    }

    private static async Task Once(ServeBy by)
    {
        await using var running = new Running(Scene.Echo, new ServingOptions { By = by });
        using Socket ended = running.Connect();
        ended.Ping();
        ended.Shutdown(ShutdownHow.SHUT_WR);
        ended.DemandEnd();
        using Socket reset = running.Connect();
        reset.Ping();
        reset.Options.Linger = TimeSpan.Zero;
        reset.Dispose();
        using Socket aborted = running.Connect();
        aborted.Ping();
        await running.Server.ShutdownAsync(TimeSpan.Zero).InTime();
        await running.Serving.InTime();
    }

    private static int Descriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;
}
