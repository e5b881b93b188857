using Sockeye.Native;

namespace Sockeye.Sockets.Tests;

/// <summary>The typed options on real sockets: set and read back, units, rounding, what is out of range, what a family does not have.</summary>
public sealed class OptionsTypedTests
{
    private static readonly Dictionary<string, (Func<SocketOptions, bool> Get, Action<SocketOptions, bool> Set, string[] Has)> Switches = new()
    {
        ["Broadcast"] = (o => o.Broadcast, (o, on) => o.Broadcast = on, OptionsScene.Kinds),
        ["IPv6Only"] = (o => o.IPv6Only, (o, on) => o.IPv6Only = on, ["tcp6", "udp6"]),
        ["KeepAlive"] = (o => o.KeepAlive, (o, on) => o.KeepAlive = on, OptionsScene.Kinds),
        ["MulticastAll"] = (o => o.MulticastAll, (o, on) => o.MulticastAll = on, ["tcp4", "tcp6", "udp4", "udp6"]),
        ["MulticastLoop"] = (o => o.MulticastLoop, (o, on) => o.MulticastLoop = on, ["tcp4", "tcp6", "udp4", "udp6"]),
        ["NoDelay"] = (o => o.NoDelay, (o, on) => o.NoDelay = on, ["tcp4", "tcp6"]),
        ["ReceiveErrors"] = (o => o.ReceiveErrors, (o, on) => o.ReceiveErrors = on, ["tcp4", "tcp6", "udp4", "udp6"]),
        ["ReceivePacketInfo"] = (o => o.ReceivePacketInfo, (o, on) => o.ReceivePacketInfo = on, ["tcp4", "tcp6", "udp4", "udp6"]),
        ["ReceiveTime"] = (o => o.ReceiveTime, (o, on) => o.ReceiveTime = on, OptionsScene.Kinds),
        ["ReceiveTimeToLive"] = (o => o.ReceiveTimeToLive, (o, on) => o.ReceiveTimeToLive = on, ["tcp4", "tcp6", "udp4", "udp6"]),
        ["ReceiveTrafficClass"] = (o => o.ReceiveTrafficClass, (o, on) => o.ReceiveTrafficClass = on, ["tcp4", "tcp6", "udp4", "udp6"]),
        ["ReuseAddress"] = (o => o.ReuseAddress, (o, on) => o.ReuseAddress = on, OptionsScene.Kinds),
        ["ReusePort"] = (o => o.ReusePort, (o, on) => o.ReusePort = on, ["tcp4", "tcp6", "udp4", "udp6"]),
    };

    private static readonly Dictionary<string, (Func<SocketOptions, object> Get, Action<SocketOptions> Set, object Expected, string[] Has)> Values = new()
    {
        ["KeepAliveIdle"] = (o => o.KeepAliveIdle, o => o.KeepAliveIdle = TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7), ["tcp4", "tcp6"]),
        ["KeepAliveInterval"] = (o => o.KeepAliveInterval, o => o.KeepAliveInterval = TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(8), ["tcp4", "tcp6"]),
        ["KeepAliveProbes"] = (o => o.KeepAliveProbes, o => o.KeepAliveProbes = 5, 5, ["tcp4", "tcp6"]),
        ["Linger"] = (o => o.Linger!, o => o.Linger = TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3), OptionsScene.Kinds),
        ["MulticastInterface"] = (o => o.MulticastInterface, o => o.MulticastInterface = 1, 1, ["udp6"]),
        ["MulticastTimeToLive"] = (o => o.MulticastTimeToLive, o => o.MulticastTimeToLive = 9, 9, ["udp4", "udp6"]),
        ["ReceiveBufferSize"] = (o => o.ReceiveBufferSize, o => o.ReceiveBufferSize = 20_000, 40_000, OptionsScene.Kinds),
        ["SendBufferSize"] = (o => o.SendBufferSize, o => o.SendBufferSize = 20_000, 40_000, OptionsScene.Kinds),
        ["TimeToLive"] = (o => o.TimeToLive, o => o.TimeToLive = 33, 33, ["tcp4", "tcp6", "udp4", "udp6"]),
        ["UserTimeout"] = (o => o.UserTimeout, o => o.UserTimeout = TimeSpan.FromMilliseconds(1234), TimeSpan.FromMilliseconds(1234), ["tcp4", "tcp6"]),
    };

    public static TheoryData<string, string> EverySwitch => Matrix(Switches.Keys);

    public static TheoryData<string, string> EveryValue => Matrix(Values.Keys);

    [Theory]
    [MemberData(nameof(EverySwitch))]
    public void ASwitch_IsReadBack_OrRefusedWhereTheSocketHasNone(string name, string kind)
    {
        (Func<SocketOptions, bool> get, Action<SocketOptions, bool> set, string[] has) = Switches[name];
        using Socket socket = OptionsScene.Make(kind);
        if (has.Contains(kind))
        {
            set(socket.Options, true);
            Assert.True(get(socket.Options));
            set(socket.Options, false);
            Assert.False(get(socket.Options));
        }
        else
        {
            Refused(() => set(socket.Options, true));
        }
    }

    [Theory]
    [MemberData(nameof(EveryValue))]
    public void AValue_IsReadBack_OrRefusedWhereTheSocketHasNone(string name, string kind)
    {
        (Func<SocketOptions, object> get, Action<SocketOptions> set, object expected, string[] has) = Values[name];
        using Socket socket = OptionsScene.Make(kind);
        if (has.Contains(kind))
        {
            Assert.NotEqual(expected, get(socket.Options));
            set(socket.Options);
            Assert.Equal(expected, get(socket.Options));
        }
        else if (name is not ("MulticastInterface" or "MulticastTimeToLive"))
        {
            Refused(() => set(socket.Options));
        }
    }

    [Fact]
    public void EveryOption_HasARow()
    {
        string[] elsewhere = ["Error", "AcceptsConnections", "BindToDevice", "PassCredentials", "TcpInfo"];
        IEnumerable<string> all = typeof(SocketOptions).GetProperties().Select(static property => property.Name);
        Assert.Empty(all.Except([.. Switches.Keys, .. Values.Keys, .. elsewhere]));
    }

    // Seconds and milliseconds are whole numbers to the kernel: up, never down to nothing.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(10_000_000, 1)]
    [InlineData(10_000_001, 2)]
    [InlineData(15_000_000, 2)]
    public void Seconds_AreRoundedUp(long ticks, int seconds)
    {
        using var socket = new Socket();
        SocketOptions options = socket.Options;
        options.KeepAliveIdle = options.KeepAliveInterval = TimeSpan.FromTicks(ticks);
        options.Linger = TimeSpan.FromTicks(ticks);
        Assert.Equal(TimeSpan.FromSeconds(seconds), options.KeepAliveIdle);
        Assert.Equal(TimeSpan.FromSeconds(seconds), options.KeepAliveInterval);
        Assert.Equal(TimeSpan.FromSeconds(seconds), options.Linger);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(10_001, 2)]
    [InlineData(long.MaxValue, int.MaxValue)]
    public void UserTimeout_IsRoundedUpToMilliseconds(long ticks, int milliseconds)
    {
        using var socket = new Socket();
        socket.Options.UserTimeout = TimeSpan.FromTicks(ticks);
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), socket.Options.UserTimeout);
    }

    [Fact]
    public void Linger_HasThreeMeanings()
    {
        using var socket = new Socket();
        Assert.Null(socket.Options.Linger);
        socket.Options.Linger = TimeSpan.Zero;
        Assert.Equal(TimeSpan.Zero, socket.Options.Linger);
        socket.Options.Linger = TimeSpan.MaxValue;
        Assert.True(socket.Options.Linger > TimeSpan.FromDays(365));
        socket.Options.Linger = null;
        Assert.Null(socket.Options.Linger);
    }

    public static TheoryData<string> NegativeOnes => ["idle", "interval", "linger", "user timeout", "receive buffer", "send buffer"];

    [Theory]
    [MemberData(nameof(NegativeOnes))]
    public void ANegativeAmount_IsAnArgumentOutOfRange(string what)
    {
        using var socket = new Socket();
        TimeSpan negative = TimeSpan.FromTicks(-1);
        int receive = socket.Options.ReceiveBufferSize;
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = what switch
        {
            "idle" => socket.Options.KeepAliveIdle = negative,
            "interval" => socket.Options.KeepAliveInterval = negative,
            "linger" => socket.Options.Linger = negative,
            "user timeout" => socket.Options.UserTimeout = negative,
            "receive buffer" => socket.Options.ReceiveBufferSize = -1,
            _ => (object)(socket.Options.SendBufferSize = -1),
        });
        Assert.Equal(receive, socket.Options.ReceiveBufferSize);
    }

    public static TheoryData<string> OutOfTheKernelsRange => ["idle 0", "idle 32768", "idle for ever", "probes 0", "probes 128", "ttl 0", "ttl 256", "multicast ttl 256", "hops 256"];

    [Theory]
    [MemberData(nameof(OutOfTheKernelsRange))]
    public void AnAmountTheKernelDoesNotTake_IsEinval(string what)
    {
        using var tcp = new Socket();
        using Socket udp = OptionsScene.Make("udp4");
        using Socket v6 = OptionsScene.Make("udp6");
        SocketFaultException refused = Assert.Throws<SocketFaultException>(() => _ = what switch
        {
            "idle 0" => tcp.Options.KeepAliveIdle = TimeSpan.Zero,
            "idle 32768" => tcp.Options.KeepAliveIdle = TimeSpan.FromSeconds(32768),
            "idle for ever" => tcp.Options.KeepAliveIdle = TimeSpan.MaxValue,
            "probes 0" => tcp.Options.KeepAliveProbes = 0,
            "probes 128" => tcp.Options.KeepAliveProbes = 128,
            "ttl 0" => tcp.Options.TimeToLive = 0,
            "ttl 256" => tcp.Options.TimeToLive = 256,
            "multicast ttl 256" => udp.Options.MulticastTimeToLive = 256,
            _ => (object)(v6.Options.TimeToLive = 256),
        });
        Assert.Equal(Errno.EINVAL, refused.Errno);
        Assert.Equal("setsockopt", refused.Operation);
        Assert.StartsWith("setsockopt ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Buffers_AreCappedByTheSystem()
    {
        using var socket = new Socket();
        socket.Options.ReceiveBufferSize = int.MaxValue;
        socket.Options.SendBufferSize = int.MaxValue;
        Assert.Equal(2 * Limit("rmem_max"), socket.Options.ReceiveBufferSize);
        Assert.Equal(2 * Limit("wmem_max"), socket.Options.SendBufferSize);

        static int Limit(string name) => int.Parse(File.ReadAllText("/proc/sys/net/core/" + name), System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void MulticastInterface_OfIpv4_CannotBeRead()
    {
        using Socket udp = OptionsScene.Make("udp4");
        udp.Options.MulticastInterface = 1;
        Assert.Throws<NotSupportedException>(() => udp.Options.MulticastInterface);
    }

    [Fact]
    public void AcceptsConnections_IsTrueOfAListenerAlone()
    {
        using Socket listener = Socket.CreateServer(OptionsScene.Loopback(Family.AF_INET));
        using var socket = new Socket();
        Assert.True(listener.Options.AcceptsConnections);
        Assert.False(socket.Options.AcceptsConnections);
    }

    [Fact]
    public void AClosedSocket_HasNoOptions()
    {
        var socket = new Socket();
        SocketOptions options = socket.Options;
        socket.Dispose();
        Assert.Throws<ObjectDisposedException>(() => options.NoDelay);
        Assert.Throws<ObjectDisposedException>(() => options.NoDelay = true);
        Assert.Throws<ObjectDisposedException>(() => options.TcpInfo);
    }

    private static void Refused(Action set)
    {
        SocketFaultException refused = Assert.ThrowsAny<SocketFaultException>(set);
        Assert.True(refused.Errno is Errno.ENOPROTOOPT or Errno.EOPNOTSUPP, refused.Message);
    }

    private static TheoryData<string, string> Matrix(IEnumerable<string> names)
    {
        var data = new TheoryData<string, string>();
        foreach (string name in names)
        {
            foreach (string kind in OptionsScene.Kinds)
            {
                data.Add(name, kind);
            }
        }

        return data;
    }
}
