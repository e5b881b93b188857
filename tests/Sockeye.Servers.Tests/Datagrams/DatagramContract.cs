using System.Collections.Concurrent;
using System.Net;
using Sockeye.Sockets;
using Sockeye.Wire;

namespace Sockeye.Servers.Tests.Datagrams;

/// <summary>What every way of serving datagrams does alike.</summary>
public abstract class DatagramContract
{
    private protected abstract ServeBy By { get; }

    private ServingOptions Options => new() { By = By };

    [Fact]
    public async Task ADatagram_IsAnsweredAsItCame_LargeAndEmptyOnesToo()
    {
        await using var served = new RunningDatagrams(RunningDatagrams.Echo, Options);
        using Socket client = served.Client();

        foreach (int size in (int[])[1, 0, 60_000, 65_507, 512])
        {
            byte[] sent = [.. Enumerable.Range(0, size).Select(static i => (byte)(i * 7))];
            client.Send(sent);
            Assert.Equal(sent, client.Receive(70_000));
        }

        Eventually.True(() => served.Server.Counts is { Served: 5, Active: 0 }, Scene.Patience);
    }

    [Fact]
    public async Task UnixDatagrams_AreAnswered_AndAClientThatIsNotBoundCannotBe()
    {
        var answers = new ConcurrentQueue<bool>();
        await using var served = new RunningDatagrams(
            request =>
            {
                answers.Enqueue(request.CanReply);
                return request.ReplyAsync(request.Data);
            },
            Options,
            DatagramClient.Name());
        using (Socket nobody = served.Client())
        {
            nobody.Send("who am I");
            NotConnectedException fault = served.Demand<NotConnectedException>();
            Assert.Contains("not bound", fault.Message, StringComparison.Ordinal);
        }

        using Socket client = served.Client(DatagramClient.Name());

        Assert.Equal("hello", client.Ask("hello"));
        Assert.Equal([false, true], answers);
        Assert.Equal(0, served.Server.Counts.Failed);       // it was the client's doing
    }

    [Fact]
    public async Task ARequest_TellsWhoSentItAndWhoServesIt()
    {
        var told = new TaskCompletionSource<(EndPoint Client, EndPoint Local, Server Server)>();
        await using var served = new RunningDatagrams(
            request =>
            {
                told.TrySetResult((request.ClientAddress, request.LocalEndPoint, request.Server));
                return default;
            },
            Options);
        using Socket client = served.Client();
        client.Send("x");

        Assert.Equal((client.LocalEndPoint, served.Server.LocalEndPoint, served.Server), await told.Task.InTime());
    }

    [Fact]
    public async Task AHandler_IsMadeForEachDatagram_AndWhatItWroteGoesBackAsOne()
    {
        var steps = new ConcurrentQueue<string>();
        int made = 0;
        await using var served = new RunningDatagrams(() => new Upper(steps) { Number = Interlocked.Increment(ref made) }, Options);
        using Socket client = served.Client();

        Assert.Equal("1:ONE", client.Ask("one"));
        Eventually.True(() => steps.Count == 3, Scene.Patience);
        Assert.Equal("2:TWO", client.Ask("two"));
        Eventually.True(() => steps.Count == 6, Scene.Patience);
        Assert.Equal(["setup 1", "handle 1", "finish 1", "setup 2", "handle 2", "finish 2"], steps);
    }

    [Fact]
    public async Task AHandlerThatThrows_EndsItsOwnDatagramAlone()
    {
        await using var served = new RunningDatagrams(
            static request => request.Words() switch
            {
                "throw" => throw new InvalidTimeZoneException("on purpose"),
                "later" => Later(),
                "malformed" => throw new ProtocolException(ProtocolError.Malformed, "no number", 0),
                _ => request.ReplyAsync(request.Data),
            },
            Options);
        using Socket client = served.Client();
        foreach (string words in (string[])["throw", "later"])
        {
            client.Send(words);
            Assert.Equal("on purpose", served.Demand<InvalidTimeZoneException>(client).Message);
            Assert.Equal("still here", client.Ask("still here"));
        }

        client.Send("malformed");
        served.Demand<ProtocolException>(client);

        Assert.Equal(2, served.Server.Counts.Failed);
        Assert.Equal(1, served.Server.Counts[Limit.Malformed]);

        static async ValueTask Later()
        {
            await Task.Yield();
            throw new InvalidTimeZoneException("on purpose");
        }
    }

    [Fact]
    public async Task WhereSetupThrows_FinishIsNotCalled_AndWhereHandleThrowsItIs()
    {
        var steps = new ConcurrentQueue<string>();
        await using var served = new RunningDatagrams(() => new Upper(steps), Options);
        using Socket client = served.Client();
        client.Send("setup throws");
        Assert.Equal("setup", served.Demand<InvalidTimeZoneException>(client).Message);
        client.Send("handle throws");
        Assert.Equal("handle", served.Demand<InvalidTimeZoneException>(client).Message);

        Assert.Equal(["setup 0", "setup 0", "handle 0", "finish 0"], steps);
    }

    [Fact]
    public async Task ADatagramThatIsTooLarge_IsCountedAndTold_AndNeverServedInPart()
    {
        var seen = new ConcurrentQueue<int>();
        await using var served = new RunningDatagrams(
            request =>
            {
                seen.Enqueue(request.Data.Length);
                return request.ReplyAsync(request.Data);
            },
            Options with { MaxDatagram = 100 });
        using Socket client = served.Client();
        client.Send(new byte[101]);
        MessageTooLongException fault = served.Demand<MessageTooLongException>(client);
        client.Send(new byte[100]);

        Assert.Equal(100, client.Receive(1000).Length);
        Assert.Equal(101, fault.Length);
        Assert.Equal(client.LocalEndPoint, fault.RemoteEndPoint);
        Assert.Contains("the datagram has 101 bytes, and 100 are the most (MaxDatagram)", fault.Message, StringComparison.Ordinal);
        Assert.Equal([100], seen);
        Assert.Equal(1, served.Server.Counts[Limit.Size]);
    }

    [Fact]
    public async Task WhoIsNotVerified_IsNotServed()
    {
        var friend = new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0);
        await using var served = new RunningDatagrams(
            RunningDatagrams.Echo, Options with { Verify = client => ((IPEndPoint)client).Address.Equals(friend.Address) ? true : ((IPEndPoint)client).Address.Equals(IPAddress.Loopback) ? false : throw new InvalidTimeZoneException("who?") });
        using Socket stranger = served.Client();
        using Socket unknown = served.Client(new IPEndPoint(IPAddress.Parse("127.0.0.3"), 0));
        using Socket known = served.Client(friend);
        stranger.Send("let me in");
        ClientRefusedException refused = served.Demand<ClientRefusedException>(stranger);
        unknown.Send("and me");
        served.Demand<InvalidTimeZoneException>(unknown);

        Assert.Equal(Limit.Verified, refused.Limit);
        Assert.Equal($"recvfrom from {stranger.LocalEndPoint}: refused by Verify", refused.Message);
        Assert.Equal("hello", known.Ask("hello"));
        Assert.Equal((1, 1), (served.Server.Counts[Limit.Verified], served.Server.Counts.Failed));
    }

    [Fact]
    public async Task ARequestThatIsUsedAfterItsEnd_SaysSo()
    {
        var kept = new TaskCompletionSource<DatagramRequest>();
        await using var served = new RunningDatagrams(
            request =>
            {
                kept.TrySetResult(request);
                return request.ReplyAsync(request.Data);
            },
            Options);
        using Socket client = served.Client();
        client.Ask("first");
        client.Ask("second");       // in its place, perhaps
        Eventually.True(() => served.Server.Counts.Active == 0, Scene.Patience);
        DatagramRequest request = await kept.Task.InTime();

        Assert.Throws<ObjectDisposedException>(() => request.Data);
        Assert.Throws<ObjectDisposedException>(() => request.ClientAddress);
        Assert.Throws<ObjectDisposedException>(() => request.Server);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await request.ReplyAsync(new byte[1]));
        Assert.Throws<InvalidOperationException>(() => default(DatagramRequest).Data);
    }

    [Fact]
    public async Task AnAnswerThatIsTooLarge_IsTheHandlersMistake()
    {
        await using var served = new RunningDatagrams(static request => request.ReplyAsync(new byte[65_508]), Options);
        using Socket client = served.Client();
        client.Send("x");

        Assert.Equal(client.LocalEndPoint, served.Demand<MessageTooLongException>(client).RemoteEndPoint);
        Assert.Equal(1, served.Server.Counts.Failed);
    }

    [Fact]
    public async Task HandleRequest_ServesOneDatagram_AndSaysWhereNoneCame()
    {
        await using var server = new UdpServer(Scene.Anywhere, RunningDatagrams.Echo, Options);
        using Socket client = RunningDatagrams.Client(server.LocalEndPoint);

        Assert.False(await Scene.OnThread(() => server.HandleRequest(TimeSpan.FromMilliseconds(50))).InTime());
        client.Send("one");
        client.Send("two");
        Assert.True(await Scene.OnThread(() => server.HandleRequest()).InTime());
        Assert.Equal(1, server.Counts.Served);
        Assert.True(await server.HandleRequestAsync(Scene.Patience).InTime());
        Assert.Equal("one", client.Hear());
        Assert.Equal("two", client.Hear());
        using var enough = new CancellationTokenSource();
        Task<bool> third = server.HandleRequestAsync(cancellation: enough.Token);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(third.InTime);
    }

    [Fact]
    public async Task Shutdown_LetsHandlersEndAndAnswer_AndReceivesNothingMore()
    {
        var entered = new TaskCompletionSource();
        var mayEnd = new TaskCompletionSource();
        var served = new RunningDatagrams(
            async request =>
            {
                entered.SetResult();
                await mayEnd.Task;
                await request.ReplyAsync(request.Data);
            },
            Options);
        using Socket client = served.Client();
        client.Send("one");
        await entered.Task.InTime();
        Task<Drained> ending = served.Server.ShutdownAsync(Scene.Patience);
        Eventually.True(() => served.Server.Stopping.IsCancellationRequested, Scene.Patience);
        client.Send("two");
        mayEnd.SetResult();

        Assert.Equal(new Drained(1, 0, 0), await ending.InTime());
        Assert.Equal("one", client.Hear());
        await served.Serving.InTime();
        Assert.Equal(1, served.Server.Counts.Served);
        await served.DisposeAsync();
        using var next = new UdpServer((IPEndPoint)served.Server.LocalEndPoint, RunningDatagrams.Echo);     // the address is free
    }

    [Fact]
    public async Task WhoHasNotEndedByTheDeadline_IsAborted_AndCannotAnswer()
    {
        var entered = new TaskCompletionSource();
        var aborted = new TaskCompletionSource<Exception>();
        var served = new RunningDatagrams(
            async request =>
            {
                entered.SetResult();
                while (true)
                {
                    try
                    {
                        _ = request.Data;
                        await Task.Yield();
                    }
                    catch (Exception error)
                    {
                        aborted.SetResult(error);
                        throw;
                    }
                }
            },
            Options);
        using Socket client = served.Client();
        client.Send("one");
        await entered.Task.InTime();

        Assert.Equal(new Drained(0, 1, 0), await served.Server.ShutdownAsync(TimeSpan.FromMilliseconds(50)).InTime());
        Assert.IsType<OperationCanceledException>(await aborted.Task.InTime());
        Assert.Equal((1, 0), (served.Server.Counts.Aborted, served.Server.Counts.Failed));
        Assert.Empty(served.Told);
        await served.DisposeAsync();
    }

    [Fact]
    public async Task ABurst_IsServedOrCountedAsDropped_EveryDatagramOfIt()
    {
        const int Burst = 10_000;
        await using var served = new RunningDatagrams(static _ => default, Options);
        using Socket client = served.Client();
        byte[] data = new byte[32];
        for (int i = 0; i < Burst; i++)
        {
            client.Send(data);
        }

        Eventually.True(() => served.Server.Counts is { Active: 0 } counts && counts.Served + counts.Dropped == Burst, Scene.Patience);
        Assert.InRange(served.Server.Counts.Served, 100, Burst);
        Assert.Equal(0, served.Server.Counts.Failed);
    }

    /// <summary>Answers in capitals, and notes its steps.</summary>
    private sealed class Upper(ConcurrentQueue<string> steps) : DatagramHandler
    {
        internal int Number { get; init; }

        protected override ValueTask Setup()
        {
            steps.Enqueue($"setup {Number}");
            return Request.Words() == "setup throws" ? throw new InvalidTimeZoneException("setup") : default;
        }

        protected override async ValueTask Handle()
        {
            steps.Enqueue($"handle {Number}");
            if (Request.Words() == "handle throws")
            {
                throw new InvalidTimeZoneException("handle");
            }

            using var reader = new StreamReader(Input.AsStream());
            System.Buffers.BuffersExtensions.Write(Output, System.Text.Encoding.UTF8.GetBytes($"{Number}:{(await reader.ReadToEndAsync()).ToUpperInvariant()}"));
        }

        protected override ValueTask Finish()
        {
            steps.Enqueue($"finish {Number}");
            return default;
        }
    }
}

public sealed class LoopDatagramTests : DatagramContract
{
    private protected override ServeBy By => ServeBy.Loops;
}

public sealed class OneAtATimeDatagramTests : DatagramContract
{
    private protected override ServeBy By => ServeBy.OneAtATime;
}

public sealed class ThreadDatagramTests : DatagramContract
{
    private protected override ServeBy By => ServeBy.Threads;
}
