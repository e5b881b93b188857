using System.Runtime.InteropServices;
using Sockeye.Native;
using static Sockeye.Sockets.SocketOption;

namespace Sockeye.Sockets.Tests;

/// <summary>Options by level and number.</summary>
public sealed class OptionsRawTests
{
    [Fact]
    public void AnInt_IsSetAndRead()
    {
        using var socket = new Socket();
        socket.SetOption(TCP_KEEPIDLE, 11);
        Assert.Equal(11, socket.GetOption(TCP_KEEPIDLE));
        Assert.Equal(11, socket.GetOption(new SocketOption(6, 4)));
        Assert.Equal(TimeSpan.FromSeconds(11), socket.Options.KeepAliveIdle);
    }

    [Fact]
    public void ASwitch_IsOneOrZero()
    {
        using var socket = new Socket();
        socket.SetOption(SO_KEEPALIVE, true);
        Assert.Equal(1, socket.GetOption(SO_KEEPALIVE));
        socket.SetOption(SO_KEEPALIVE, false);
        Assert.Equal(0, socket.GetOption(SO_KEEPALIVE));
    }

    [Fact]
    public void Bytes_AreSetAndRead()
    {
        using var socket = new Socket();
        int[] linger = [1, 5];
        socket.SetOption(SO_LINGER, MemoryMarshal.AsBytes<int>(linger));
        Span<byte> read = stackalloc byte[100];
        Assert.Equal(8, socket.GetOption(SO_LINGER, read));
        Assert.Equal(linger, MemoryMarshal.Cast<byte, int>(read[..8]).ToArray());
        Assert.Equal(4, socket.GetOption(SO_LINGER, read[..4]));
    }

    [Fact]
    public void Text_IsBytesToo()
    {
        using var socket = new Socket();
        Span<byte> name = stackalloc byte[16];
        int length = socket.GetOption(TCP_CONGESTION, name);
        string chosen = System.Text.Encoding.ASCII.GetString(name[..length]).TrimEnd('\0');
        string system = File.ReadAllText("/proc/sys/net/ipv4/tcp_congestion_control").Trim();
        Assert.Equal(system, chosen);
    }

    [Fact]
    public void TheKindOfSocket_CanBeAsked()
    {
        using Socket udp = OptionsScene.Make("udp6");
        Assert.Equal((int)SocketKind.SOCK_DGRAM, udp.GetOption(SO_TYPE));
        Assert.Equal((int)Family.AF_INET6, udp.GetOption(SO_DOMAIN));
        Assert.Equal((int)Protocol.IPPROTO_UDP, udp.GetOption(SO_PROTOCOL));
    }

    [Fact]
    public void AnUnknownOption_IsAnErrorThatNamesIt()
    {
        using var socket = new Socket();
        SocketFaultException read = Assert.Throws<SocketFaultException>(() => socket.GetOption(new SocketOption(1, 9999)));
        Assert.Equal((Errno.ENOPROTOOPT, "getsockopt"), (read.Errno, read.Operation));
        Assert.StartsWith("getsockopt level 1 option 9999: ", read.Message, StringComparison.Ordinal);
        SocketFaultException set = Assert.Throws<SocketFaultException>(() => socket.SetOption(new SocketOption(1, 9999), 1));
        Assert.Equal((Errno.ENOPROTOOPT, "setsockopt"), (set.Errno, set.Operation));
        Assert.StartsWith("setsockopt level 1 option 9999: ", set.Message, StringComparison.Ordinal);
        Assert.Equal(System.Net.Sockets.SocketError.ProtocolOption, set.SocketErrorCode);
    }

    [Fact]
    public void TooFewBytes_AreRefused()
    {
        using var socket = new Socket();
        SocketFaultException refused = Assert.Throws<SocketFaultException>(() => socket.SetOption(SO_LINGER, new byte[3].AsSpan()));
        Assert.Equal(Errno.EINVAL, refused.Errno);
        Assert.Contains("SO_LINGER", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AReadOnlyOption_CannotBeSet()
    {
        using var socket = new Socket();
        Assert.Equal(Errno.ENOPROTOOPT, Assert.Throws<SocketFaultException>(() => socket.SetOption(SO_TYPE, 1)).Errno);
    }

    [Fact]
    public void TheErrorOfAFailedConnect_IsReadOnce()
    {
        using Socket unbound = OptionsScene.Make("tcp4");
        unbound.Bind(OptionsScene.Loopback(Family.AF_INET));
        using Socket client = OptionsScene.Make("tcp4");
        client.Blocking = false;
        Assert.Equal(Errno.EINPROGRESS, client.TryConnect(unbound.LocalEndPoint));
        int error = 0;
        Eventually.True(() => (error = client.GetOption(SO_ERROR)) != 0, OptionsScene.Patience);
        Assert.Equal(Errno.ECONNREFUSED, (Errno)error);
        Assert.Equal(0, client.GetOption(SO_ERROR));
    }
}
