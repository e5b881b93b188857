using System.Net;
using Sockeye.Native;
using Sockeye.Sockets.Dialing;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets.Tests.Dialing;

/// <summary>The one error that is made of all the failures of a dial: its type, its words, its list.</summary>
public sealed class DialFailureTests
{
    private static readonly DialTarget Name = new("name:7", static _ => []);

    [Fact]
    public void OneAddress_IsItsOwnFailure()
    {
        SocketFaultException only = Refused("192.0.2.1");
        var failures = new DialFailures(Name, new ConnectOptions());
        failures.Add(only.RemoteEndPoint!, only);
        Assert.Same(only, failures.AllFailed());
        Assert.Equal("connect to 192.0.2.1:7: connection refused (ECONNREFUSED)", only.Message);
        Assert.Empty(only.Attempts);
    }

    [Fact]
    public void SixAddresses_AreOneLineThatNamesEach()
    {
        SocketFaultException all = Of(
            Of(Errno.ENETUNREACH, "2001:db8::1"), Refused("192.0.2.1"), Of(Errno.ENETUNREACH, "2001:db8::2"), Refused("192.0.2.2"), Of(Errno.ETIMEDOUT, "192.0.2.3"), Refused("192.0.2.4"));
        Assert.Equal(
            "connect to name:7: network is unreachable (ENETUNREACH) at [2001:db8::1]:7 and [2001:db8::2]:7; "
            + "connection refused (ECONNREFUSED) at 192.0.2.1:7, 192.0.2.2:7 and 192.0.2.4:7; "
            + "connection timed out (ETIMEDOUT) at 192.0.2.3:7",
            all.Message);
        Assert.Equal(
            ["[2001:db8::1]:7", "192.0.2.1:7", "[2001:db8::2]:7", "192.0.2.2:7", "192.0.2.3:7", "192.0.2.4:7"],
            all.Attempts.Select(static attempt => attempt.EndPoint.ToString()));
        Assert.All(all.Attempts, static attempt => Assert.Equal(attempt.EndPoint, attempt.Reason.RemoteEndPoint));
    }

    [Theory]
    [InlineData(typeof(ConnectionRefusedException), Errno.ECONNREFUSED, Errno.ECONNREFUSED)]
    [InlineData(typeof(ConnectionRefusedException), Errno.ECONNREFUSED, Errno.ENETUNREACH)]
    [InlineData(typeof(ConnectionRefusedException), Errno.ETIMEDOUT, Errno.ECONNREFUSED)]
    [InlineData(typeof(SocketTimeoutException), Errno.ETIMEDOUT, Errno.EHOSTUNREACH)]
    [InlineData(typeof(DestinationUnreachableException), Errno.ENETUNREACH, Errno.EMFILE)]
    [InlineData(typeof(SocketAccessException), Errno.EPERM, Errno.ENETUNREACH)]
    public void TheTypeIsTheMostTellingOne(Type type, Errno first, Errno second)
    {
        Assert.IsType(type, Of(Of(first, "2001:db8::1"), Of(second, "192.0.2.1")));
        Assert.IsType(type, Of(Of(second, "2001:db8::1"), Of(first, "192.0.2.1")));
    }

    [Fact]
    public void AFailureBeforeTheConnect_SaysWhichCallItWas()
    {
        SocketFaultException all = Of(FaultFactory.Create(new Fault("socket", Errno.EMFILE)), Refused("192.0.2.1"));
        Assert.Contains("socket: too many open files (EMFILE) at 192.0.2.9:7; connection refused", all.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhenTimeIsUp_ItTellsWhatEachAddressWasDoing()
    {
        var failures = new DialFailures(Name, new ConnectOptions { Timeout = TimeSpan.FromSeconds(1) });
        failures.Add(Refused("192.0.2.1").RemoteEndPoint!, Refused("192.0.2.1"));
        failures.AddUnanswered(At("192.0.2.2"), TimeSpan.FromSeconds(0.75));
        failures.AddUntried([new AddressInfo(Family.AF_INET, SocketKind.SOCK_STREAM, 0, "", At("192.0.2.3"))]);
        var late = Assert.IsType<SocketTimeoutException>(failures.TimeIsUp("the name server had not answered for IPv6"));
        Assert.False(late.IsConnectionLost);
        Assert.Equal(
            "connect to name:7: timed out after 1 s (ETIMEDOUT); the name server had not answered for IPv6: "
            + "connection refused (ECONNREFUSED) at 192.0.2.1:7; no answer within 0.75 s (ETIMEDOUT) at 192.0.2.2:7; "
            + "not tried before the time was up (ETIMEDOUT) at 192.0.2.3:7",
            late.Message);
        Assert.Equal([Errno.ECONNREFUSED, Errno.ETIMEDOUT, Errno.ETIMEDOUT], late.Attempts.Select(static attempt => attempt.Reason.Errno));
    }

    [Theory]
    [InlineData(DialOrder.Sequential)]
    [InlineData(DialOrder.Parallel)]
    public void ADeadlineThatHasPassed_TriesNothing(DialOrder order)
    {
        var late = Assert.Throws<SocketTimeoutException>(() => Socket.CreateConnection(At("127.0.0.1"), new ConnectOptions { Order = order, Deadline = Deadline.After(TimeSpan.Zero) }));
        Assert.StartsWith("connect to 127.0.0.1:7: ", late.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DialOrder.Sequential)]
    [InlineData(DialOrder.Parallel)]
    public void NobodyAnywhere_IsARefusalThatListsBoth(DialOrder order)
    {
        using var one = new Socket();
        one.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        int port = ((IPEndPoint)one.LocalEndPoint).Port;
        using var other = new Socket();
        other.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.3"), port));
        DialTarget both = DialTarget.Of("both", [.. new[] { one, other }.Select(static socket => new AddressInfo(Family.AF_INET, SocketKind.SOCK_STREAM, 0, "", socket.LocalEndPoint))]);
        var options = new ConnectOptions { Order = order };
        var all = Assert.Throws<ConnectionRefusedException>(() => order == DialOrder.Parallel ? ParallelDial.Run(both, options, Deadline.Never) : SequentialDial.Run(both, options, Deadline.Never));
        Assert.Equal($"connect to both: connection refused (ECONNREFUSED) at 127.0.0.2:{port} and 127.0.0.3:{port}", all.Message);
        Assert.Equal([one.LocalEndPoint, other.LocalEndPoint], all.Attempts.Select(static attempt => attempt.EndPoint));
    }

    private static IPEndPoint At(string address) => new(IPAddress.Parse(address), 7);

    private static SocketFaultException Refused(string address) => Of(Errno.ECONNREFUSED, address);

    private static SocketFaultException Of(Errno error, string address) => FaultFactory.Create(new Fault("connect", error) { Remote = At(address) });

    private static SocketFaultException Of(params SocketFaultException[] reasons)
    {
        var failures = new DialFailures(Name, new ConnectOptions());
        foreach (SocketFaultException reason in reasons)
        {
            failures.Add(reason.RemoteEndPoint ?? At("192.0.2.9"), reason);
        }

        return failures.AllFailed();
    }
}
