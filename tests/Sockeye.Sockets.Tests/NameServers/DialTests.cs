using System.Net;

namespace Sockeye.Sockets.Tests.NameServers;

/// <summary>Dialing a name whose IPv6 address is a hole, or whose IPv6 question is: in parallel at once, in sequence after a wait.</summary>
[Trait("Category", "Slow")]     // a process a test
public sealed class DialTests(SharedNamesScene scene) : IClassFixture<SharedNamesScene>
{
    private const int Tries = 8;
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(20);

    // The bound is the issue's: 250 ms belong to the head start of IPv6. A busy machine may need more than one try.
    [InsideFact]
    public Task AaaaIsAHole_InParallel_IsConnectedAtOnce() => scene.Run(static () =>
    {
        using Socket server = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)server.LocalEndPoint).Port;
        Assert.Equal([Family.AF_INET6, Family.AF_INET], Names.GetAddrInfo("hole.test", port, kind: SocketKind.SOCK_STREAM).Select(static one => one.Family));
        var took = new List<TimeSpan>();
        while (took.Count < Tries && !took.Exists(static one => one < AtOnce))
        {
            (EndPoint peer, TimeSpan time) = Dial("hole.test", port, DialOrder.Parallel, Generous);
            Assert.Equal(server.LocalEndPoint, peer);
            took.Add(time);
        }

        Assert.True(took.Min() < AtOnce, $"it took {string.Join(", ", took)}");
    });

    // Two seconds are the least that an address gets before the next one's turn.
    [InsideFact]
    public Task AaaaIsAHole_InSequence_IsConnectedAfterAWait() => scene.Run(static () =>
    {
        using Socket server = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0));
        (EndPoint peer, TimeSpan time) = Dial("hole.test", ((IPEndPoint)server.LocalEndPoint).Port, DialOrder.Sequential, TimeSpan.FromSeconds(5));
        Assert.Equal(server.LocalEndPoint, peer);
        Assert.InRange(time, TimeSpan.FromSeconds(1), Generous);
    });

    // The resolver alone would wait for minutes for the other half (NamesScene).
    [InsideFact]
    public Task AaaaIsNeverAnswered_InParallel_TheAnswerForAIsEnough() => scene.Run(static () =>
    {
        using Socket server = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)server.LocalEndPoint).Port;
        Assert.Equal(server.LocalEndPoint, Dial("host.half.test", port, DialOrder.Parallel, Generous).Peer);
        SocketTimeoutException late = Assert.Throws<SocketTimeoutException>(() => Dial("host.half.test", port, DialOrder.Sequential, TimeSpan.FromMilliseconds(300)));
        Assert.StartsWith("getaddrinfo of host.half.test", late.Message, StringComparison.Ordinal);
    });

    [InsideFact]
    public Task AWithAaaa_Ipv6First_AndIpv4WhereNobodyListensThere() => scene.Run(static () =>
    {
        using Socket six = Socket.CreateServer(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        int port = ((IPEndPoint)six.LocalEndPoint).Port;
        using Socket four = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, port));
        foreach (DialOrder order in new[] { DialOrder.Parallel, DialOrder.Sequential })
        {
            Assert.Equal(six.LocalEndPoint, Dial("both.test", port, order, Generous).Peer);
        }

        six.Dispose();
        foreach (DialOrder order in new[] { DialOrder.Parallel, DialOrder.Sequential })
        {
            Assert.Equal(four.LocalEndPoint, Dial("both.test", port, order, Generous).Peer);
        }

        four.Dispose();
        foreach (DialOrder order in new[] { DialOrder.Parallel, DialOrder.Sequential })
        {
            ConnectionRefusedException refused = Assert.Throws<ConnectionRefusedException>(() => Dial("both.test", port, order, Generous));
            Assert.Equal(["::1", "127.0.0.1"], refused.Attempts.Select(static one => ((IPEndPoint)one.EndPoint).Address.ToString()));
        }
    });

    [InsideFact]
    public Task NobodyAnywhere_TheDeadlineHolds_ForEveryWayOfBeingSilent() => scene.Run(static () =>
    {
        foreach (DialOrder order in new[] { DialOrder.Parallel, DialOrder.Sequential })
        {
            foreach (string host in new[] { "host.silent.test", "onlyhole.test" })
            {
                long began = TimeProvider.System.GetTimestamp();
                Assert.Throws<SocketTimeoutException>(() => Dial(host, 80, order, TimeSpan.FromMilliseconds(300)));
                Assert.True(TimeProvider.System.GetElapsedTime(began) < Generous, $"{host} {order}");
            }

            Assert.Equal(ResolveError.EAI_NONAME, Assert.Throws<NameResolutionException>(() => Dial("nobody.test", 80, order, Generous)).Code);
            Assert.Equal(ResolveError.EAI_NODATA, Assert.Throws<NameResolutionException>(() => Dial("empty.test", 80, order, Generous)).Code);
            Assert.Equal(ResolveError.EAI_AGAIN, Assert.Throws<NameResolutionException>(() => Dial("host.fail.test", 80, order, Generous)).Code);
        }
    });

    [InsideFact]
    public Task NobodyAnswers_AToken_EndsIt() => scene.Run(static () =>
    {
        foreach (DialOrder order in new[] { DialOrder.Parallel, DialOrder.Sequential })
        {
            foreach (string host in new[] { "host.silent.test", "onlyhole.test" })
            {
                using var token = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
                Assert.ThrowsAny<OperationCanceledException>(() => Socket.CreateConnection(host, 80, new ConnectOptions { Order = order, Cancellation = token.Token }));
            }
        }
    });

    private static (EndPoint Peer, TimeSpan Time) Dial(string host, int port, DialOrder order, TimeSpan timeout)
    {
        long began = TimeProvider.System.GetTimestamp();
        using Socket client = Socket.CreateConnection(host, port, new ConnectOptions { Order = order, Timeout = timeout });
        return (client.RemoteEndPoint, TimeProvider.System.GetElapsedTime(began));
    }
}
