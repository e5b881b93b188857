using Sockeye.Connections;
using Sockeye.Loops;
using Sockeye.Sockets;
using Xunit.Abstractions;

namespace Sockeye.Servers.Tests.Load;

/// <summary>One speaks, many read, and one of them has stopped reading: the others hear everything, the memory has a bound, and the one is thrown out.</summary>
[Collection(Alone.Name)]
[Trait("Category", "Slow")]
public sealed class ChatTests(ITestOutputHelper output)
{
    private const int Readers = 200;
    private const int Messages = 700;
    private const int LargestGrowth = 16 << 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    [Fact]
    public async Task AReaderThatStops_IsFeltByNobodyElse()
    {
        await Talk(Messages, stopped: 0);     // the first one is compiled while it runs
        TimeSpan without = await Talk(Messages, stopped: 0);
        TimeSpan with = await Talk(Messages, stopped: 1);
        output.WriteLine($"99 % heard within {without.TotalMilliseconds:0.00} ms without it, and within {with.TotalMilliseconds:0.00} ms with it");
    }

    private static async Task<TimeSpan> Talk(int messages, int stopped)
    {
        using var loops = new LoopGroup(new LoopOptions { Loops = 1 });
        using var others = new LoopGroup(new LoopOptions { Loops = 1 });
        var chat = new Chat();

        // Over a Unix socket: what the kernel keeps for a reader is little there, and always the same.
        await using var server = new UnixStreamServer(UnixEndPoint.Abstract($"sockeye-{Guid.NewGuid()}"), chat.Serve, new ServingOptions { Loops = loops });
        Task serving = server.ServeForeverAsync();
        var silent = new List<Socket>();
        for (int i = 0; i < stopped; i++)
        {
            Socket one = Socket.CreateConnection(server.LocalEndPoint);
            one.Send([Chat.Reader]);
            silent.Add(one);
        }

        Task<List<TimeSpan>>[] reading = [.. Enumerable.Range(0, Readers).Select(_ => Read(server, messages, new ConnectionOptions { Loops = others }))];
        Eventually.True(() => chat.Readers == Readers + stopped, Scene.Patience);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        using Socket speaker = Socket.CreateConnection(server.LocalEndPoint);
        await Scene.OnThread(() => Speak(speaker, messages)).InTime();
        List<TimeSpan>[] heard = await Task.WhenAll(reading).InTime();
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.All(heard, one => Assert.Equal(messages, one.Count));
        Assert.Equal(stopped, chat.ThrownOut);
        Assert.Equal(0, server.Counts.Failed);
        Assert.True(grown < LargestGrowth, $"the memory grew {grown} bytes");
        silent.ForEach(static one => one.Dispose());
        await server.ShutdownAsync(TimeSpan.Zero).InTime();
        await serving.InTime();
        List<TimeSpan> all = [.. heard.SelectMany(static one => one).Order()];
        return all[all.Count * 99 / 100];
    }

    // By the clock, and not by how fast it is heard.
    private static bool Speak(Socket speaker, int messages)
    {
        TimeProvider clock = TimeProvider.System;
        speaker.Send([Chat.Speaker]);
        long begun = clock.GetTimestamp();
        for (int i = 0; i < messages; i++)
        {
            TimeSpan early = (i * Pause) - clock.GetElapsedTime(begun);
            if (early > TimeSpan.Zero)
            {
                CancellationToken.None.WaitHandle.WaitOne(early);
            }

            speaker.SendAll(Chat.Message(begun + (i * Pause.Ticks * (clock.TimestampFrequency / TimeSpan.TicksPerSecond))));
        }

        return true;
    }

    private static async Task<List<TimeSpan>> Read(UnixStreamServer server, int messages, ConnectionOptions options)
    {
        var heard = new List<TimeSpan>(messages);
        await using Connection connection = await Connection.ConnectAsync(server.LocalEndPoint, options);
        await connection.Output.WriteAsync(new[] { Chat.Reader });
        byte[] message = new byte[Chat.MessageSize];
        Stream stream = connection.AsStream();
        while (heard.Count < messages)
        {
            await stream.ReadExactlyAsync(message);
            heard.Add(TimeProvider.System.GetElapsedTime(Chat.Spoken(message)));
        }

        return heard;
    }
}
