using System.Net;
using Sockeye.Sockets.Dialing;

namespace Sockeye.Sockets.Tests.Dialing;

/// <summary>The parallel form awaited: every test of the blocking one holds for it.</summary>
[Collection(Alone.Name)]
public sealed class AwaitedParallelDialTests : ParallelDialTests
{
    private protected override Socket Run(DialTarget target, ConnectOptions options, Deadline end)
        => ParallelDial.Run(target, options, end, awaited: true).AsTask().WaitAsync(Connected.Patience).GetAwaiter().GetResult();
}

/// <summary>Dials that are given up or fail in any moment leave no descriptor.</summary>
[Collection(Alone.Name)]
public sealed class AwaitedDialLeakTests : IDisposable
{
    private readonly List<Socket> _kept = [];

    public static TheoryData<DialOrder> Orders => [.. Enum.GetValues<DialOrder>()];

    public void Dispose() => _kept.ForEach(static socket => socket.Dispose());

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task CancelledInAnyMoment_WithAddressesThatRefuseAnswerOrAreSilent(DialOrder order)
    {
        EndPoint silent = Connected.FullListener(Family.AF_INET, _kept);
        Socket server = Socket.CreateServer(Connected.Loopback);
        var unused = new Socket();
        unused.Bind(Connected.Loopback);
        _kept.AddRange([server, unused]);
        EndPoint[] known = [unused.LocalEndPoint, silent, unused.LocalEndPoint, server.LocalEndPoint];
        var random = new Random(7);
        await Dial(random, order, known);
        GC.Collect();       // what other tests forgot
        GC.WaitForPendingFinalizers();
        int before = Open();
        (int connected, int cancelled, int failed) = (0, 0, 0);
        for (int i = 0; i < 200; i++)
        {
            Exception? ended = await Dial(random, order, [.. known.Take(random.Next(1, 5))]);
            _ = ended switch
            {
                null => connected++,
                OperationCanceledException => cancelled++,
                SocketFaultException => failed++,
                _ => throw ended,
            };
        }

        Assert.True(cancelled > 0 && failed > 0, $"{connected} connected, {cancelled} cancelled, {failed} failed");
        Eventually.True(() => Open() <= before, Connected.Patience);

        static int Open() => Directory.GetFiles("/proc/self/fd").Length;
    }

    private static async Task<Exception?> Dial(Random random, DialOrder order, EndPoint[] known)
    {
        DialTarget target = DialTarget.Of("these", [.. known.Select(static address => new AddressInfo(Family.AF_INET, SocketKind.SOCK_STREAM, 0, "", address))]);
        using var source = new CancellationTokenSource();
        var options = new ConnectOptions { Order = order, Cancellation = source.Token };
        Task<Socket> dialing = order == DialOrder.Parallel
            ? ParallelDial.Run(target, options, Deadline.Never, awaited: true).AsTask()
            : SequentialDial.Run(target, options, Deadline.Never, awaited: true).AsTask();
        Thread.SpinWait(random.Next(20_000));
        source.Cancel();
        return await Record.ExceptionAsync(async () => (await dialing.WaitAsync(Connected.Patience, CancellationToken.None)).Dispose());
    }
}

/// <summary>Connections in one call, awaited, in both orders.</summary>
public sealed class AwaitedDialTests : IDisposable
{
    private readonly List<Socket> _kept = [];

    public static TheoryData<DialOrder> Orders => [.. Enum.GetValues<DialOrder>()];

    public void Dispose() => _kept.ForEach(static socket => socket.Dispose());

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task EveryWayToSayIt_Connects(DialOrder order)
    {
        var options = new ConnectOptions { Order = order, Timeout = Connected.Patience };
        Socket server = Socket.CreateServer(Connected.Loopback);
        Socket unix = Socket.CreateServer(Connected.FreshName);
        _kept.AddRange([server, unix]);
        int port = ((IPEndPoint)server.LocalEndPoint).Port;
        Task<Socket>[] all =
        [
            Socket.CreateConnectionAsync("localhost", port, options),
            Socket.CreateConnectionAsync("127.0.0.1", $"{port}", options),
            Socket.CreateConnectionAsync(server.LocalEndPoint, options),
            Socket.CreateConnectionAsync(new DnsEndPoint("localhost", port), options),
            Socket.CreateConnectionAsync(EndPointName.Parse($"localhost:{port}"), options),
            Socket.CreateConnectionAsync(unix.LocalEndPoint, options),
        ];
        foreach (Task<Socket> one in all)
        {
            using Socket client = await one.WaitAsync(Connected.Patience);
            Assert.Equal((Connected.Patience, true), (client.Timeout, client.Blocking));
            Socket listener = client.Family == Family.AF_UNIX ? unix : server;
            Assert.Equal(listener.LocalEndPoint, client.RemoteEndPoint);
            using Socket accepted = await listener.AcceptAsync().AsTask().WaitAsync(Connected.Patience);      // this one's or another's
        }
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task TimeAndToken_EndIt_AndARefusalIsTold(DialOrder order)
    {
        EndPoint silent = Connected.FullListener(Family.AF_INET, _kept);
        var options = new ConnectOptions { Order = order, Timeout = TimeSpan.FromMilliseconds(30) };
        SocketTimeoutException late = await Assert.ThrowsAsync<SocketTimeoutException>(() => Socket.CreateConnectionAsync(silent, options).WaitAsync(Connected.Patience));
        Assert.Equal($"connect to {silent}: timed out after 0.03 s (ETIMEDOUT)", late.Message);

        using var source = new CancellationTokenSource();
        Task<Socket> dialing = Socket.CreateConnectionAsync(silent, new ConnectOptions { Order = order, Cancellation = source.Token });
        Assert.False(dialing.IsCompleted);
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dialing.WaitAsync(Connected.Patience));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Socket.CreateConnectionAsync(silent, new ConnectOptions { Cancellation = source.Token }));

        using var unused = new Socket();
        unused.Bind(Connected.Loopback);
        ConnectionRefusedException refused = await Assert.ThrowsAsync<ConnectionRefusedException>(
            () => Socket.CreateConnectionAsync(unused.LocalEndPoint, options with { Timeout = Connected.Patience }).WaitAsync(Connected.Patience));
        Assert.Equal($"connect to {unused.LocalEndPoint}: connection refused (ECONNREFUSED)", refused.Message);
        await Assert.ThrowsAsync<NameResolutionException>(() => Socket.CreateConnectionAsync("no.such.name.invalid", 7, options with { Timeout = Connected.Patience }));
    }

    [Fact]
    public async Task InSequence_ADeadAddress_LeavesTimeForTheNext()
    {
        EndPoint silent = Connected.FullListener(Family.AF_INET, _kept);
        Socket server = Socket.CreateServer(Connected.Loopback);
        _kept.Add(server);
        DialTarget both = DialTarget.Of("both", [.. new[] { silent, server.LocalEndPoint }.Select(static address => new AddressInfo(Family.AF_INET, SocketKind.SOCK_STREAM, 0, "", address))]);
        using Socket client = await SequentialDial.Run(both, new ConnectOptions(), Deadline.After(TimeSpan.FromSeconds(4)), awaited: true).AsTask().WaitAsync(Connected.Patience);
        Assert.Equal(server.LocalEndPoint, client.RemoteEndPoint);
    }

    [Fact]
    public async Task AnAttemptThatEndedInAnotherWay_IsNoConnection()
    {
        EndPoint silent = Connected.FullListener(Family.AF_INET, _kept);
        using var attempt = new DialAttempt(new AddressInfo(Family.AF_INET, SocketKind.SOCK_STREAM, 0, "", silent), new ConnectOptions(), TimeSpan.Zero, awaited: true);
        attempt.Look();
        Assert.True(attempt.IsUnderWay);
        attempt.Descriptor.Dispose();
        await Task.WhenAny(attempt.Connecting!).WaitAsync(Connected.Patience);
        Assert.Throws<ObjectDisposedException>(attempt.Look);
        Assert.True(attempt.IsUnderWay);
    }

    [Fact]
    public async Task AHundredThatHaveToWait_HoldNoThread()
    {
        EndPoint silent = Connected.FullListener(Family.AF_INET, _kept);
        using var source = new CancellationTokenSource();
        var options = new ConnectOptions { Cancellation = source.Token };
        int before = Directory.GetDirectories("/proc/self/task").Length;
        Task<Socket>[] dialing = [.. Enumerable.Range(0, 100).Select(_ => Socket.CreateConnectionAsync(silent, options))];
        Assert.InRange(Directory.GetDirectories("/proc/self/task").Length, 1, before + Environment.ProcessorCount + 8);
        source.Cancel();
        foreach (Task<Socket> one in dialing)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one.WaitAsync(Connected.Patience));
        }
    }
}
