using Sockeye.Sockets;

namespace Sockeye.Servers.Tests.Datagrams;

/// <summary>Answers that cannot go, or not at once.</summary>
public sealed class AnswerTests
{
    [Fact]
    public async Task AUnixClientThatDoesNotRead_IsGivenUp_AndNobodyWaitsForIt()
    {
        await using var served = new RunningDatagrams(
            async request =>
            {
                do
                {
                    await request.ReplyAsync(request.Data);
                }
                while (request.Words() == "flood");
            },
            new ServingOptions { WriteTimeout = TimeSpan.FromMilliseconds(300) },
            DatagramClient.Name());
        using Socket deaf = RunningDatagrams.Unconnected();
        using Socket client = served.Client(DatagramClient.Name());
        deaf.SendTo("flood"u8, served.Server.LocalEndPoint);
        Eventually.True(() => served.Server.Counts.Active == 1, Scene.Patience);
        Assert.Equal("hello", client.Ask("hello"));
        SocketTimeoutException late = served.Demand<SocketTimeoutException>(deaf);

        Assert.Equal(deaf.LocalEndPoint, late.RemoteEndPoint);
        Assert.Contains("took nothing of what was sent to it for 0.3 s", late.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), (served.Server.Counts[Limit.Write], served.Server.Counts.Failed));
        Assert.Equal("hello", client.Ask("hello"));
        Assert.Empty(served.Told);
    }

    [Fact]
    public async Task AUnixClientThatReadsLate_HasItsAnswerStill()
    {
        const int Answers = 500;
        await using var served = new RunningDatagrams(
            static async request =>
            {
                for (int i = 0; i < Answers; i++)
                {
                    await request.ReplyAsync(request.Data);
                }
            },
            at: DatagramClient.Name());
        using Socket client = served.Client(DatagramClient.Name());
        client.Send("all of them");
        Eventually.True(() => served.Server.Counts.Active == 1, Scene.Patience);

        for (int i = 0; i < Answers; i++)
        {
            Assert.Equal("all of them", client.Hear());
        }

        Eventually.True(() => served.Server.Counts.Active == 0, Scene.Patience);
    }

    [Fact]
    public async Task AUnixClientThatHasGone_IsNobodysFault()
    {
        var gone = new TaskCompletionSource();
        await using var served = new RunningDatagrams(
            async request =>
            {
                await gone.Task;
                await request.ReplyAsync(request.Data);
            },
            at: DatagramClient.Name());
        using (Socket client = served.Client(DatagramClient.Name()))
        {
            client.Send("bye");
            Eventually.True(() => served.Server.Counts.Active == 1, Scene.Patience);
        }

        gone.SetResult();
        served.Demand<ConnectionRefusedException>();
        Assert.Equal(0, served.Server.Counts.Failed);
    }

    // Linux tells a socket without a peer of such errors only where it is asked to: so it is.
    [Theory]
    [InlineData(ServeBy.Loops)]
    [InlineData(ServeBy.OneAtATime)]
    public async Task AnIcmpErrorOfAnEarlierAnswer_EndsNothing(ServeBy by)
    {
        var gone = new SemaphoreSlim(0);
        await using var served = new RunningDatagrams(
            async request =>
            {
                if (request.Words() == "bye")
                {
                    await gone.WaitAsync();
                    await request.ReplyAsync(request.Data);
                    await request.ReplyAsync(request.Data);     // is told what the first has met
                    return;
                }

                await request.ReplyAsync(request.Data);
            },
            new ServingOptions { By = by });
        served.Server.Socket.SetOption(SocketOption.IP_RECVERR, 1);
        for (int i = 0; i < 5; i++)
        {
            using (Socket client = served.Client())
            {
                client.Send("bye");
                Eventually.True(() => served.Server.Counts.Active == 1, Scene.Patience);
            }

            gone.Release();
            Eventually.True(() => served.Server.Counts.Active == 0, Scene.Patience);
            using Socket another = served.Client();
            Assert.Equal("hello", another.Ask("hello"));
        }

        Assert.Empty(served.Told);
        Assert.Equal(0, served.Server.Counts.Failed);
    }

    // There is one place: were it given to the next datagram too early, answers would go to the wrong client.
    [Fact]
    public async Task AnAnswerThatIsNotAwaited_BelongsToItsDatagramStill()
    {
        var late = new TaskCompletionSource<Task>();
        await using var served = new RunningDatagrams(
            request =>
            {
                if (request.Words() == "yours")
                {
                    return request.ReplyAsync(request.Data);
                }

                // More than the client's queue takes: the last of them wait, and the handler does not.
                Task[] replies = [.. Enumerable.Range(0, 100).Select(_ => request.ReplyAsync(request.Data).AsTask())];
                late.TrySetResult(Task.WhenAll(replies));
                return default;
            },
            new ServingOptions { MaxPending = 1 },
            DatagramClient.Name());
        using Socket client = RunningDatagrams.Unconnected();
        using Socket next = served.Client(DatagramClient.Name());
        client.SendTo("mine"u8, served.Server.LocalEndPoint);
        Task all = await late.Task.InTime();
        next.Send("yours");
        Assert.False(all.IsCompleted);

        for (int i = 0; i < 100; i++)
        {
            Assert.Equal("mine", client.Hear());
        }

        await all.InTime();
        Assert.Equal("yours", next.Hear());
    }
}
