using System.Buffers;
using System.IO.Pipelines;
using Sockeye.Connections.Tls;

namespace Sockeye.Connections.Tests.Tls;

/// <summary>What ends one direction leaves the other as it is, also at the very moment at which that is computing.</summary>
public sealed class TlsEndTests
{
    private const int Much = 1_500_000;

    [Fact]
    [Trait("Category", "Slow")]
    public Task WhoEndsWriting_ReadsOn() => Repeat(static (server, read) => Task.Run(async () =>
    {
        while (read.Count < Much)
        {
            ReadResult come = await server.Input.ReadAsync();
            Assert.False(come.Buffer.IsEmpty, "it was cut");
            read.Add(come.Buffer.ToArray());
            server.Input.AdvanceTo(come.Buffer.End);
        }
    }));

    [Fact]
    [Trait("Category", "Slow")]
    public Task WhoEndsWriting_ReadsOn_WithItsThread() => Repeat(static (server, read) => Task.Run(() =>
    {
        byte[] buffer = new byte[20_000];
        while (read.Count < Much)
        {
            int count = server.AsStream().Read(buffer);
            Assert.NotEqual(0, count);
            read.Add(buffer.AsSpan(0, count));
        }
    }));

    // Each time at another moment of the reading.
    private static async Task Repeat(Func<TlsConnection, Received, Task> reader)
    {
        for (int i = 0; i < 40; i++)
        {
            (TlsConnection server, TlsConnection client) = await TlsScene.Pair();
            using (server)
            using (client)
            {
                await Task.Yield();     // off the connection's own turn: below a thread is blocked
                var read = new Received();
                Task reading = reader(server, read);
                Task writing = Task.Run(async () => await client.Output.WriteAsync(Scene.Pattern(Much)));
                int moment = i * (Much / 50);
                SpinWait.SpinUntil(() => read.Count >= moment || reading.IsCompleted);
                await server.Output.CompleteAsync();
                await reading.InTime();
                await writing.InTime();
                Assert.Equal(Scene.Pattern(Much), read.ToArray());
            }
        }
    }

    private sealed class Received
    {
        private readonly byte[] _bytes = new byte[Much];
        private int _count;

        internal int Count => Volatile.Read(ref _count);

        internal void Add(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_bytes.AsSpan(_count));
            Volatile.Write(ref _count, _count + bytes.Length);
        }

        internal byte[] ToArray() => _bytes;
    }
}
