using System.Net;
using Sockeye.Servers.Life;
using Sockeye.Sockets;
using Sockeye.Testing;

namespace Sockeye.Servers.Tests.Limits;

/// <summary>How many, and who: what is refused is counted, told to the hook, and told politely.</summary>
public sealed class CapTests
{
    [Fact]
    public async Task BeyondMaxConnections_AClientIsRefused_UntilOneHasGone()
    {
        await using var running = new Running(Scene.Echo, new ServingOptions { MaxConnections = 2 });
        using Socket one = running.Enter();
        using (Socket two = running.Enter())
        {
            using Socket three = running.Connect();
            three.DemandEnd();
            ClientRefusedException refused = running.Demand<ClientRefusedException>(three);
            Assert.Equal(Limit.Connections, refused.Limit);
            Assert.Equal(three.LocalEndPoint, refused.Client);
            Assert.Equal($"accept from {three.LocalEndPoint}: 2 connections are being served (MaxConnections)", refused.Message);
            two.Ping();
        }

        Eventually.True(() => running.Server.Counts.Active == 1, Scene.Patience);
        using Socket four = running.Connect();
        four.Ping();
        one.Ping();
        Assert.Equal(1, running.Server.Counts[Limit.Connections]);
        Assert.Equal(1, running.Server.Counts.Refused);
        Assert.Equal(3, running.Server.Counts.Served);
    }

    [Fact]
    public async Task BeyondMaxPerAddress_OneAddressIsRefused_AndOthersAreNot()
    {
        await using var running = new Running(Scene.Echo, new ServingOptions { MaxPerAddress = 2 });
        using Socket one = running.Enter("127.0.1.1");
        using Socket two = running.Enter("127.0.1.1");
        using Socket three = running.Connect("127.0.1.1");
        three.DemandEnd();
        ClientRefusedException refused = running.Demand<ClientRefusedException>(three);
        Assert.Equal(Limit.PerAddress, refused.Limit);
        Assert.Equal($"accept from {three.LocalEndPoint}: 2 connections of that address are being served (MaxPerAddress)", refused.Message);
        using Socket other = running.Enter("127.0.1.2");
        other.Ping();
        one.Dispose();
        Eventually.True(() => running.Server.Counts.Active == 2, Scene.Patience);
        using Socket four = running.Connect("127.0.1.1");
        four.Ping();
        Assert.Equal(1, running.Server.Counts[Limit.PerAddress]);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("0.0.0.0", "::", false)]
    public void OneClient_IsAnAddress_OrANetworkOfIPv6(string one, string other, bool same)
        => Assert.Equal(same, Key(one) == Key(other));

    [Fact]
    public void ClientsOfUnixSockets_AreNotCountedApart()
    {
        Assert.False(ClientKey.Of(UnixEndPoint.Unnamed).IsKnown);
        Assert.False(ClientKey.Of(null).IsKnown);
        Assert.True(Key("::1").IsKnown);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhoIsRefused_ReadsWhy_ThoughItHasSent(bool sends)
    {
        await using var running = new Running(Scene.Echo, new ServingOptions { MaxConnections = 1, Clock = new HandClock(), Refusal = "421 too many, come back later\r\n"u8.ToArray() });
        using Socket one = running.Enter();
        using Socket two = running.Connect();
        if (sends)
        {
            two.SendAll(new byte[4 << 20]);
        }

        Assert.Equal("421 too many, come back later\r\n"u8.ToArray(), two.Take(31));
        two.DemandEnd();
        one.Ping();
    }

    // A second is enough to hear it; one who stays, and goes on sending, is thrown out.
    [Fact]
    public async Task WhoIsRefused_AndStays_IsThrownOut()
    {
        var clock = new HandClock();
        await using var running = new Running(Scene.Echo, new ServingOptions { MaxConnections = 1, Clock = clock, Refusal = "no"u8.ToArray() });
        using Socket one = running.Enter();
        using Socket two = running.Connect();
        Assert.Equal("no"u8.ToArray(), two.Take(2));
        two.DemandEnd();
        clock.Pass(TimeSpan.FromSeconds(1));
        Assert.ThrowsAny<SocketFaultException>(SendOn);
        one.Ping();

        void SendOn()
        {
            while (true)
            {
                two.SendAll("x"u8);
            }
        }
    }

    [Fact]
    public async Task VerifySaysWhoIsServed()
    {
        await using var running = new Running(Scene.Echo, new ServingOptions
        {
            Refusal = "not for these"u8.ToArray(),
            Verify = static client => !((IPEndPoint)client).Address.Equals(IPAddress.Parse("127.0.1.9")),
        });
        using Socket bad = running.Connect("127.0.1.9");
        bad.DemandEnd();
        Assert.Equal($"accept from {bad.LocalEndPoint}: refused by Verify", running.Demand<ClientRefusedException>(bad).Message);
        using Socket good = running.Connect("127.0.1.8");
        good.Ping();
        Assert.Equal(1, running.Server.Counts[Limit.Verified]);
        Assert.Equal(1, running.Server.Counts.Served);
    }

    [Fact]
    public async Task AVerifyThatThrows_RefusesOne_AndIsAFault()
    {
        await using var running = new Running(Scene.Echo, new ServingOptions { Verify = static client => throw new InvalidDataException("on purpose") });
        using Socket client = running.Connect();
        client.DemandEnd();
        running.Demand<InvalidDataException>(client);
        Assert.Equal(1, running.Server.Counts.Failed);
        Assert.Equal(0, running.Server.Counts.Served);
    }

    private static ClientKey Key(string address) => ClientKey.Of(new IPEndPoint(IPAddress.Parse(address), 7));
}
