namespace Sockeye.Sockets.Tests.Async;

/// <summary>Many verbs at once: how many threads they take, and whether each gets what is its own when they are cancelled at random.</summary>
public sealed class AsyncManyTests
{
    private const int ManyPairs = 5_000;

    [Fact]
    public async Task TenThousandPendingReceives_HoldNoThread()
    {
        var pairs = new List<(Socket One, Socket Two)>();
        try
        {
            for (int i = 0; i < ManyPairs; i++)
            {
                pairs.Add(Socket.SocketPair());
            }

            int before = Threads();
            byte[] room = new byte[2 * ManyPairs];
            Task<int>[] waiting =
            [
                .. pairs.Select((pair, i) => pair.One.ReceiveAsync(room.AsMemory(2 * i, 1)).AsTask()),
                .. pairs.Select((pair, i) => pair.Two.ReceiveAsync(room.AsMemory((2 * i) + 1, 1)).AsTask()),
            ];
            Assert.DoesNotContain(waiting, static task => task.IsCompleted);
            Assert.InRange(Threads(), 1, before + Environment.ProcessorCount + 8);
            for (int i = 0; i < ManyPairs; i++)
            {
                pairs[i].One.Send([(byte)i]);
                pairs[i].Two.Send([(byte)(i + 1)]);
            }

            await Task.WhenAll(waiting).WaitAsync(Connected.Patience);
            for (int i = 0; i < ManyPairs; i++)
            {
                Assert.Equal(((byte)(i + 1), (byte)i), (room[2 * i], room[(2 * i) + 1]));
            }
        }
        finally
        {
            pairs.ForEach(static pair =>
            {
                pair.One.Dispose();
                pair.Two.Dispose();
            });
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task AStormOfCancellations_LosesNothing(int seed)
    {
        const int Conversations = 20;
        const int Receives = 500;
        await Task.WhenAll(Enumerable.Range(0, Conversations).Select(i => Task.Run(() => Converse(new Random((seed * 1000) + i), Receives)))).WaitAsync(Connected.Patience);
    }

    // The time between the two is led to where either may be first.
    [Theory]
    [InlineData("unix")]
    [InlineData("unix datagrams")]
    [Trait("Category", "Slow")]
    public async Task ATokenThatIsCancelledInTheMomentOfTheAnswer_AHundredThousandTimes_LosesNothing(string kind)
    {
        const int Times = 100_000;
        (Socket one, Socket two) = Scene.Pair(kind);
        using (one)
        using (two)
        {
            // On a thread of its own: what goes on on the loop would never race with it.
            (int answers, int cancellations) = await Task.Factory.StartNew(() => CancelInTheMoment(one, two, Times), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            Assert.Equal(Times, answers + cancellations);
            Assert.InRange(answers, 1, Times - 1);
            Assert.Throws<WouldBlockException>(() => two.Receive(1, MessageFlags.MSG_DONTWAIT));
        }
    }

    private static (int Answers, int Cancellations) CancelInTheMoment(Socket one, Socket two, int times)
    {
        (int answers, int cancellations, int pause) = (0, 0, 0);
        byte[] room = new byte[1];
        for (int i = 0; i < times; i++)
        {
            using var source = new CancellationTokenSource();
            Task<int> receiving = two.ReceiveAsync(room, cancellation: source.Token).AsTask();
            one.Send([(byte)i]);
            Thread.SpinWait(pause);
            source.Cancel();
            Assert.Equal(0, Task.WaitAny([receiving], Connected.Patience));
            if (receiving.IsCanceled)
            {
                (cancellations, pause) = (cancellations + 1, pause + 1);
                receiving = two.ReceiveAsync(room).AsTask();
                Assert.Equal(0, Task.WaitAny([receiving], Connected.Patience));
            }
            else
            {
                (answers, pause) = (answers + 1, Math.Max(0, pause - 1));
            }

            Assert.Equal((1, (byte)i), (receiving.Result, room[0]));
        }

        return (answers, cancellations);
    }

    // One side sends a count, byte by byte or in bursts; the other receives with tokens and timeouts that hit at random. What was received is the count, without a gap.
    private static async Task Converse(Random random, int receives)
    {
        (Socket one, Socket two) = random.Next(2) == 0 ? Connected.Tcp() : Socket.SocketPair();
        using (one)
        using (two)
        {
            using var over = new CancellationTokenSource();
            Task sending = Send(one, new Random(random.Next()), over.Token);
            byte[] room = new byte[64];
            byte expected = 0;
            for (int done = 0; done < receives;)
            {
                int count;
                using var source = new CancellationTokenSource();
                two.Timeout = random.Next(3) == 0 ? TimeSpan.FromMilliseconds(random.Next(1, 3)) : null;
                ValueTask<int> received = two.ReceiveAsync(room, cancellation: source.Token);
                switch (random.Next(3))
                {
                    case 0:
                        source.Cancel();
                        break;

                    case 1:
                        ThreadPool.UnsafeQueueUserWorkItem(static source => Cancel(source), source, preferLocal: false);
                        break;
                }

                try
                {
                    count = await received.ConfigureAwait(false);
                }
                catch (Exception ended) when (ended is OperationCanceledException or SocketTimeoutException)
                {
                    continue;
                }

                for (int i = 0; i < count; i++)
                {
                    Assert.Equal(expected++, room[i]);
                }

                done++;
            }

            over.Cancel();
            two.Dispose();
            await sending.ConfigureAwait(false);
        }
    }

    private static async Task Send(Socket socket, Random random, CancellationToken over)
    {
        byte next = 0;
        byte[] burst = new byte[200];
        try
        {
            while (!over.IsCancellationRequested)
            {
                int count = random.Next(1, burst.Length);
                for (int i = 0; i < count; i++)
                {
                    burst[i] = next++;
                }

                await socket.SendAllAsync(burst.AsMemory(0, count), cancellation: CancellationToken.None).ConfigureAwait(false);
                if (random.Next(4) == 0)
                {
                    await Task.Yield();
                }
            }
        }
        catch (SocketFaultException)
        {
            // The other side has had enough.
        }
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The bytes were faster.
        }
    }

    private static int Threads() => Directory.GetDirectories("/proc/self/task").Length;
}
