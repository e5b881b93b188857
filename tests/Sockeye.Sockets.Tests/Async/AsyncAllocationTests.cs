using System.Net;
using Sockeye.Loops;

namespace Sockeye.Sockets.Tests.Async;

/// <summary>Verbs that are awaited allocate nothing once they are warm, whether they wait or not.</summary>
public sealed class AsyncAllocationTests
{
    private const int Rounds = 10_000;

    public static TheoryData<string> All => Scene.Of(Scene.All);

    [Theory]
    [MemberData(nameof(All))]
    public Task TenThousandRoundTrips_AllocateNothing(string kind) => RoundTrips(kind, timeout: null, CancellationToken.None);

    [Theory]
    [MemberData(nameof(All))]
    public async Task TimeoutsAndTokens_CostNothingEither(string kind)
    {
        using var source = new CancellationTokenSource();
        await RoundTrips(kind, Connected.Patience, source.Token);
    }

    /// <summary>Every receiving verb in turn has to wait, with a timeout and a token, and every sending one answers it.</summary>
    [Theory]
    [InlineData("from an envelope")]
    [InlineData("message")]
    [InlineData("pieces")]
    [InlineData("message of pieces")]
    public async Task EveryVerbThatHasToWait_AllocatesNothing(string verb)
    {
        using var loops = new LoopGroup(new LoopOptions { Loops = 1, StallAfter = TimeSpan.FromSeconds(1) });
        using var source = new CancellationTokenSource();
        (Socket one, Socket two) = Connected.Udp();
        using (one)
        using (two)
        {
            one.UseLoops(loops);
            two.UseLoops(loops);
            one.Timeout = two.Timeout = Connected.Patience;
            Task echo = Task.Run(() => Converse(two, verb, asks: false, source.Token), CancellationToken.None);
            long? allocated = null;
            for (int i = 0; i < 5 && allocated is null; i++)
            {
                allocated = await Task.Run(() => Converse(one, verb, asks: true, source.Token), CancellationToken.None).InTime();
            }

            Assert.Equal(0, allocated);
            two.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => echo.WaitAsync(Connected.Patience, CancellationToken.None));
        }
    }

    // Both ends are on one loop, so that all that is done is done on its thread, and other tests are not counted. Where the loop was given to
    // another thread meanwhile, on a busy machine, it is tried again.
    private static async Task RoundTrips(string kind, TimeSpan? timeout, CancellationToken cancellation)
    {
        using var loops = new LoopGroup(new LoopOptions { Loops = 1, StallAfter = TimeSpan.FromSeconds(1) });
        (Socket one, Socket two) = Scene.Pair(kind);
        using (one)
        using (two)
        {
            one.UseLoops(loops);
            two.UseLoops(loops);
            one.Timeout = two.Timeout = timeout;
            Task echo = Task.Run(() => Echo(two, cancellation), CancellationToken.None);
            long? allocated = null;
            for (int i = 0; i < 5 && allocated is null; i++)
            {
                allocated = await Task.Run(() => PingPong(one, cancellation), CancellationToken.None).InTime();
            }

            Assert.Equal(0, allocated);
            one.Dispose();
            two.Dispose();
            await echo.WaitAsync(Connected.Patience, CancellationToken.None);
        }
    }

    [Fact]
    public void VerbsThatAreDoneAtOnce_AllocateNothing()
    {
        (Socket one, Socket two) = Connected.Udp();
        using (one)
        using (two)
        {
            byte[] data = new byte[64];
            var from = new SocketAddress(System.Net.Sockets.AddressFamily.InterNetwork);
            SocketAddress to = two.LocalEndPoint.Serialize();
            using var beside = new AncillaryData(256);
            void Round()
            {
                Assert.Equal(64, Taken(one.SendAsync(data)));
                Assert.Equal(64, Taken(one.SendToAsync(data, to)));
                Assert.Equal(64, Taken(one.SendMessageAsync(data, new() { Envelope = to })));
                Assert.Equal(64, Arrived(two.ReceiveAsync(data)));
                Assert.Equal(64, Arrived(two.ReceiveFromAsync(data, from)));
                ValueTask<ReceivedMessage> message = two.ReceiveMessageAsync(data, new() { Envelope = from, Ancillary = beside });
                Assert.True(SpinWait.SpinUntil(() => message.IsCompleted, Connected.Patience));
                Assert.Equal(64, message.Result.Count);
            }

            for (int i = 0; i < 100; i++)
            {
                Round();
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
            {
                _ = Taken(one.SendAsync(data)) + Taken(one.SendToAsync(data, to)) + Taken(one.SendMessageAsync(data, new() { Envelope = to }));
                two.Receive(data.AsSpan());
                two.Receive(data.AsSpan());
                two.Receive(data.AsSpan());
            }

            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    // Who asks makes some rounds and tells what its thread has allocated; who answers goes on for ever.
    private static async Task<long?> Converse(Socket socket, string verb, bool asks, CancellationToken cancellation)
    {
        const int Warm = 500;
        const int Rounds = 3000;
        byte[] data = new byte[64];
        Memory<byte>[] rooms = [data.AsMemory(0, 10), data.AsMemory(10)];
        ReadOnlyMemory<byte>[] pieces = [data.AsMemory(0, 10), data.AsMemory(10)];
        SocketAddress to = socket.RemoteEndPoint.Serialize();
        var from = new SocketAddress(System.Net.Sockets.AddressFamily.InterNetwork);
        using var beside = new AncillaryData(256);
        var send = new MessageOptions { Envelope = to };
        var receive = new MessageOptions { Envelope = from, Ancillary = beside };
        (long before, int thread) = (0, 0);
        for (int i = 0; !asks || i < Warm + Rounds; i++)
        {
            if (i == Warm)
            {
                (before, thread) = (GC.GetAllocatedBytesForCurrentThread(), Environment.CurrentManagedThreadId);
            }

            if (asks || i > 0)
            {
                int sent = verb switch
                {
                    "from an envelope" => await socket.SendToAsync(data, to, cancellation: cancellation).ConfigureAwait(false),
                    "message" => await socket.SendMessageAsync(data, send, cancellation).ConfigureAwait(false),
                    "pieces" => await socket.SendAsync(pieces, cancellation: cancellation).ConfigureAwait(false),
                    _ => await socket.SendMessageAsync(pieces, send, cancellation).ConfigureAwait(false),
                };
                Demand(sent);
            }

            Demand(verb switch
            {
                "from an envelope" => await socket.ReceiveFromAsync(data, from, cancellation: cancellation).ConfigureAwait(false),
                "message" => (await socket.ReceiveMessageAsync(data, receive, cancellation).ConfigureAwait(false)).Count,
                "pieces" => await socket.ReceiveAsync(rooms, cancellation: cancellation).ConfigureAwait(false),
                _ => (await socket.ReceiveMessageAsync(rooms, receive, cancellation).ConfigureAwait(false)).Count,
            });
        }

        return thread == Environment.CurrentManagedThreadId ? GC.GetAllocatedBytesForCurrentThread() - before : null;
    }

    private static void Demand(int count)
    {
        if (count != 64)
        {
            throw new InvalidOperationException($"{count} bytes");
        }
    }

    private static int Taken(ValueTask<int> task)
    {
        Assert.True(task.IsCompletedSuccessfully);
        return task.Result;
    }

    private static int Arrived(ValueTask<int> task)
    {
        Assert.True(SpinWait.SpinUntil(() => task.IsCompleted, Connected.Patience));
        return task.Result;
    }

    private static async Task Echo(Socket socket, CancellationToken cancellation)
    {
        byte[] buffer = new byte[64];
        try
        {
            for (int count; (count = await socket.ReceiveAsync(buffer, cancellation: cancellation).ConfigureAwait(false)) > 0;)
            {
                await socket.SendAllAsync(buffer.AsMemory(0, count), cancellation: cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception over) when (over is ObjectDisposedException or SocketFaultException)
        {
            // The other side has seen enough.
        }
    }

    private static async Task<long?> PingPong(Socket socket, CancellationToken cancellation)
    {
        byte[] buffer = new byte[64];
        long before = 0;
        int thread = 0;
        for (int i = 0; i < Rounds + 1000; i++)
        {
            if (i == 1000)
            {
                (before, thread) = (GC.GetAllocatedBytesForCurrentThread(), Environment.CurrentManagedThreadId);
            }

            await socket.SendAllAsync(buffer, cancellation: cancellation).ConfigureAwait(false);
            int count = await socket.ReceiveAsync(buffer, cancellation: cancellation).ConfigureAwait(false);
            if (count != buffer.Length)
            {
                throw new InvalidOperationException($"{count} bytes came back");
            }
        }

        return thread == Environment.CurrentManagedThreadId ? GC.GetAllocatedBytesForCurrentThread() - before : null;
    }
}
