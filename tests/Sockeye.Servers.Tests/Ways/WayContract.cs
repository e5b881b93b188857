using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Sockeye.Servers.Tests.Handlers;
using Sockeye.Sockets;

namespace Sockeye.Servers.Tests.Ways;

/// <summary>What holds in each way of serving: the same handlers, with the same clients, come to the same ends.</summary>
public abstract partial class WayContract
{
    private const int Much = 8 << 20;

    protected abstract ServeBy By { get; }

    /// <summary>False where the second waits for the first to go.</summary>
    protected virtual bool ServesManyAtOnce => true;

    private ServingOptions Options => new() { By = By };

    [Fact]
    public async Task Bytes_ComeBackAsTheyWere()
    {
        await using var running = new Running(Scene.Echo, Options);
        using Socket client = running.Connect();
        foreach (int length in (int[])[1, 100, 4096, 4097, 16 * 1024, 70_000])
        {
            Exchange(client, Pattern(length));
        }

        client.Shutdown(ShutdownHow.SHUT_WR);
        client.DemandEnd();
        running.DemandNobody();
        Assert.Empty(running.Told);
    }

    [Fact]
    public async Task Streams_ReadAndWrite_AwaitedAndNot()
    {
        await using var running = new Running(
            static async request =>
            {
                Stream stream = request.AsStream();
                byte[] buffer = new byte[1000];
                for (int i = 0, count; (count = i % 2 == 0 ? await stream.ReadAsync(buffer) : stream.Read(buffer)) > 0; i++)
                {
                    if (i % 3 == 0)
                    {
                        await stream.WriteAsync(buffer.AsMemory(0, count));
                    }
                    else
                    {
                        stream.Write(buffer, 0, count);
                    }
                }
            },
            Options);
        using Socket client = running.Connect();
        for (int i = 0; i < 20; i++)
        {
            Exchange(client, Pattern(1 + (i * 300)));
        }

        client.Shutdown(ShutdownHow.SHUT_WR);
        client.DemandEnd();
    }

    [Fact]
    public async Task Frames_ComeBackAsTheyWere()
    {
        await using var running = new Running(static () => new EchoFrames(), Options);
        using Socket client = running.Connect();
        for (int length = 0; length < 60_000; length = (length * 2) + 1)
        {
            Exchange(client, Framed(length));
        }
    }

    [Fact]
    public async Task AClientThatHasSaidAll_IsAnsweredStill()
    {
        await using var running = new Running(
            static async request =>
            {
                ReadResult all = await request.Input.ReadAtLeastAsync(int.MaxValue);
                await request.Output.WriteAsync(BitConverter.GetBytes((int)all.Buffer.Length));
                request.Input.AdvanceTo(all.Buffer.End);
            },
            Options);
        using Socket client = running.Connect();
        client.SendAll(Pattern(100_000));
        client.Shutdown(ShutdownHow.SHUT_WR);
        byte[] answer = new byte[4];
        client.ReceiveExactly(answer);
        Assert.Equal(100_000, BitConverter.ToInt32(answer));
        client.DemandEnd();
    }

    [Fact]
    public async Task AHandlerThatHasSaidAll_ReadsOn()
    {
        var heard = new TaskCompletionSource<byte[]>();
        await using var running = new Running(
            async request =>
            {
                await request.Output.WriteAsync("done"u8.ToArray());
                await request.Output.CompleteAsync();
                ReadResult all = await request.Input.ReadAtLeastAsync(int.MaxValue);
                heard.SetResult(all.Buffer.ToArray());
            },
            Options);
        using Socket client = running.Connect();
        byte[] answer = new byte[4];
        client.ReceiveExactly(answer);
        client.DemandEnd();
        client.SendAll("and I say this"u8);
        client.Shutdown(ShutdownHow.SHUT_WR);
        Assert.Equal("and I say this"u8.ToArray(), await heard.Task.InTime());
    }

    [Fact]
    public async Task Much_GoesBothWaysAtOnce()
    {
        await using var running = new Running(Scene.Echo, Options);
        using Socket client = running.Connect();
        byte[] sent = Pattern(Much);
        Task sending = Scene.OnThread(() =>
        {
            client.SendAll(sent);
            client.Shutdown(ShutdownHow.SHUT_WR);
            return 0;
        });
        byte[] back = new byte[Much];
        client.ReceiveExactly(back);
        await sending.InTime();
        Assert.True(sent.AsSpan().SequenceEqual(back), "what came back was changed");
        client.DemandEnd();
    }

    [Fact]
    public async Task AClientThatResets_IsNobodysFault_AndTheNextIsServed()
    {
        var met = new TaskCompletionSource<Exception?>();
        await using var running = new Running(
            async request =>
            {
                try
                {
                    await Scene.Echo(request);
                }
                catch (Exception error)
                {
                    met.TrySetResult(error);
                    throw;
                }
            },
            Options);
        Socket client = running.Connect();
        client.Ping();
        client.Options.Linger = TimeSpan.Zero;
        EndPoint address = client.LocalEndPoint;
        client.Dispose();
        var reset = Assert.IsType<ConnectionResetException>(await met.Task.InTime());
        Assert.Equal(address, reset.RemoteEndPoint);
        running.DemandNobody();
        Assert.Empty(running.Told);
        Assert.Equal(0, running.Server.Counts.Failed);
        using Socket next = running.Connect();
        next.Ping();
    }

    [Fact]
    public async Task AHandlerThatThrows_EndsItsConversationAlone()
    {
        await using var running = new Running(
            static async request =>
            {
                ReadResult read = await request.Input.ReadAsync();
                throw new InvalidDataException($"on purpose, after {read.Buffer.Length} bytes");
            },
            Options);
        for (int i = 1; i <= 2; i++)
        {
            using Socket client = running.Connect();
            client.SendAll(new byte[3]);
            client.DemandReset();
            Assert.Equal("on purpose, after 3 bytes", running.Demand<InvalidDataException>(client).Message);
            Eventually.True(() => running.Server.Counts.Failed == i, Scene.Patience);
        }
    }

    [Fact]
    public async Task AHandlerThatThrowsAtOnce_EndsItsConversationAlone()
    {
        int calls = 0;
        await using var running = new Running(
            request => Interlocked.Increment(ref calls) == 1 ? throw new InvalidDataException("on purpose") : Scene.Echo(request),
            Options);
        using Socket first = running.Connect();
        running.Demand<InvalidDataException>(first);
        using Socket second = running.Connect();
        second.Ping();
    }

    [Fact]
    public async Task WhatIsAborted_EndsWithTheCause()
    {
        var met = new TaskCompletionSource<Exception?>();
        await using var running = new Running(
            async request =>
            {
                using var timer = new Timer(_ => request.Abort(new InvalidDataException("on purpose")), null, 50, Timeout.Infinite);
                met.SetResult(await Record.ExceptionAsync(async () => await request.Input.ReadAsync()));
            },
            Options);
        using Socket client = running.Connect();
        Assert.Equal("on purpose", Assert.IsType<InvalidDataException>(await met.Task.InTime()).Message);
        client.DemandReset();
    }

    [Fact]
    public async Task AReadIsCancelled_ByATokenOrByTheReader_AndGoesOn()
    {
        await using var running = new Running(
            static async request =>
            {
                using var soon = new CancellationTokenSource(20);
                await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await request.Input.ReadAsync(soon.Token));
                using var timer = new Timer(_ => request.Input.CancelPendingRead(), null, 20, Timeout.Infinite);
                Assert.True((await request.Input.ReadAsync()).IsCanceled);
                await request.Output.WriteAsync("now"u8.ToArray());
                await Scene.Echo(request);
            },
            Options);
        using Socket client = running.Connect();
        byte[] word = new byte[3];
        client.ReceiveExactly(word);
        client.Ping();
        Assert.Empty(running.Told);
    }

    [Fact]
    public async Task FiftyClients_AreAllServed()
    {
        await using var running = new Running(static () => new EchoFrames(), Options);
        Task[] clients = [.. Enumerable.Range(0, 50).Select(i => Scene.OnThread(() =>
        {
            using Socket client = running.Connect();
            for (int j = 0; j < 20; j++)
            {
                Exchange(client, Framed((i * 37) + (j * 11)));
            }

            return 0;
        }))];
        await Task.WhenAll(clients).InTime();
        running.DemandNobody();
        Assert.Equal(50, running.Server.Counts.Served);
        Assert.Empty(running.Told);
    }

    [Fact]
    public async Task UnixStreams_AreServedAsWell()
    {
        using var server = new UnixStreamServer(UnixEndPoint.Abstract("sockeye-" + Guid.NewGuid()), Scene.Echo, Options);
        Task serving = server.ServeForeverAsync();
        using (Socket client = Socket.CreateConnection(server.LocalEndPoint))
        {
            client.Timeout = Scene.Patience;
            client.Ping();
        }

        await server.ShutdownAsync().InTime();
        await serving.InTime();
    }

    private static void Exchange(Socket client, byte[] sent)
    {
        byte[] back = new byte[sent.Length];
        client.SendAll(sent);
        client.ReceiveExactly(back);
        Assert.True(sent.AsSpan().SequenceEqual(back), $"{sent.Length} bytes came back changed");
    }

    private static byte[] Framed(int length)
    {
        var output = new ArrayBufferWriter<byte>();
        Scene.Prefixed.Write(new ReadOnlySequence<byte>(Pattern(length)), output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Pattern(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
