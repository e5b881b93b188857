using System.Globalization;
using System.Net;
using static Sockeye.Sockets.SocketOption;

namespace Sockeye.Sockets.Tests.Namespaces;

/// <summary>Broadcast, and datagrams larger than a packet, from one machine to another.</summary>
public sealed class NamespaceDatagramTests(SharedNamespacePair shared) : NamespaceTests(shared), IClassFixture<SharedNamespacePair>
{
    private const int SmallMtu = 1280;

    public static TheoryData<Family> Families => [Family.AF_INET, Family.AF_INET6];

    [NamespaceFact]
    public void Broadcast_IsRefusedWithoutTheOption_AndHeardWithIt()
    {
        (Socket sender, Socket receiver) = Scene(Family.AF_INET);
        IPEndPoint everybody = new(IPAddress.Parse("10.77.0.255"), Port(receiver));
        SocketAccessException refused = Assert.Throws<SocketAccessException>(() => sender.SendTo("hello all"u8, everybody));
        Assert.Equal(Native.Errno.EACCES, refused.Errno);
        sender.Options.Broadcast = true;
        sender.SendTo("hello all"u8, everybody);
        Assert.Equal("hello all"u8.ToArray(), receiver.ReceiveFrom(100, out EndPoint? from));
        Assert.Equal(NamespacePair.NearAddress(Family.AF_INET), ((IPEndPoint)from!).Address);
    }

    [NamespaceFact]
    public void LimitedBroadcast_GoesOutByTheDeviceThatTheSocketIsBoundTo()
    {
        (Socket sender, Socket receiver) = Scene(Family.AF_INET);
        IPEndPoint everybody = new(IPAddress.Broadcast, Port(receiver));
        sender.Options.Broadcast = true;
        Assert.Throws<DestinationUnreachableException>(() => sender.SendTo("no route"u8, everybody));
        Pair.Near(() => sender.Options.BindToDevice = "cable1");
        sender.SendTo("hello all"u8, everybody);
        Assert.Equal("hello all"u8.ToArray(), receiver.ReceiveFrom(100, out EndPoint? from));
        Assert.Equal(NamespacePair.NearAddress(Family.AF_INET, cable: 1), ((IPEndPoint)from!).Address);
    }

    // The kernel tells a ping socket that a message was cut, but not how long it was.
    [NamespaceFact]
    public void APingSocket_TellsThatAReplyWasCut()
    {
        IPEndPoint far = new(NamespacePair.FarAddress(Family.AF_INET), 0);
        SocketAccessException refused = Assert.Throws<SocketAccessException>(
            () => Pair.Near(() => new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM, Protocol.IPPROTO_ICMP)));
        Assert.Contains("ping_group_range", refused.Message, StringComparison.Ordinal);

        Pair.Near(() =>
        {
            File.WriteAllText("/proc/sys/net/ipv4/ping_group_range", "0 0");
            return 0;
        });
        Socket ping = Keep(Pair.Near(() => new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM, Protocol.IPPROTO_ICMP)));
        ping.Timeout = Patience;
        byte[] echoRequest = [8, 0, 0, 0, 0, 0, 0, 1, .. new byte[56]];
        ping.SendTo(echoRequest, far);
        ReceivedFrom reply = ping.ReceiveFrom(new byte[10]);
        Assert.Equal((10, true, far.Address), (reply.Count, reply.Truncated, ((IPEndPoint)reply.Sender!).Address));
        ping.SendTo(echoRequest, far);
        Assert.Throws<MessageTooLongException>(() => ping.Receive(10));
    }

    [NamespaceTheory]
    [MemberData(nameof(Families))]
    public void ALargeDatagram_IsFragmentedAndArrivesWhole(Family family)
    {
        (Socket sender, Socket receiver) = Scene(family);
        MakeMtuSmall();
        byte[] large = new byte[60_000];
        new Random(7).NextBytes(large);
        long before = FragmentsMade(family);
        Assert.Equal(large.Length, sender.SendTo(large, new IPEndPoint(NamespacePair.FarAddress(family), Port(receiver))));
        Assert.Equal(large, receiver.Receive(65_536));
        Assert.InRange(FragmentsMade(family) - before, large.Length / SmallMtu, 2 * large.Length / SmallMtu);
    }

    [NamespaceFact]
    public void ALargeDatagramThatMayNotBeFragmented_IsTooLong()
    {
        const int IP_PMTUDISC_DO = 2;
        (Socket sender, Socket receiver) = Scene(Family.AF_INET);
        MakeMtuSmall();
        sender.SetOption(IP_MTU_DISCOVER, IP_PMTUDISC_DO);
        IPEndPoint far = new(NamespacePair.FarAddress(Family.AF_INET), Port(receiver));
        Assert.Throws<MessageTooLongException>(() => sender.SendTo(new byte[SmallMtu], far));
        sender.SendTo(new byte[SmallMtu - 28], far);
        Assert.Equal(SmallMtu - 28, receiver.Receive(65_536).Length);
    }

    [NamespaceFact]
    public void BindToDevice_HearsOnThatDeviceAlone()
    {
        (Socket sender, Socket receiver) = Scene(Family.AF_INET);
        Pair.Far(() => receiver.Options.BindToDevice = "cable1");
        Assert.Equal("cable1", Pair.Far(() => receiver.Options.BindToDevice));
        sender.SendTo("by cable 0"u8, new IPEndPoint(NamespacePair.FarAddress(Family.AF_INET), Port(receiver)));
        sender.SendTo("by cable 1"u8, new IPEndPoint(NamespacePair.FarAddress(Family.AF_INET, cable: 1), Port(receiver)));
        Assert.Equal("by cable 1"u8.ToArray(), receiver.Receive(100));
    }

    private static int Port(Socket receiver) => ((IPEndPoint)receiver.LocalEndPoint).Port;

    private (Socket Sender, Socket Receiver) Scene(Family family)
    {
        Socket sender = Keep(Pair.Near(() => new Socket(family, SocketKind.SOCK_DGRAM)));
        Socket receiver = Keep(Pair.Far(() => new Socket(family, SocketKind.SOCK_DGRAM)));
        receiver.Bind(new IPEndPoint(family == Family.AF_INET6 ? IPAddress.IPv6Any : IPAddress.Any, 0));
        return (sender, receiver);
    }

    private void MakeMtuSmall()
    {
        Pair.NearIp($"link set cable0 mtu {SmallMtu}");
        Pair.FarIp($"link set cable0 mtu {SmallMtu}");
    }

    // The kernel's own count, of the near machine.
    private long FragmentsMade(Family family) => Pair.Near(() =>
    {
        if (family == Family.AF_INET6)
        {
            string line = File.ReadLines("/proc/thread-self/net/snmp6").Single(static row => row.StartsWith("Ip6FragCreates", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }

        string[][] rows = [.. File.ReadLines("/proc/thread-self/net/snmp").Where(static row => row.StartsWith("Ip:", StringComparison.Ordinal)).Select(static row => row.Split(' '))];
        return long.Parse(rows[1][Array.IndexOf(rows[0], "FragCreates")], CultureInfo.InvariantCulture);
    });
}
