using System.Net;

namespace Sockeye.Sockets.Tests.Ancillary;

/// <summary>What the kernel would drop from a send in silence is refused, and what it honours goes.</summary>
public sealed class AncillaryEffectTests
{
    private static readonly PacketInfo s_from4 = new(IPAddress.Parse("127.0.0.9"));
    private static readonly PacketInfo s_from6 = new(IPAddress.IPv6Loopback);
    private static readonly PacketInfo s_fromMapped = new(IPAddress.Parse("::ffff:127.0.0.9"));

    private static readonly Dictionary<string, Action<AncillaryData>> s_adds = new()
    {
        ["IP_TTL"] = static data => data.AddTimeToLive(3),
        ["IP_TOS"] = static data => data.AddTypeOfService(16),
        ["IP_PKTINFO"] = static data => data.AddPacketInfo(s_from4),
        ["IPV6_HOPLIMIT"] = static data => data.AddHopLimit(3),
        ["IPV6_TCLASS"] = static data => data.AddTrafficClass(16),
        ["IPV6_PKTINFO"] = static data => data.AddPacketInfo(s_from6),
    };

    public static TheoryData<string> Names => [.. s_adds.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void OverIPv4_IPv6sAreRefused(string name)
    {
        using var sender = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        Expect(sender, name, IsOf6(name), new IPEndPoint(IPAddress.Loopback, 9));
    }

    [Theory]
    [NeedsData(Machine.Loopback6, "IP_TTL")]
    [NeedsData(Machine.Loopback6, "IP_TOS")]
    [NeedsData(Machine.Loopback6, "IP_PKTINFO")]
    [NeedsData(Machine.Loopback6, "IPV6_HOPLIMIT")]
    [NeedsData(Machine.Loopback6, "IPV6_TCLASS")]
    [NeedsData(Machine.Loopback6, "IPV6_PKTINFO")]
    public void OverIPv6_IPv4sAreRefused_AndToMappedPeersTheOthers(string name)
    {
        using var sender = new Socket(Family.AF_INET6, SocketKind.SOCK_DGRAM);
        Expect(sender, name, !IsOf6(name), new IPEndPoint(IPAddress.IPv6Loopback, 9));

        var mapped = new IPEndPoint(IPAddress.Parse("::ffff:127.0.0.1"), 9);
        if (name != "IPV6_PKTINFO")
        {
            Expect(sender, name, IsOf6(name), mapped);
            using var connected = new Socket(Family.AF_INET6, SocketKind.SOCK_DGRAM);
            connected.Connect(mapped);
            Expect(connected, name, IsOf6(name));
        }
    }

    [NeedsFact(Machine.Loopback6)]
    public void ToAMappedPeer_TheMappedSourceIsHonoured()
    {
        using var receiver = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        receiver.Options.ReceiveTimeToLive = true;
        receiver.Timeout = Connected.Patience;
        using var sender = new Socket(Family.AF_INET6, SocketKind.SOCK_DGRAM);
        using var beside = new AncillaryData(256);
        beside.AddPacketInfo(s_fromMapped);
        beside.AddTimeToLive(3);
        sender.SendMessage("x"u8, new() { Ancillary = beside, To = new IPEndPoint(IPAddress.Parse("::ffff:127.0.0.1"), ((IPEndPoint)receiver.LocalEndPoint).Port) });
        EndPoint? from = receiver.ReceiveMessage(new byte[1], new() { Ancillary = beside }).Sender;
        Assert.Equal((IPAddress.Parse("127.0.0.9"), 3), (((IPEndPoint)from!).Address, beside.TimeToLive));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void OverTcpAndUnix_AllAreRefused(string name)
    {
        (Socket one, Socket two) = Connected.Tcp();
        (Socket three, Socket four) = Socket.SocketPair();
        using (one)
        using (two)
        using (three)
        using (four)
        {
            Expect(one, name, refused: true);
            Expect(three, name, refused: true);
        }
    }

    [Fact]
    public void BytesOfOnesOwn_AreNotLookedInto()
    {
        (Socket one, Socket two) = Connected.Udp();
        using (one)
        using (two)
        using (var beside = new AncillaryData(256))
        {
            beside.Add(SocketOption.IPV6_HOPLIMIT, [3, 0, 0, 0]);
            Assert.Equal(1, one.SendMessage("x"u8, new() { Ancillary = beside }));
            beside.Clear();
            beside.AddHopLimit(3);
            Assert.Throws<InvalidOperationException>(() => one.SendMessage("x"u8, new() { Ancillary = beside }));
            beside.Clear();
            beside.AddTimeToLive(3);
            Assert.Equal(1, one.SendMessage("x"u8, new() { Ancillary = beside }));
        }
    }

    [Fact]
    public void ANumberOutOfItsRange_IsHintedAt()
    {
        using var sender = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        using var beside = new AncillaryData(64);
        beside.AddTypeOfService(4);
        beside.AddTimeToLive(300);
        SocketFaultException refused = Assert.ThrowsAny<SocketFaultException>(
            () => sender.SendMessage("x"u8, new() { Ancillary = beside, To = new IPEndPoint(IPAddress.Loopback, 9) }));
        Assert.Equal(Native.Errno.EINVAL, refused.Errno);
        Assert.EndsWith("(EINVAL); in the ancillary data IP_TTL is 300, and may be 1 to 255", refused.Message, StringComparison.Ordinal);
        beside.Clear();
        beside.Add(SocketOption.IP_TTL, [1]);
        refused = Assert.ThrowsAny<SocketFaultException>(() => sender.SendMessage("x"u8, new() { Ancillary = beside, To = new IPEndPoint(IPAddress.Loopback, 9) }));
        Assert.EndsWith("(EINVAL); perhaps a message of the ancillary data, by its level, type, size or number", refused.Message, StringComparison.Ordinal);
    }

    private static bool IsOf6(string name) => name.StartsWith("IPV6", StringComparison.Ordinal);

    private static void Expect(Socket sender, string name, bool refused, EndPoint? to = null)
    {
        using var beside = new AncillaryData(64);
        s_adds[name](beside);
        Exception? said = Record.Exception(() => sender.SendMessage("x"u8, new() { Ancillary = beside, To = to }));
        if (refused)
        {
            Assert.StartsWith($"{name} goes ", Assert.IsType<InvalidOperationException>(said).Message, StringComparison.Ordinal);
            Assert.IsType<InvalidOperationException>(Record.Exception(() => sender.SendMessage([new byte[1]], new() { Ancillary = beside, To = to })));
        }
        else
        {
            Assert.Null(said);
        }
    }
}
