using System.IO.Pipelines;
using Sockeye.Loops;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests.Ends;

/// <summary>A connection ends with its handler, whatever that awaited last: the input itself, which is what a connection looks after on its own, or anything else.</summary>
public sealed class LastAwaitTests
{
    private static readonly Dictionary<string, Func<Connection, Task>> Handlers = new()
    {
        ["a read"] = static async connection => await connection.Input.ReadAsync(),
        ["a read, without its context"] = static async connection => await connection.Input.ReadAsync().ConfigureAwait(false),
        ["two reads"] = static async connection =>
        {
            ReadResult read = await connection.Input.ReadAsync();
            connection.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            using var soon = new CancellationTokenSource(20);
            await connection.Input.ReadAsync(soon.Token);
        },
        ["a method that reads"] = static async connection => await Read(connection),
        ["a read as a task"] = static connection => connection.Input.ReadAsync().AsTask(),
        ["a read of the stream"] = static async connection => _ = await connection.AsStream().ReadAsync(new byte[10]),
        ["a flush"] = static async connection =>
        {
            await connection.Input.ReadAsync();
            await connection.Output.WriteAsync("x"u8.ToArray());
        },
        ["the pool"] = static async connection =>
        {
            await connection.Input.ReadAsync();
            await Task.Yield();
        },
        ["a delay beside a read"] = static async connection =>
        {
            await ReadAll(connection);
            Task<ReadResult> reading = connection.Input.ReadAsync().AsTask();
            await Task.WhenAny(Task.Delay(20), reading);
        },
        ["a delay, with a read under way"] = static async connection =>
        {
            await ReadAll(connection);
            ValueTask<ReadResult> reading = connection.Input.ReadAsync();
            await Task.Delay(20);
            GC.KeepAlive(reading);
        },
        ["nothing"] = static _ => Task.CompletedTask,
        ["nothing, as an async method"] = static async _ => await Task.CompletedTask,
        ["an error after a read"] = static async connection =>
        {
            await connection.Input.ReadAsync();
            throw new InvalidOperationException("on purpose");
        },
    };

    public static TheoryData<string, Lane> Cases
    {
        get
        {
            var cases = new TheoryData<string, Lane>();
            foreach (string last in Handlers.Keys)
            {
                cases.Add(last, Lane.Guarded);
                cases.Add(last, Lane.Pool);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task TheConnectionEndsWithItsHandler(string last, Lane lane)
    {
        using LoopGroup loops = Scene.Loops();
        using Listener listener = Listener.Bind(Scene.At("tcp"), new ListenerOptions { Connections = new ConnectionOptions { Loops = loops, Lane = lane } });
        Task serving = listener.ServeAsync(Handlers[last]);
        for (int i = 0; i < 20; i++)
        {
            using Socket peer = Socket.CreateConnection(listener.LocalEndPoint);
            peer.Timeout = Scene.Patience;
            SendAllOrNothing(peer);
            ReadToTheEnd(peer);
        }

        Eventually.True(() => loops.All.Sum(static loop => loop.Watched) == 1, Scene.Patience);
        listener.Dispose();
        await serving.InTime();
    }

    // Of those that end at once it may have been told already.
    private static void SendAllOrNothing(Socket peer)
    {
        try
        {
            peer.SendAll("xy"u8);
        }
        catch (Exception gone) when (gone is BrokenPipeException or ConnectionResetException)
        {
        }
    }

    private static void ReadToTheEnd(Socket peer)
    {
        try
        {
            while (peer.Receive(10).Length > 0)
            {
            }
        }
        catch (ConnectionResetException)
        {
        }
    }

    private static async Task Read(Connection connection) => await connection.Input.ReadAsync();

    // What the peer sends, so that it is silent afterwards.
    private static async Task ReadAll(Connection connection)
    {
        ReadResult read = await connection.Input.ReadAtLeastAsync(2);
        connection.Input.AdvanceTo(read.Buffer.End);
    }
}
