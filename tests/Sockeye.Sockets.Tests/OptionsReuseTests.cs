using System.Globalization;
using System.Net;

namespace Sockeye.Sockets.Tests;

/// <summary>ReuseAddress and ReusePort are two things, and IPv6Only decides what an IPv6 address covers.</summary>
public sealed class OptionsReuseTests
{
    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, false)]
    public void TwoListeners_ShareAPortOnlyWithReusePortOnBoth(bool first, bool second, bool shared)
    {
        using Socket one = Socket.CreateServer(OptionsScene.Loopback(Family.AF_INET), new ServerOptions { ReusePort = first });
        ServerOptions options = new() { ReusePort = second };
        if (shared)
        {
            using Socket two = Socket.CreateServer(one.LocalEndPoint, options);
            Assert.Equal(one.LocalEndPoint, two.LocalEndPoint);
        }
        else
        {
            Assert.Throws<AddressInUseException>(() => Socket.CreateServer(one.LocalEndPoint, options));
        }
    }

    [Fact]
    public void ReuseAddress_DoesNotShareAListenersPort()
    {
        using Socket one = Socket.CreateServer(OptionsScene.Loopback(Family.AF_INET), new ServerOptions { ReuseAddress = true });
        Assert.Throws<AddressInUseException>(() => Socket.CreateServer(one.LocalEndPoint, new ServerOptions { ReuseAddress = true }));
    }

    [Fact]
    public void ReuseAddress_DoesNotSetReusePort()
    {
        using var socket = new Socket();
        socket.Options.ReuseAddress = true;
        Assert.False(socket.Options.ReusePort);
        socket.Options.ReuseAddress = false;
        socket.Options.ReusePort = true;
        Assert.False(socket.Options.ReuseAddress);
    }

    [Fact]
    public void SharedDatagramPort_NeedsReusePortOnBoth()
    {
        using Socket one = OptionsScene.Make("udp4");
        using Socket two = OptionsScene.Make("udp4");
        one.Options.ReusePort = true;
        one.Bind(OptionsScene.Loopback(Family.AF_INET));
        Assert.Throws<AddressInUseException>(() => two.Bind(one.LocalEndPoint));
        two.Options.ReusePort = true;
        two.Bind(one.LocalEndPoint);
    }

    [Fact]
    public void AnAddressInTimeWait_IsBoundAgainWithReuseAddressAlone()
    {
        EndPoint address;
        using (Socket listener = Socket.CreateServer(OptionsScene.Loopback(Family.AF_INET)))
        {
            address = listener.LocalEndPoint;
            using Socket client = Socket.CreateConnection(address);
            client.Timeout = OptionsScene.Patience;
            using (Socket server = listener.Accept())
            {
                server.Shutdown(ShutdownHow.SHUT_WR);   // the side that closes first is the one that waits
                Assert.Empty(client.Receive(1));
            }
        }

        Eventually.True(() => InTimeWait(((IPEndPoint)address).Port), OptionsScene.Patience);
        AddressInUseException refused = Assert.Throws<AddressInUseException>(() => Socket.CreateServer(address, new ServerOptions { ReuseAddress = false }));
        Assert.Contains("TIME_WAIT", refused.Message, StringComparison.Ordinal);
        using Socket again = Socket.CreateServer(address);
        Assert.Equal(address, again.LocalEndPoint);
    }

    [Fact]
    public void SupportsDualStack_SaysWhetherADualStackServerCanBeMade()
    {
        Assert.Equal(
            Record.Exception(() => Socket.CreateServer(new IPEndPoint(IPAddress.IPv6Any, 0), new ServerOptions { DualStack = true }).Dispose()) is null,
            Socket.SupportsDualStack());
    }

    [Fact]
    public void ADualStackServer_AcceptsIpv4AndIpv6()
    {
        using Socket server = Socket.CreateServer(new IPEndPoint(IPAddress.IPv6Any, 0), new ServerOptions { DualStack = true });
        Assert.False(server.Options.IPv6Only);
        int port = ((IPEndPoint)server.LocalEndPoint).Port;
        using Socket four = Socket.CreateConnection(new IPEndPoint(IPAddress.Loopback, port));
        using Socket acceptedFour = server.Accept(out EndPoint peerFour);
        Assert.Equal(IPAddress.Loopback.MapToIPv6(), ((IPEndPoint)peerFour).Address);
        using Socket six = Socket.CreateConnection(new IPEndPoint(IPAddress.IPv6Loopback, port));
        using Socket acceptedSix = server.Accept(out EndPoint peerSix);
        Assert.Equal(IPAddress.IPv6Loopback, ((IPEndPoint)peerSix).Address);
    }

    [Fact]
    public void AnIpv6OnlyServer_LeavesIpv4ToOthers()
    {
        // A test beside this one may hold the same port of IPv4, seldom: then another port answers the question.
        using Socket? four = Enumerable.Range(0, 5).Select(static _ => Ipv4Beside()).FirstOrDefault(static socket => socket is not null);
        Assert.NotNull(four);
        using Socket client = Socket.CreateConnection(new IPEndPoint(IPAddress.Loopback, ((IPEndPoint)four.LocalEndPoint).Port));
        using Socket accepted = four.Accept();
    }

    private static Socket? Ipv4Beside()
    {
        using Socket server = Socket.CreateServer(new IPEndPoint(IPAddress.IPv6Any, 0));
        Assert.True(server.Options.IPv6Only);
        try
        {
            return Socket.CreateServer(new IPEndPoint(IPAddress.Any, ((IPEndPoint)server.LocalEndPoint).Port));
        }
        catch (AddressInUseException)
        {
            return null;
        }
    }

    [Fact]
    public void ADualStackServer_HoldsThePortOfIpv4Too()
    {
        using Socket server = Socket.CreateServer(new IPEndPoint(IPAddress.IPv6Any, 0), new ServerOptions { DualStack = true });
        int port = ((IPEndPoint)server.LocalEndPoint).Port;
        Assert.Throws<AddressInUseException>(() => Socket.CreateServer(new IPEndPoint(IPAddress.Any, port)));
    }

    private static bool InTimeWait(int port)
    {
        string local = string.Create(CultureInfo.InvariantCulture, $"0100007F:{port:X4}");
        return File.ReadLines("/proc/net/tcp").Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Any(row => row[1] == local && row[3] == "06");
    }
}
