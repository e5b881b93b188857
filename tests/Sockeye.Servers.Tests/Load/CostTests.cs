using System.Buffers;
using System.Net;
using Sockeye.Loops;
using Sockeye.Servers.Tests.Handlers;
using Sockeye.Sockets;
using Xunit.Abstractions;

namespace Sockeye.Servers.Tests.Load;

/// <summary>What serving costs: memory while a connection idles, and none for a frame.</summary>
[Collection(Alone.Name)]
public sealed class CostTests(ITestOutputHelper output)
{
    private const int Idle = 2000;

    // Measured 1679, and built for debugging 1890, in frames; and a tenth.
#if DEBUG
    private const int LargestIdle = 2080;
#else
    private const int LargestIdle = 1850;
#endif

    private const int Count = 20_000;

    // Built for debugging, a state machine is an object of its own each time.
#if DEBUG
    private const int Allowed = Count * 600;
#else
    private const int Allowed = 4096;
#endif

    [Fact]
    public async Task AnIdleServedConnection_IsFewBytes()
    {
        using var loops = new LoopGroup(new LoopOptions { Loops = 1 });
        await using var server = new TcpServer(Scene.Anywhere, static () => new EchoFrames(), new ServingOptions { Loops = loops, Listening = new ServerOptions { Backlog = 4096 } });

        // They wait in the backlog, so that their own memory is not counted.
        Socket[] clients = [.. Enumerable.Range(0, Idle).Select(i => Socket.CreateConnection(
            server.LocalEndPoint, new ConnectOptions { LocalEndPoint = new IPEndPoint(IPAddress.Parse($"127.0.1.{1 + (i % 250)}"), 0) }))];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Task serving = server.ServeForeverAsync();
        Eventually.True(() => server.Counts.Active == Idle, Scene.Patience);
        long each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Idle;
        output.WriteLine($"{each} bytes an idle served connection, as the garbage collector counts");
        Assert.InRange(each, 100, LargestIdle);
        Array.ForEach(clients, static client => client.Dispose());
        await server.ShutdownAsync().InTime();
        await serving.InTime();
    }

    // Counted on the loop's thread, where all of it is done.
    [Fact]
    public async Task AFrame_AllocatesNothing()
    {
        var allocated = new TaskCompletionSource<long>();
        using var loops = new LoopGroup(new LoopOptions { Loops = 1, StallAfter = TimeSpan.FromMinutes(1) });
        await using var server = new TcpServer(Scene.Anywhere, () => new Counting(allocated), new ServingOptions { Loops = loops });
        Task serving = server.ServeForeverAsync();
        using Socket client = Socket.CreateConnection(server.LocalEndPoint);
        byte[] frame = [0, 0, 0, 32, .. new byte[32]];
        for (int i = 0; i < Count * 2; i++)
        {
            client.SendAll(frame);
            client.ReceiveExactly(frame);
        }

        long sum = await allocated.Task.InTime();
        output.WriteLine($"{sum} bytes for {Count} frames");
        Assert.InRange(sum, 0, Allowed);
        client.Dispose();
        await server.ShutdownAsync().InTime();
        await serving.InTime();
    }

    [Fact]
    public async Task NothingIsLeft_WhenAllHaveGone()
    {
        int before = Alone.Sockets;
        var running = new Running(Scene.Echo, new ServingOptions { MaxConnections = 50, Refusal = "no"u8.ToArray() });
        for (int i = 0; i < 3; i++)
        {
            Socket[] clients = [.. Enumerable.Range(0, 60).Select(_ => running.Connect())];
            Eventually.True(() => running.Server.Counts.Active == 50, Scene.Patience);
            Array.ForEach(clients, static client => client.Dispose());
            running.DemandNobody();
        }

        await running.DisposeAsync();
        Eventually.True(() => Alone.Sockets <= before, Scene.Patience);
    }

    /// <summary>Echoes frames, and says after twice <see cref="Count"/> what the second half has allocated.</summary>
    private sealed class Counting(TaskCompletionSource<long> allocated) : FramedHandler<ReadOnlySequence<byte>>(Scene.Prefixed)
    {
        private int _frames;
        private long _begun;

        protected override async ValueTask Handle(ReadOnlySequence<byte> frame)
        {
            if (++_frames == Count)
            {
                _begun = GC.GetAllocatedBytesForCurrentThread();
            }

            await Frames.WriteAsync(frame);
            if (_frames == Count * 2)
            {
                allocated.SetResult(GC.GetAllocatedBytesForCurrentThread() - _begun);
            }
        }
    }
}
