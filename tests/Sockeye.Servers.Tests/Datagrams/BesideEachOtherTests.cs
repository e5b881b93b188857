using System.Net;
using Sockeye.Connections.Tls;
using Sockeye.Sockets;

namespace Sockeye.Servers.Tests.Datagrams;

/// <summary>Where handlers run beside each other: what one that takes its time does to the rest, and how many there may be.</summary>
public sealed class BesideEachOtherTests
{
    public static TheoryData<ServeBy> Ways => [ServeBy.Loops, ServeBy.Threads];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task AHandlerThatAwaits_KeepsNoOtherDatagramWaiting(ServeBy by)
    {
        var mayEnd = new TaskCompletionSource();
        await using var served = new RunningDatagrams(
            async request =>
            {
                if (request.Words() == "wait")
                {
                    await mayEnd.Task;
                }

                await request.ReplyAsync(request.Data);
            },
            new ServingOptions { By = by });
        using Socket waits = served.Client();
        using Socket client = served.Client();
        for (int i = 0; i < 50; i++)
        {
            waits.Send("wait");
        }

        Assert.Equal("hello", client.Ask("hello"));
        Eventually.True(() => served.Server.Counts.Active == 50, Scene.Patience);
        mayEnd.SetResult();
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal("wait", waits.Hear());
        }

        Assert.Equal("hello", client.Ask("hello"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task AHandlerThatBlocks_KeepsNoOtherDatagramWaiting(ServeBy by)
    {
        using var mayEnd = new ManualResetEventSlim();
        await using var served = new RunningDatagrams(
            request =>
            {
                if (request.Words() == "block")
                {
                    mayEnd.Wait(Scene.Patience);
                }

                return request.ReplyAsync(request.Data);
            },
            new ServingOptions { By = by });
        using Socket blocks = served.Client();
        using Socket client = served.Client();
        for (int i = 0; i < 3; i++)
        {
            blocks.Send("block");
        }

        for (int i = 0; i < 5; i++)
        {
            Assert.Equal("hello", client.Ask("hello"));
        }

        Eventually.True(() => served.Server.Counts.Active == 3, Scene.Patience);
        mayEnd.Set();
        Assert.Equal("block", blocks.Hear());
    }

    [Fact]
    public async Task WhenMaxPendingAreServed_NothingIsReceived_AndTheKernelCountsWhatItDrops()
    {
        const int Burst = 2_000;
        var mayEnd = new TaskCompletionSource();
        await using var served = new RunningDatagrams(async _ => await mayEnd.Task, new ServingOptions { MaxPending = 3 });
        using Socket client = served.Client();
        byte[] data = new byte[1000];
        for (int i = 0; i < Burst; i++)
        {
            client.Send(data);
        }

        SocketFaultException full = served.Demand<SocketFaultException>(client);
        Assert.Equal(Native.Errno.ENOBUFS, full.Errno);
        Assert.Contains("3 datagrams are being served", full.Message, StringComparison.Ordinal);
        Eventually.True(() => served.Server.Counts is { Active: 3, Served: 3, Dropped: > 0 }, Scene.Patience);
        Assert.Equal(1, served.Server.Counts[Limit.Pending]);

        mayEnd.SetResult();
        Eventually.True(() => served.Server.Counts is { Active: 0 } counts && counts.Served + counts.Dropped == Burst, Scene.Patience);
        Assert.Equal(0, served.Server.Counts.Refused);
    }

    [Fact]
    public async Task OneAddress_HasNoMoreThanItsShare_AndOthersAreServed()
    {
        var mayEnd = new TaskCompletionSource();
        await using var served = new RunningDatagrams(
            async request =>
            {
                if (request.Words() == "wait")
                {
                    await mayEnd.Task;
                }

                await request.ReplyAsync(request.Data);
            },
            new ServingOptions { MaxPerAddress = 2 });
        using Socket greedy = served.Client();
        using Socket another = served.Client(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        for (int i = 0; i < 3; i++)
        {
            greedy.Send("wait");
        }

        ClientRefusedException refused = served.Demand<ClientRefusedException>(greedy);
        Assert.Equal(Limit.PerAddress, refused.Limit);
        Assert.Contains("2 datagrams of that address are being served (MaxPerAddress)", refused.Message, StringComparison.Ordinal);
        Assert.Equal("hello", another.Ask("hello"));
        Assert.Equal((1, 1), (served.Server.Counts.Refused, served.Server.Counts[Limit.PerAddress]));
        mayEnd.SetResult();
        Assert.Equal("wait", greedy.Hear());
        Assert.Equal("wait", greedy.Hear());
        Eventually.True(() => served.Server.Counts.Active == 0, Scene.Patience);
        Assert.Equal("again", greedy.Ask("again"));
    }

    [Fact]
    public async Task MaxThreads_BoundsTheThreads_AndWhoComesThenWaits()
    {
        var mayEnd = new TaskCompletionSource();
        await using var served = new RunningDatagrams(async _ => await mayEnd.Task, new ServingOptions { By = ServeBy.Threads, MaxThreads = 2 });
        using Socket client = served.Client();
        for (int i = 0; i < 5; i++)
        {
            client.Send("x");
        }

        Eventually.True(() => served.Server.Counts.Active == 2, Scene.Patience);
        Assert.Equal(2, served.Server.Counts.Served);
        mayEnd.SetResult();
        Eventually.True(() => served.Server.Counts is { Served: 5, Active: 0 }, Scene.Patience);
        Assert.Equal(0, served.Server.Counts.Dropped);
    }

    [Theory]
    [InlineData(ServeBy.Selector)]
    [InlineData(ServeBy.Processes)]
    public void OtherWays_AreRefused_InClearWords(ServeBy by)
    {
        UnixEndPoint address = DatagramClient.Name();
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new UnixDatagramServer(address, RunningDatagrams.Echo, new ServingOptions { By = by }));

        Assert.StartsWith($"{by} is no way of serving datagrams; Loops, Threads and OneAtATime are", refused.Message, StringComparison.Ordinal);
        using var free = new UnixDatagramServer(address, RunningDatagrams.Echo);
    }

    [Fact]
    public void AnAddressThatIsTaken_IsNotShared()
    {
        using var first = new UdpServer(Scene.Anywhere, RunningDatagrams.Echo);

        Assert.Throws<AddressInUseException>(() => new UdpServer((IPEndPoint)first.LocalEndPoint, RunningDatagrams.Echo));
    }

    [NeedsFact(Machine.Loopback6)]
    public async Task WithDualStack_BothFamiliesAreServed()
    {
        await using var served = new RunningDatagrams(
            RunningDatagrams.Echo,
            new ServingOptions { Listening = new ServerOptions { DualStack = true }, MaxPerAddress = 1 },
            new IPEndPoint(IPAddress.IPv6Any, 0));
        int port = ((IPEndPoint)served.Server.LocalEndPoint).Port;
        using Socket six = RunningDatagrams.Client(new IPEndPoint(IPAddress.IPv6Loopback, port));
        using Socket four = RunningDatagrams.Client(new IPEndPoint(IPAddress.Loopback, port));

        Assert.Equal("six", six.Ask("six"));
        Assert.Equal("four", four.Ask("four"));
    }

    [Fact]
    public void TlsIsRefused()
    {
        var options = new ServingOptions { Tls = new TlsServerOptions { Certificates = ServerCertificates.Development() } };
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new UdpServer(Scene.Anywhere, RunningDatagrams.Echo, options));
        Assert.StartsWith("Tls is for connections: datagrams have none", refused.Message, StringComparison.Ordinal);
    }
}
