using System.Net;
using Sockeye.Sockets.Dialing;

namespace Sockeye.Sockets.Tests.Namespaces;

/// <summary>A name with an IPv6 address whose packets vanish, and an IPv4 address that answers.</summary>
public sealed class NamespaceDialTests(SharedNamespacePair shared) : NamespaceTests(shared), IClassFixture<SharedNamespacePair>
{
    // The bound is the issue's own: 250 ms alone for the silent address, and the rest is ours.
    private static readonly TimeSpan Bound = TimeSpan.FromMilliseconds(400);

    [NamespaceFact]
    [Trait("Category", "Slow")]
    public void IPv6IsBlackHoled_TheParallelFormIsThereWithin400Milliseconds()
    {
        DialTarget name = HalfSilent(out EndPoint answering);
        TimeSpan best = TimeSpan.MaxValue;
        for (int i = 0; i < 3 && best >= Bound; i++)
        {
            long start = TimeProvider.System.GetTimestamp();
            Socket client = Keep(Pair.Near(() => ParallelDial.Run(name, new ConnectOptions { Order = DialOrder.Parallel }, Deadline.After(Patience))));
            TimeSpan took = TimeProvider.System.GetElapsedTime(start);
            best = took < best ? took : best;
            Assert.Equal(answering, client.RemoteEndPoint);
            Assert.True(took >= DialPlan.AttemptDelay, "the IPv6 address was not tried first");
        }

        Assert.True(best < Bound, $"it took {best.TotalMilliseconds} ms");
    }

    [NamespaceFact]
    [Trait("Category", "Slow")]
    public void IPv6IsBlackHoled_TheSequentialFormWaitsItsShare()
    {
        DialTarget name = HalfSilent(out EndPoint answering);
        long start = TimeProvider.System.GetTimestamp();
        var limit = TimeSpan.FromSeconds(5);
        Socket client = Keep(Pair.Near(() => SequentialDial.Run(name, new ConnectOptions { Timeout = limit }, Deadline.After(limit))));
        Assert.Equal(answering, client.RemoteEndPoint);
        Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromSeconds(2), "half of the time belongs to the first address");
    }

    [NamespaceTheory]
    [InlineData(DialOrder.Sequential)]
    [InlineData(DialOrder.Parallel)]
    public void TheDeadline_TellsOfEveryAddress(DialOrder order)
    {
        AddressInfo[] silent = [.. new[] { "fd99::9", "fd99::10", "10.99.0.9" }.Select(static text => Info(new IPEndPoint(IPAddress.Parse(text), 7)))];
        BlackHoles();
        DialTarget name = DialTarget.Of("name:7", silent);
        var limit = TimeSpan.FromMilliseconds(320);
        var options = new ConnectOptions { Order = order, Timeout = limit };
        var late = Assert.Throws<SocketTimeoutException>(() => Pair.Near(() => order == DialOrder.Parallel
            ? ParallelDial.Run(name, options, Deadline.After(limit))
            : SequentialDial.Run(name, options, Deadline.After(limit))));
        Assert.False(late.IsConnectionLost);
        Assert.StartsWith("connect to name:7: timed out after 0.32 s (ETIMEDOUT): ", late.Message, StringComparison.Ordinal);
        Assert.Equal(silent.Select(static one => one.EndPoint).ToHashSet(), late.Attempts.Select(static attempt => attempt.EndPoint).ToHashSet());
        Assert.Contains("not tried before the time was up (ETIMEDOUT) at [fd99::10]:7", late.Message, StringComparison.Ordinal);
    }

    [NamespaceFact]
    public void IPv6WithoutARoute_CostsNothing()
    {
        Socket listener = Listener();
        var nowhere = new IPEndPoint(IPAddress.Parse("2001:db8::9"), 7);
        Socket client = Keep(Pair.Near(() => ParallelDial.Run(
            DialTarget.Of("name:7", [Info(nowhere), Info((IPEndPoint)listener.LocalEndPoint)]), new ConnectOptions { Order = DialOrder.Parallel }, Deadline.After(Patience))));
        Assert.Equal(listener.LocalEndPoint, client.RemoteEndPoint);
    }

    private static AddressInfo Info(IPEndPoint at) => new(
        at.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? Family.AF_INET6 : Family.AF_INET, SocketKind.SOCK_STREAM, 0, "", at);

    private DialTarget HalfSilent(out EndPoint answering)
    {
        BlackHoles();
        answering = Listener().LocalEndPoint;
        AddressInfo[] four = [Info((IPEndPoint)answering)];
        AddressInfo[] six = [Info(new IPEndPoint(IPAddress.Parse("fd99::9"), 7))];
        return new DialTarget("name:7", family => family switch { Family.AF_INET6 => six, Family.AF_INET => four, _ => [.. six, .. four] });
    }

    private Socket Listener() => Keep(Pair.Far(() => Socket.CreateServer(new IPEndPoint(NamespacePair.FarAddress(Family.AF_INET), 0))));

    // Networks behind the far machine, which forwards nothing and says nothing.
    private void BlackHoles()
    {
        Pair.NearIp($"route replace fd99::/64 via {NamespacePair.FarAddress(Family.AF_INET6)}");
        Pair.NearIp($"route replace 10.99.0.0/24 via {NamespacePair.FarAddress(Family.AF_INET)}");
        Pair.FarIp("route replace blackhole fd99::/64");
        Pair.FarIp("route replace blackhole 10.99.0.0/24");
    }
}
