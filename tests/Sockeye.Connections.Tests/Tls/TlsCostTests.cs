using System.IO.Pipelines;
using Sockeye.Connections.Tls;
using Sockeye.Loops;
using Xunit.Abstractions;

namespace Sockeye.Connections.Tests.Tls;

/// <summary>A message in TLS costs no memory.</summary>
[Collection(Alone.Name)]
public sealed class TlsCostTests(ITestOutputHelper output)
{
    private const int Messages = 10_000;

    // Built for debugging, a state machine is an object of its own each time.
#if DEBUG
    private const int Allowed = Messages * 1200;
#else
    private const int Allowed = 4096;
#endif

    // Counted on the loop's thread, where all of it is done.
    [Theory]
    [InlineData(false, 100)]
    [InlineData(true, 100)]
    [InlineData(false, 20_000)]
    [InlineData(true, 20_000)]
    public async Task AnEchoedMessage_AllocatesNothing(bool stream, int length)
    {
        using var loops = new LoopGroup(new LoopOptions { Loops = 1, StallAfter = TimeSpan.FromMinutes(1) });
        using Listener listener = Listener.Bind(Scene.At("tcp"), new ListenerOptions { Connections = new ConnectionOptions { Loops = loops } });
        var allocated = new TaskCompletionSource<long>();
        Task serving = listener.ServeAsync(async connection =>
        {
            try
            {
                await Echo(await TlsConnection.AcceptAsync(connection, TlsScene.Server), stream, length, allocated);
            }
            catch (Exception error)
            {
                allocated.TrySetException(error);
            }
        });
        await using TlsConnection client = await TlsConnection.ConnectAsync(await Connection.ConnectAsync(listener.LocalEndPoint).InTime(), TlsScene.Client).InTime();
        Stream bytes = client.AsStream(leaveOpen: true);
        byte[] message = new byte[length];
        for (int i = 0; i < Messages * 2 && !allocated.Task.IsFaulted; i++)
        {
            await bytes.WriteAsync(message);
            await bytes.ReadExactlyAsync(message);
        }

        long sum = await allocated.Task.InTime();
        output.WriteLine($"{sum} bytes for {Messages} messages");
        Assert.InRange(sum, 0, Allowed);
        listener.Dispose();
        await serving.InTime();
    }

    private static async Task Echo(TlsConnection tls, bool stream, int length, TaskCompletionSource<long> allocated)
    {
        Stream bytes = tls.AsStream();
        byte[] buffer = new byte[length];
        long begun = 0;
        for (long at = 0; at < 2L * Messages * length;)
        {
            if (at == (long)Messages * length)
            {
                begun = GC.GetAllocatedBytesForCurrentThread();
            }

            if (stream)
            {
                int count = await bytes.ReadAsync(buffer);
                await bytes.WriteAsync(buffer.AsMemory(0, count));
                at += count;
            }
            else
            {
                ReadResult read = await tls.Input.ReadAsync();
                await tls.Output.WriteAsync(read.Buffer.First);
                at += read.Buffer.First.Length;
                tls.Input.AdvanceTo(read.Buffer.End);
            }
        }

        allocated.SetResult(GC.GetAllocatedBytesForCurrentThread() - begun);
    }
}
