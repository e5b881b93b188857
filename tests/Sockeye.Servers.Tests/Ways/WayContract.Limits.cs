using System.Net;
using Sockeye.Servers.Tests.Handlers;
using Sockeye.Sockets;
using Sockeye.Testing;
using Sockeye.Wire;

namespace Sockeye.Servers.Tests.Ways;

// Who is refused, and who is dropped.
public abstract partial class WayContract
{
    [Fact]
    public async Task WhoSendsNothing_IsDropped()
    {
        await using var running = new Running(Scene.Echo, Options with { IdleTimeout = TimeSpan.FromMilliseconds(200) });
        using Socket client = running.Connect();
        client.DemandReset();
        Assert.Contains("sent nothing for 0.2 s", running.Demand<SocketTimeoutException>(client).Message, StringComparison.Ordinal);
        running.DemandNobody();
        Assert.Equal(1, running.Server.Counts[Limit.Idle]);
        Assert.Empty(running.Told);
    }

    [Fact]
    public async Task WhoTakesNothing_IsDropped()
    {
        await using var running = new Running(
            static async request =>
            {
                byte[] much = new byte[256 * 1024];
                while (true)
                {
                    await request.Output.WriteAsync(much);
                }
            },
            Options with { WriteTimeout = TimeSpan.FromMilliseconds(200) });
        using Socket client = running.Connect();
        Assert.Contains("took nothing", running.Demand<SocketTimeoutException>(client).Message, StringComparison.Ordinal);
        running.DemandNobody();
        Assert.Equal(1, running.Server.Counts[Limit.Write]);
    }

    [Fact]
    public async Task AHalfFrame_IsNotWaitedForForEver()
    {
        await using var running = new Running(static () => new EchoFrames(), Options with { FrameTimeout = TimeSpan.FromMilliseconds(200) });
        using Socket client = running.Connect();
        client.SendAll([0, 0, 0, 9, 1]);
        client.DemandReset();
        running.Demand<SocketTimeoutException>(client);
        running.DemandNobody();
        Assert.Equal(1, running.Server.Counts[Limit.Frame]);
    }

    [Fact]
    public async Task AFrameOverTheLimit_IsTheClientsFault()
    {
        await using var running = new Running(static () => new EchoFrames(), Options);
        using Socket client = running.Connect();
        client.SendAll([0xff, 0xff, 0xff, 0xff, 1]);
        running.Demand<ProtocolException>(client);
        running.DemandNobody();
        Assert.Equal(1, running.Server.Counts[Limit.Malformed]);
    }

    [Fact]
    public async Task WhoFindsNoRoom_IsToldSo()
    {
        if (!ServesManyAtOnce)
        {
            return;     // there the second waits in the backlog, and is not refused
        }

        await using var running = new Running(Scene.Echo, Options with { MaxConnections = 1, Clock = new HandClock(), Refusal = "full"u8.ToArray() });
        using Socket first = running.Connect();
        first.Ping();
        using (Socket second = running.Connect())
        {
            second.SendAll(new byte[1000]);
            byte[] words = new byte[4];
            second.ReceiveExactly(words);
            Assert.Equal("full"u8, words);
            second.DemandEnd();
            running.Demand<ClientRefusedException>(second);
        }

        first.Ping();
        Assert.Equal(1, running.Server.Counts[Limit.Connections]);
    }

    [Fact]
    public async Task WhoIsNotWelcome_IsClosed()
    {
        await using var running = new Running(Scene.Echo, Options with { Verify = static client => ((IPEndPoint)client).Address.Equals(IPAddress.Loopback) });
        using Socket stranger = running.Connect("127.0.0.9");
        stranger.DemandEnd();
        running.Demand<ClientRefusedException>(stranger);
        using Socket friend = running.Connect();
        friend.Ping();
        Assert.Equal(1, running.Server.Counts[Limit.Verified]);
        Assert.Equal(1, running.Server.Counts.Served);
    }
}
