using System.IO.Pipelines;
using Sockeye.Loops;
using Sockeye.Sockets;
using Xunit.Abstractions;

namespace Sockeye.Connections.Tests.Load;

/// <summary>What a connection costs: memory while it idles, and none for a message.</summary>
[Collection(Alone.Name)]
public sealed class CostTests(ITestOutputHelper output)
{
    private const int Idle = 2000;

    // Measured 651, with the handler's own state; and a tenth.
    private const int LargestIdle = 720;

    private const int Messages = 20_000;

    [Fact]
    public async Task AnIdleConnection_IsFewBytes()
    {
        using LoopGroup loops = Scene.Loops();
        var how = new ListenerOptions { Server = new ServerOptions { Backlog = 4096 }, Connections = new ConnectionOptions { Loops = loops } };
        using Listener listener = Listener.Bind(Scene.At("tcp"), how);
        var peers = new Socket[Idle];
        int running = 0;
        Task serving = listener.ServeAsync(connection =>
        {
            Interlocked.Increment(ref running);
            return Scene.EchoPipe(connection);
        });
        peers[0] = Socket.CreateConnection(listener.LocalEndPoint);
        Eventually.True(() => Volatile.Read(ref running) == 1, Scene.Patience);

        // Accepting pauses while the clients come: they wait in the backlog, and their own memory is not counted.
        listener.Dispose();
        await serving.InTime();
        using Listener second = Listener.Bind(Scene.At("tcp"), how);
        for (int i = 1; i < Idle; i++)
        {
            peers[i] = Socket.CreateConnection(second.LocalEndPoint);
        }

        long before = GC.GetTotalMemory(forceFullCollection: true);
        Task more = second.ServeAsync(connection =>
        {
            Interlocked.Increment(ref running);
            return Scene.EchoPipe(connection);
        });
        Eventually.True(() => Volatile.Read(ref running) == Idle, Scene.Patience);
        long each = (GC.GetTotalMemory(forceFullCollection: true) - before) / (Idle - 1);
        output.WriteLine($"{each} bytes an idle connection, as the garbage collector counts");
        Assert.InRange(each, 100, LargestIdle);
        Array.ForEach(peers, static peer => peer.Dispose());
        second.Dispose();
        await more.InTime();
    }

    // Counted on the loop's thread, where all of it is done.
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task AnEchoedMessage_AllocatesNothing(bool stream, bool token)
    {
        using var source = new CancellationTokenSource();
        CancellationToken cancellation = token ? source.Token : default;
        string? where = null;
        var allocated = new TaskCompletionSource<long>();
        await using var served = new Served(
            async connection =>
            {
                Stream bytes = connection.AsStream();
                byte[] buffer = new byte[1000];
                long begun = 0;
                for (int i = 0; i < Messages * 2; i++)
                {
                    if (i == Messages)
                    {
                        begun = GC.GetAllocatedBytesForCurrentThread();
                    }

                    if (stream)
                    {
                        int count = await bytes.ReadAsync(buffer, cancellation);
                        await bytes.WriteAsync(buffer.AsMemory(0, count), cancellation);
                    }
                    else
                    {
                        ReadResult read = await connection.Input.ReadAsync(cancellation);
                        await connection.Output.WriteAsync(read.Buffer.First, cancellation);
                        connection.Input.AdvanceTo(read.Buffer.End);
                    }
                }

                where = Thread.CurrentThread.Name;
                allocated.SetResult(GC.GetAllocatedBytesForCurrentThread() - begun);
            },
            new LoopOptions { Loops = 1, StallAfter = TimeSpan.FromMinutes(1) });
        using Socket peer = served.Connect();
        byte[] message = new byte[100];
        for (int i = 0; i < Messages * 2; i++)
        {
            peer.SendAll(message);
            peer.ReceiveExactly(message);
        }

        long sum = await allocated.Task.InTime();
        output.WriteLine($"{where}: {sum} bytes for {Messages} messages");
        Assert.InRange(sum, 0, 4096);
    }
}
