using System.Net;
using Sockeye.Clients.Pinging;
using Sockeye.Native;
using Sockeye.Sockets;
using Sockeye.Sockets.Tests.Namespaces;
using Sockeye.Wire.Icmp;

namespace Sockeye.Clients.Tests.Pinging;

/// <summary>Pings from one machine to another, over both kinds of socket, and what goes wrong on the way.</summary>
public sealed class PingerTests(PingerTests.Machines machines) : IClassFixture<PingerTests.Machines>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Made by the first test that runs: a skipped one's class is not made.</summary>
    public sealed class Machines : IDisposable
    {
        internal NamespacePair Pair { get; } = new();

        public void Dispose() => Pair.Dispose();
    }

    public static TheoryData<Family, PingVia> Ways => new()
    {
        { Family.AF_INET, PingVia.Datagram },
        { Family.AF_INET, PingVia.Raw },
        { Family.AF_INET6, PingVia.Datagram },
        { Family.AF_INET6, PingVia.Raw },
    };

    private NamespacePair Pair => machines.Pair;

    [NamespaceTheory]
    [MemberData(nameof(Ways))]
    public void AnEcho_ComesBack(Family family, PingVia via)
    {
        using Pinger pinger = Open(NamespacePair.FarAddress(family), via, new PingOptions { Timeout = Patience });
        Assert.Equal(via, pinger.Via);
        PingAnswer reply = pinger.Ping();
        Assert.Equal((PingOutcome.Reply, 1, 64), (reply.Outcome, reply.Sequence, reply.Size));
        Assert.Equal(NamespacePair.FarAddress(family), reply.From);
        Assert.Equal(64, reply.TimeToLive);
        Assert.InRange(reply.RoundTrip!.Value, TimeSpan.FromTicks(1), Patience);
        Assert.Equal(2, pinger.Ping().Sequence);
        Assert.Equal((2, 2, 0.0), (pinger.Statistics.Sent, pinger.Statistics.Received, pinger.Statistics.LossPercent));
    }

    [NamespaceTheory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(60_000)]
    public void AnEchoOfAnySize_ComesBackWhole(int size)
    {
        foreach (object[] way in Ways)
        {
            using Pinger pinger = Open(NamespacePair.FarAddress((Family)way[0]), (PingVia)way[1], new PingOptions { Timeout = Patience, Size = size });
            Assert.Equal((PingOutcome.Reply, size + 8), (pinger.Ping().Outcome, pinger.Ping().Size));
        }
    }

    [NamespaceTheory]
    [MemberData(nameof(Ways))]
    public void Many_AreSentByTheInterval_WithoutWaitingForAnswers(Family family, PingVia via)
    {
        using Pinger pinger = Open(NamespacePair.FarAddress(family), via, new PingOptions { Timeout = Patience, Interval = TimeSpan.FromMilliseconds(5) });
        Assert.Equal(Enumerable.Range(1, 20), pinger.PingMany(20).Select(static answer => answer.Sequence).Order());
        Assert.Equal(20, pinger.Statistics.Received);
        Assert.Empty(pinger.PingMany(0));
    }

    [NamespaceTheory]
    [MemberData(nameof(Ways))]
    public void PacketsThatVanish_AreLost(Family family, PingVia via)
    {
        using Pinger pinger = Open(BlackHole(family), via, new PingOptions { Timeout = TimeSpan.FromMilliseconds(50), Interval = TimeSpan.FromMilliseconds(10) });
        Assert.Equal([1, 2, 3], pinger.PingMany(3).Select(static answer => answer.Outcome == PingOutcome.Lost ? answer.Sequence : -1));
        Assert.Equal(100, pinger.Statistics.LossPercent);
    }

    [NamespaceTheory]
    [MemberData(nameof(Ways))]
    public void ARouterThatSaysNo_IsHeard(Family family, PingVia via)
    {
        bool six = family == Family.AF_INET6;
        Pair.NearIp($"route replace {(six ? "fd98::/64" : "10.98.0.0/24")} via {NamespacePair.FarAddress(family)}");
        Pair.FarIp($"route replace prohibit {(six ? "fd98::/64" : "10.98.0.0/24")}");
        Forward(Pair);
        using Pinger pinger = Open(IPAddress.Parse(six ? "fd98::9" : "10.98.0.9"), via, new PingOptions { Timeout = Patience, Interval = TimeSpan.FromMilliseconds(2) });
        PingAnswer no = pinger.Ping();
        Assert.Equal(PingOutcome.Unreachable, no.Outcome);
        AssertToldBy(family, no.From);
        Assert.Equal(
            via == PingVia.Datagram ? (six ? Errno.EACCES : Errno.EHOSTUNREACH).Describe() : six ? "destination prohibited" : "packet filtered",
            no.Reason);
    }

    // What the kernel has of an echo may come out of the sending of another; of IPv6 it is EACCES, as for what this machine itself forbids.
    [NamespaceTheory]
    [InlineData(Family.AF_INET)]
    [InlineData(Family.AF_INET6)]
    public void ANoToAnEarlierEcho_DoesNotKeepTheNextFromBeingSent(Family family)
    {
        bool six = family == Family.AF_INET6;
        using var strict = new NamespacePair();     // a router says no only so often: the others' tests need theirs
        strict.NearIp($"route replace {(six ? "fd96::/64" : "10.96.0.0/24")} via {NamespacePair.FarAddress(family)}");
        strict.FarIp($"route replace prohibit {(six ? "fd96::/64" : "10.96.0.0/24")}");
        Forward(strict);
        Allow(strict);
        var options = new PingOptions { Via = PingVia.Datagram };
        using EchoSocket socket = strict.Near(() => new EchoSocket(IPAddress.Parse(six ? "fd96::9" : "10.96.0.9"), options));
        for (ushort sequence = 1; sequence <= 20; sequence++)
        {
            Assert.Null(socket.Send(socket.Compose(sequence), CancellationToken.None));
        }

        EchoNews first = socket.Receive(Deadline.After(Patience), CancellationToken.None)!;
        Assert.Equal((1, (six ? Errno.EACCES : Errno.EHOSTUNREACH).Describe()), (first.Sequence, first.Reason));
    }

    [NamespaceTheory]
    [MemberData(nameof(Ways))]
    public void ATimeToLiveThatIsTooShort_IsToldByTheRouter(Family family, PingVia via)
    {
        bool six = family == Family.AF_INET6;
        Pair.NearIp($"route replace {(six ? "fd97::/64" : "10.97.0.0/24")} via {NamespacePair.FarAddress(family)}");
        Pair.FarIp($"route replace {(six ? "fd97::/64" : "10.97.0.0/24")} via {NamespacePair.NearAddress(family, cable: 1)}");
        Forward(Pair);
        using Pinger pinger = Open(IPAddress.Parse(six ? "fd97::9" : "10.97.0.9"), via, new PingOptions { Timeout = Patience, TimeToLive = 1 });
        PingAnswer tooFar = pinger.Ping();
        Assert.Equal(PingOutcome.Unreachable, tooFar.Outcome);
        AssertToldBy(family, tooFar.From);
        Assert.Equal(via == PingVia.Datagram ? Errno.EHOSTUNREACH.Describe() : six ? "hop limit exceeded" : "time to live exceeded", tooFar.Reason);
    }

    [NamespaceTheory]
    [InlineData("203.0.113.9", PingVia.Datagram)]
    [InlineData("203.0.113.9", PingVia.Raw)]
    [InlineData("2001:db8::9", PingVia.Datagram)]
    [InlineData("2001:db8::9", PingVia.Raw)]
    public void NoRoute_IsThisMachinesAnswer(string address, PingVia via)
    {
        using Pinger pinger = Open(IPAddress.Parse(address), via, new PingOptions());
        PingAnswer none = pinger.Ping();
        Assert.Equal((PingOutcome.Unreachable, Errno.ENETUNREACH.Describe()), (none.Outcome, none.Reason));
        Assert.Null(none.From);
    }

    [NamespaceTheory]
    [InlineData(Family.AF_INET)]
    [InlineData(Family.AF_INET6)]
    public void WhereADatagramSocketIsForbidden_TheErrorNamesBothWaysOut_AndTheRawOneIsTaken(Family family)
    {
        using var forbidden = new NamespacePair();      // the kernel's own setting: nobody
        SocketAccessException refused = Assert.Throws<SocketAccessException>(
            () => forbidden.Near(() => new Pinger(NamespacePair.FarAddress(family), new PingOptions { Via = PingVia.Datagram })));
        Assert.Contains("net.ipv4.ping_group_range", refused.Message, StringComparison.Ordinal);
        Assert.Contains("CAP_NET_RAW", refused.Message, StringComparison.Ordinal);
        using Pinger pinger = forbidden.Near(() => new Pinger(NamespacePair.FarAddress(family), new PingOptions { Timeout = Patience }));
        Assert.Equal((PingVia.Raw, PingOutcome.Reply), (pinger.Via, pinger.Ping().Outcome));
        Allow(forbidden);
        using Pinger other = forbidden.Near(() => new Pinger(NamespacePair.FarAddress(family)));
        Assert.Equal(PingVia.Datagram, other.Via);
    }

    [NamespaceTheory]
    [MemberData(nameof(Ways))]
    public void AToken_EndsTheWait(Family family, PingVia via)
    {
        using Pinger pinger = Open(BlackHole(family), via, new PingOptions { Timeout = Patience });
        using var token = new CancellationTokenSource(TimeSpan.FromMilliseconds(30));
        Assert.Equal(token.Token, Assert.ThrowsAny<OperationCanceledException>(() => pinger.Ping(token.Token)).CancellationToken);
        Assert.Equal((1, 100.0), (pinger.Statistics.Sent, pinger.Statistics.LossPercent));
    }

    /// <summary>The far machine's kernel is silent, and a program there answers as it likes.</summary>
    [NamespaceTheory]
    [InlineData(PingVia.Datagram)]
    [InlineData(PingVia.Raw)]
    public void ASecondReply_IsADuplicate_AndWhatIsNotOurs_IsNothing(PingVia via)
    {
        using var odd = new NamespacePair();
        odd.Far(() => Write("/proc/sys/net/ipv4/icmp_echo_ignore_all", "1"));
        Allow(odd);
        using Socket answering = odd.Far(() => new Socket(Family.AF_INET, SocketKind.SOCK_RAW, Protocol.IPPROTO_ICMP));
        using Pinger pinger = odd.Near(() => new Pinger(NamespacePair.FarAddress(Family.AF_INET), new PingOptions { Timeout = Patience, Interval = TimeSpan.FromMilliseconds(5), Via = via }));
        var answerer = new Thread(() => Assert.Throws<ObjectDisposedException>(() => AnswerTwice(answering))) { IsBackground = true };
        answerer.Start();
        PingOutcome[] seen = [.. pinger.PingMany(5).Select(static answer => answer.Outcome)];
        Assert.Equal(5, seen.Count(static one => one == PingOutcome.Reply));
        Assert.InRange(pinger.Statistics.Duplicates, 4, 5);     // the last one's may come after the end
        Assert.Equal(seen.Length - 5, pinger.Statistics.Duplicates);
        answering.Dispose();
        Assert.True(answerer.Join(Patience));
    }

    // Before the two replies: a message of three bytes, one with a wrong checksum, and a reply with other data or of another program.
    private static void AnswerTwice(Socket socket)
    {
        byte[] buffer = new byte[2000];
        while (true)
        {
            ReceivedFrom got = socket.ReceiveFrom(buffer);
            IpHeader header = IpHeader.Read(buffer);
            if (IcmpCodec.Read(buffer.AsMemory(header.Length..got.Count).ToArray(), IcmpVersion.V4) is not IcmpEcho { IsReply: false } asked)
            {
                continue;
            }

            var reply = new IcmpEcho(IcmpVersion.V4, IsReply: true, asked.Identifier, asked.Sequence, asked.Data);
            byte[] broken = IcmpCodec.Write(reply);
            broken[2] ^= 1;
            IcmpEcho stranger = asked.Identifier % 2 == 0 ? reply with { Identifier = (ushort)(asked.Identifier + 1) } : reply with { Data = new byte[56] };
            foreach (byte[] answer in new[] { [0, 0, 255], broken, IcmpCodec.Write(stranger), IcmpCodec.Write(reply), IcmpCodec.Write(reply) })
            {
                socket.SendTo(answer, got.Sender!);
            }
        }
    }

    [Fact]
    public void OptionsOutOfRange_AreRefused()
    {
        foreach (PingOptions wrong in new[]
        {
            new PingOptions { Size = -1 }, new PingOptions { Size = 65_508 }, new PingOptions { Timeout = TimeSpan.Zero },
            new PingOptions { Interval = TimeSpan.Zero }, new PingOptions { TimeToLive = 0 }, new PingOptions { TimeToLive = 256 },
        })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new Pinger(IPAddress.Loopback, wrong));
        }

        Assert.Throws<NameResolutionException>(() => Pinger.Open("no such name"));
        Assert.Throws<NameResolutionException>(() => Pinger.Open("127.0.0.1", new PingOptions { Family = Family.AF_INET6 }));
    }

    private Pinger Open(IPAddress address, PingVia via, PingOptions options)
    {
        Allow(Pair);
        return Pair.Near(() => new Pinger(address, options with { Via = via }));
    }

    // The router writes one of its addresses; which one is its kernel's choice.
    private static void AssertToldBy(Family family, IPAddress? from)
        => Assert.Contains(from, new[] { NamespacePair.FarAddress(family), IPAddress.Parse(NamespacePair.FarAddress(family) + "2") });

    private static void Allow(NamespacePair pair) => pair.Near(() => Write("/proc/sys/net/ipv4/ping_group_range", "0 2147483647"));

    private static void Forward(NamespacePair pair) => pair.Far(() => Write("/proc/sys/net/ipv4/ip_forward", "1") && Write("/proc/sys/net/ipv6/conf/all/forwarding", "1"));

    private static bool Write(string file, string text)
    {
        File.WriteAllText(file, text);
        return true;
    }

    // A network behind the far machine, which says nothing of it.
    private IPAddress BlackHole(Family family)
    {
        bool six = family == Family.AF_INET6;
        Pair.NearIp($"route replace {(six ? "fd99::/64" : "10.99.0.0/24")} via {NamespacePair.FarAddress(family)}");
        Pair.FarIp($"route replace blackhole {(six ? "fd99::/64" : "10.99.0.0/24")}");
        return IPAddress.Parse(six ? "fd99::9" : "10.99.0.9");
    }
}
