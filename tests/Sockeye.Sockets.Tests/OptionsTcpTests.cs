using System.Globalization;
using System.Net;
using Sockeye.Native;

namespace Sockeye.Sockets.Tests;

/// <summary>What options do to TCP connections, and what TCP_INFO says of them.</summary>
public sealed class OptionsTcpTests
{
    public static TheoryData<Family> Families => [Family.AF_INET, Family.AF_INET6];

    [Theory]
    [MemberData(nameof(Families))]
    public void TcpInfo_CountsTheBytesThatWereMoved(Family family)
    {
        (Socket client, Socket server) = OptionsScene.Connect(family);
        using (client)
        using (server)
        {
            client.SendAll(new byte[12_345]);
            server.ReceiveExactly(new byte[12_345]);
            server.SendAll(new byte[678]);
            client.ReceiveExactly(new byte[678]);

            TcpInfo info = client.Options.TcpInfo;
            Assert.Equal(TcpState.Established, info.State);
            Assert.Equal(12_345, info.BytesSent);
            Assert.Equal(678, info.BytesReceived);
            Assert.Equal(678, server.Options.TcpInfo.BytesSent);
            Assert.Equal(12_345, server.Options.TcpInfo.BytesReceived);
            Assert.Equal(0, info.NotSentBytes);
            Assert.Equal(0, info.TotalRetransmits);
            Assert.InRange(info.CongestionWindow, 1, 10_000);
            Assert.InRange(info.SendSegmentSize, 500, 65_535);
            Assert.InRange(info.PathMtu, 1_280, 65_536);
            Assert.InRange(info.RoundTrip, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(10));
            Assert.InRange(info.RetransmitTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(3));

            // All is acknowledged, at the latest by a delayed acknowledgement. The connection's own start counts as one byte.
            Eventually.True(() => client.Options.TcpInfo.BytesAcknowledged == 12_345 + 1, OptionsScene.Patience);
            Eventually.True(() => client.Options.TcpInfo.Unacknowledged == 0, OptionsScene.Patience);
        }
    }

    [Fact]
    public void Error_TellsHowANonBlockingConnectEnded_Once()
    {
        using var nobody = new Socket();
        nobody.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        using var client = new Socket { Blocking = false };
        Native.Errno begun = client.TryConnect(nobody.LocalEndPoint);
        Assert.True(begun is Native.Errno.EINPROGRESS or Native.Errno.ECONNREFUSED, begun.ToString());
        if (begun == Native.Errno.EINPROGRESS)
        {
            Native.Errno ended = default;
            Eventually.True(() => (ended = client.Options.Error) != Native.Errno.None, TimeSpan.FromSeconds(10));
            Assert.Equal(Native.Errno.ECONNREFUSED, ended);
        }

        Assert.Equal(Native.Errno.None, client.Options.Error);
    }

    [Fact]
    public void TcpInfo_NamesTheStates()
    {
        using var fresh = new Socket();
        Assert.Equal(TcpState.Close, fresh.Options.TcpInfo.State);
        using Socket listener = Socket.CreateServer(OptionsScene.Loopback(Family.AF_INET));
        Assert.Equal(TcpState.Listen, listener.Options.TcpInfo.State);
        (Socket client, Socket server) = OptionsScene.Connect();
        using (client)
        using (server)
        {
            client.Shutdown(ShutdownHow.SHUT_WR);
            Eventually.True(() => client.Options.TcpInfo.State == TcpState.FinWait2, OptionsScene.Patience);
            Assert.Equal(TcpState.CloseWait, server.Options.TcpInfo.State);
        }
    }

    [NeedsFact("gcc")]
    public async Task TcpStates_HaveTheNumbersOfC()
    {
        var names = new Dictionary<TcpState, string>
        {
            [TcpState.Established] = "TCP_ESTABLISHED",
            [TcpState.SynSent] = "TCP_SYN_SENT",
            [TcpState.SynReceived] = "TCP_SYN_RECV",
            [TcpState.FinWait1] = "TCP_FIN_WAIT1",
            [TcpState.FinWait2] = "TCP_FIN_WAIT2",
            [TcpState.TimeWait] = "TCP_TIME_WAIT",
            [TcpState.Close] = "TCP_CLOSE",
            [TcpState.CloseWait] = "TCP_CLOSE_WAIT",
            [TcpState.LastAck] = "TCP_LAST_ACK",
            [TcpState.Listen] = "TCP_LISTEN",
            [TcpState.Closing] = "TCP_CLOSING",
        };
        IEnumerable<string> claims = Enum.GetValues<TcpState>().Select(state => $"_Static_assert({names[state]} == {(int)state}, \"{state}\");\n");
        (bool compiled, string messages) = await CCompiler.Gcc.CheckAsync("#include <netinet/tcp.h>\n" + string.Concat(claims));
        Assert.True(compiled, messages);
    }

    [Theory]
    [InlineData("udp4")]
    [InlineData("unix stream")]
    public void TcpInfo_OfAnotherSocket_IsATypedError(string kind)
    {
        using Socket socket = OptionsScene.Make(kind);
        SocketFaultException refused = Assert.ThrowsAny<SocketFaultException>(() => socket.Options.TcpInfo);
        Assert.True(refused.Errno is Errno.ENOPROTOOPT or Errno.EOPNOTSUPP, refused.Message);
    }

    [Fact]
    public void LingerOfZero_ResetsTheConnection()
    {
        (Socket client, Socket server) = OptionsScene.Connect();
        using (server)
        {
            client.Options.Linger = TimeSpan.Zero;
            client.Dispose();
            Assert.Throws<ConnectionResetException>(() => server.Receive(1));
        }
    }

    [Fact]
    public void LingerOfATime_DeliversWhatWasSent()
    {
        (Socket client, Socket server) = OptionsScene.Connect();
        using (server)
        {
            client.Options.Linger = TimeSpan.FromSeconds(5);
            client.SendAll("last words"u8);
            client.Dispose();
            Assert.Equal("last words"u8.ToArray(), server.Receive(100));
            Assert.Empty(server.Receive(100));
        }
    }

    [Fact]
    public void AcceptedConnections_TakeTheListenersOptions()
    {
        using Socket listener = Socket.CreateServer(OptionsScene.Loopback(Family.AF_INET));
        listener.Options.KeepAlive = true;
        listener.Options.KeepAliveIdle = TimeSpan.FromSeconds(21);
        listener.Options.NoDelay = true;
        using Socket client = Socket.CreateConnection(listener.LocalEndPoint);
        using Socket server = listener.Accept();
        Assert.True(server.Options.KeepAlive);
        Assert.Equal(TimeSpan.FromSeconds(21), server.Options.KeepAliveIdle);
        Assert.True(server.Options.NoDelay);
    }

    [Fact]
    public void BindToDevice_OfLoopback_IsReadBackAndHeardThere()
    {
        using Socket receiver = OptionsScene.Make("udp4");
        using Socket sender = OptionsScene.Make("udp4");
        Assert.Null(receiver.Options.BindToDevice);
        receiver.Options.BindToDevice = sender.Options.BindToDevice = "lo";
        Assert.Equal("lo", receiver.Options.BindToDevice);
        receiver.Bind(new IPEndPoint(IPAddress.Any, 0));
        receiver.Timeout = OptionsScene.Patience;
        int port = ((IPEndPoint)receiver.LocalEndPoint).Port;
        sender.SendTo("by lo"u8, new IPEndPoint(IPAddress.Loopback, port));
        Assert.Equal("by lo"u8.ToArray(), receiver.Receive(100));
    }

    [Fact]
    public void BindToDevice_OfNoDevice_IsATypedError()
    {
        using var socket = new Socket();
        SocketFaultException refused = Assert.Throws<SocketFaultException>(() => socket.Options.BindToDevice = "nosuchdevice0");
        Assert.Equal(Errno.ENODEV, refused.Errno);
        Assert.Contains("SO_BINDTODEVICE", refused.Message, StringComparison.Ordinal);
        Assert.Null(socket.Options.BindToDevice);
    }

    // The kernel would cut the name to fifteen bytes, and "lo" with a zero byte behind it is lo.
    [Theory]
    [InlineData("sixteen-letters0")]
    [InlineData("lo\0pe")]
    public void BindToDevice_OfAnImpossibleName_IsRefusedBeforeItIsCut(string name)
    {
        using var socket = new Socket();
        Assert.Throws<ArgumentException>(() => socket.Options.BindToDevice = name);
        Assert.Null(socket.Options.BindToDevice);
    }

    [Fact]
    public void TheLimitOfAnInterfacesName_IsThatOfTheKernel()
        => Assert.Equal(16, int.Parse($"{typeof(SocketOptions).GetField("MaxInterfaceName", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.GetRawConstantValue()}", CultureInfo.InvariantCulture));
}
