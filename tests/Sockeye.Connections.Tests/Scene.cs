using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Sockeye.Loops;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests;

/// <summary>Connections and their peers, and handlers that many tests share.</summary>
internal static class Scene
{
    internal static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    internal static EndPoint At(string kind) => kind switch
    {
        "tcp" => new IPEndPoint(IPAddress.Loopback, 0),
        "tcp6" => new IPEndPoint(IPAddress.IPv6Loopback, 0),
        "unix" => UnixEndPoint.Abstract("sockeye-" + Guid.NewGuid()),
        _ => throw new ArgumentException(kind),
    };

    /// <summary>A connection, and the blocking socket that is its peer.</summary>
    internal static (Connection Connection, Socket Peer) Pair(string kind = "tcp", ConnectionOptions? options = null)
    {
        using Socket listener = Socket.CreateServer(At(kind));
        Socket peer = Socket.CreateConnection(listener.LocalEndPoint);
        peer.Timeout = Patience;
        return (Connection.Adopt(listener.Accept(), options), peer);
    }

    /// <summary>A group of one loop, or more, that stands for itself.</summary>
    internal static LoopGroup Loops(int count = 1) => new(new LoopOptions { Loops = count });

    /// <summary>The same, and it takes no loop away: for tests in which only the guard would be the guest.</summary>
    internal static LoopGroup Patient(int count = 1) => new(new LoopOptions { Loops = count, StallAfter = TimeSpan.FromMinutes(1) });

    internal static byte[] Pattern(int length, int seed = 7)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    internal static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Patience);

    internal static Task InTime(this Task task) => task.WaitAsync(Patience);

    internal static Task<T> InTime<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Patience);

    internal static Task InTime(this ValueTask task) => task.AsTask().WaitAsync(Patience);

    /// <summary>Runs blocking code on a thread of its own, so that the thread pool stays free.</summary>
    internal static Task OnThread(Action code) => Task.Factory.StartNew(code, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Reads until there are that many bytes, and takes them.</summary>
    internal static async Task<byte[]> ReadExactly(this PipeReader input, int count)
    {
        ReadResult read = await input.ReadAtLeastAsync(count).InTime();
        byte[] bytes = read.Buffer.Slice(0, count).ToArray();
        input.AdvanceTo(read.Buffer.GetPosition(count));
        return bytes;
    }

    internal static async Task EchoPipe(Connection connection)
    {
        while (true)
        {
            ReadResult read = await connection.Input.ReadAsync();
            if (read.Buffer.IsEmpty && read.IsCompleted)
            {
                return;
            }

            await connection.Output.WriteAsync(read.Buffer.First);
            connection.Input.AdvanceTo(read.Buffer.GetPosition(read.Buffer.First.Length));
        }
    }

    internal static async Task EchoStream(Connection connection)
    {
        Stream stream = connection.AsStream();
        byte[] buffer = new byte[16 * 1024];
        int count;
        while ((count = await stream.ReadAsync(buffer)) > 0)
        {
            await stream.WriteAsync(buffer.AsMemory(0, count));
        }
    }

    /// <summary>By a blocking peer of an echo: sends, and compares what comes back while it sends.</summary>
    internal static void Converse(Socket peer, Random random, int messages, int largest)
    {
        for (int i = 0; i < messages; i++)
        {
            byte[] sent = Pattern(random.Next(largest + 1), random.Next());
            byte[] back = new byte[sent.Length];
            Task sending = sent.Length > 16 * 1024 ? OnThread(() => peer.SendAll(sent)) : Task.CompletedTask;
            if (sent.Length <= 16 * 1024)
            {
                peer.SendAll(sent);
            }

            peer.ReceiveExactly(back);
            sending.Wait(Patience);
            Assert.True(sent.AsSpan().SequenceEqual(back), $"message {i} of {sent.Length} bytes came back changed");
        }
    }
}
