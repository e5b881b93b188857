using System.Net;
using static Sockeye.Sockets.SocketOption;

namespace Sockeye.Sockets.Tests.Ancillary;

/// <summary>What IP says beside a datagram, over IPv4 and IPv6, both ways.</summary>
public sealed class PacketAncillaryTests
{
    private const int Room = 256;

    [Theory]
    [InlineData("127.0.0.1")]
    [NeedsData(Machine.Loopback6, "::1")]
    public void EverythingAskedFor_ComesWithADatagram(string address)
    {
        using Socket receiver = Bound(address);
        using Socket sender = Bound(address);
        SocketOptions options = receiver.Options;
        Assert.Equal((false, false, false, false), (options.ReceivePacketInfo, options.ReceiveTimeToLive, options.ReceiveTrafficClass, options.ReceiveTime));
        options.ReceivePacketInfo = options.ReceiveTimeToLive = options.ReceiveTrafficClass = options.ReceiveTime = true;
        Assert.Equal((true, true, true, true), (options.ReceivePacketInfo, options.ReceiveTimeToLive, options.ReceiveTrafficClass, options.ReceiveTime));
        sender.Options.TimeToLive = 42;
        bool v6 = sender.Family == Family.AF_INET6;
        sender.SetOption(v6 ? IPV6_TCLASS : IP_TOS, 0x28);
        sender.SendTo("x"u8, receiver.LocalEndPoint);

        using var beside = new AncillaryData(Room);
        ReceivedMessage got = receiver.ReceiveMessage(new byte[1], new() { Ancillary = beside });
        Assert.Equal((1, sender.LocalEndPoint, false), (got.Count, got.Sender, got.AncillaryTruncated));
        Assert.Equal((42, 0x28), (beside.TimeToLive, beside.TrafficClass));
        PacketInfo info = Assert.NotNull(beside.PacketInfo);
        Assert.Equal((v6, IPAddress.Parse(address), IPAddress.Parse(address)), (info.IsIPv6, info.Destination, info.Local));
        Assert.Equal("lo", Names.IfIndexToName(info.InterfaceIndex));
        PacketTime time = Assert.NotNull(beside.Time);
        Assert.InRange(time.Nanoseconds, 0, 999_999_999);
        Assert.True(time.ToDateTimeOffset().Year >= 2024);
        Assert.Null(beside.Credentials);
        Assert.Null(beside.Error);
        Assert.Null(beside.Times);
    }

    [NeedsFact(Machine.Loopback6)]
    public void ADualStackSocket_IsToldOfIPv4DatagramsToo()
    {
        using var receiver = new Socket(Family.AF_INET6, SocketKind.SOCK_DGRAM);
        receiver.Options.IPv6Only = false;
        receiver.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        receiver.Timeout = Connected.Patience;
        SocketOptions options = receiver.Options;
        int port = ((IPEndPoint)receiver.LocalEndPoint).Port;
        foreach (bool on in (bool[])[true, false])
        {
            options.ReceiveTimeToLive = options.ReceiveTrafficClass = options.ReceiveErrors = on;
            Assert.Equal((on, on, on), (options.ReceiveTimeToLive, options.ReceiveTrafficClass, options.ReceiveErrors));
            foreach (string address in (string[])["127.0.0.1", "::1"])
            {
                using Socket sender = Bound(address);
                sender.Options.TimeToLive = 42;
                sender.SetOption(address == "::1" ? IPV6_TCLASS : IP_TOS, 0x28);
                sender.SendTo("x"u8, new IPEndPoint(IPAddress.Parse(address), port));
                using var beside = new AncillaryData(Room);
                receiver.ReceiveMessage(new byte[1], new() { Ancillary = beside });
                Assert.Equal((on ? 42 : null, on ? 0x28 : (int?)null), (beside.TimeToLive, beside.TrafficClass));
            }
        }

        // Half of it is not "every datagram", but where the other half cannot come.
        options.ReceiveTimeToLive = true;
        receiver.SetOption(IP_RECVTTL, false);
        Assert.False(options.ReceiveTimeToLive);
        using var limited = new Socket(Family.AF_INET6, SocketKind.SOCK_DGRAM);
        limited.Options.IPv6Only = true;
        limited.SetOption(IPV6_RECVHOPLIMIT, true);
        Assert.True(limited.Options.ReceiveTimeToLive);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [NeedsData(Machine.Loopback6, "::1")]
    public void WhatIsSentBesideADatagram_IsForThatOneAlone(string address)
    {
        using Socket receiver = Bound(address);
        receiver.Options.ReceiveTimeToLive = receiver.Options.ReceiveTrafficClass = true;
        using Socket sender = Bound(address);
        sender.Options.TimeToLive = 77;
        using var toSend = new AncillaryData(Room);
        if (sender.Family == Family.AF_INET6)
        {
            toSend.AddHopLimit(3);
            toSend.AddTrafficClass(0x10);
        }
        else
        {
            toSend.AddTimeToLive(3);
            toSend.AddTypeOfService(0x10);
        }

        sender.SendMessage("one"u8, new() { Ancillary = toSend, To = receiver.LocalEndPoint });
        sender.SendMessage("two"u8, new() { To = receiver.LocalEndPoint });
        using var beside = new AncillaryData(Room);
        var options = new MessageOptions { Ancillary = beside };
        receiver.ReceiveMessage(new byte[3], options);
        Assert.Equal((3, 0x10), (beside.TimeToLive, beside.TrafficClass));
        receiver.ReceiveMessage(new byte[3], options);
        Assert.Equal((77, 0), (beside.TimeToLive, beside.TrafficClass));
    }

    [Fact]
    public void AServerForAllAddresses_AnswersFromTheOneThatWasAsked()
    {
        using Socket server = Bound("0.0.0.0");
        server.Options.ReceivePacketInfo = true;
        using Socket client = Bound("127.0.0.1");
        var asked = new IPEndPoint(IPAddress.Parse("127.0.0.77"), ((IPEndPoint)server.LocalEndPoint).Port);
        client.SendTo("?"u8, asked);
        Assert.Equal(asked, Answered(server, client));
    }

    [NeedsFact(Machine.Loopback6)]
    public void ADualStackServer_AnswersIPv4FromTheOneThatWasAsked()
    {
        using var server = new Socket(Family.AF_INET6, SocketKind.SOCK_DGRAM);
        server.Options.IPv6Only = false;
        server.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        server.Options.ReceivePacketInfo = true;
        using Socket client = Bound("127.0.0.1");
        var asked = new IPEndPoint(IPAddress.Parse("127.0.0.78"), ((IPEndPoint)server.LocalEndPoint).Port);
        client.SendTo("?"u8, asked);
        Assert.Equal(asked, Answered(server, client));
    }

    [Fact]
    public void ASourceOfOnesChoice_IsTheSender()
    {
        using Socket receiver = Bound("127.0.0.1");
        using Socket sender = Bound("0.0.0.0");
        using var from = new AncillaryData(Room);
        from.AddPacketInfo(new PacketInfo(IPAddress.Parse("127.0.0.9")));
        sender.SendMessage("x"u8, new() { Ancillary = from, To = receiver.LocalEndPoint });
        Assert.Equal(IPAddress.Parse("127.0.0.9"), ((IPEndPoint)receiver.ReceiveFrom(new byte[1]).Sender!).Address);
        from.Clear();
        from.AddPacketInfo(new PacketInfo(IPAddress.Parse("192.0.2.1")));
        SocketFaultException notOurs = Assert.ThrowsAny<SocketFaultException>(() => sender.SendMessage("x"u8, new() { Ancillary = from, To = receiver.LocalEndPoint }));
        Assert.StartsWith($"sendmsg to {receiver.LocalEndPoint}: ", notOurs.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryKindOfTime_IsReadInItsUnit()
    {
        using Socket receiver = Bound("127.0.0.1");
        using Socket sender = Bound("127.0.0.1");
        using var beside = new AncillaryData(Room);
        foreach (SocketOption option in (SocketOption[])[SO_TIMESTAMP, SO_TIMESTAMPNS, SO_TIMESTAMP_NEW, SO_TIMESTAMPNS_NEW])
        {
            receiver.SetOption(option, true);
            ReceiveUntil(static beside => beside.Time is not null);
            PacketTime time = Assert.NotNull(beside.Time);
            Assert.True(time is { IsNone: false, Seconds: > 1_700_000_000, Nanoseconds: >= 0 and <= 999_999_999 }, $"{option}: {time}");
            receiver.SetOption(option, false);
        }

        const int RxSoftware = 8, Software = 16;
        receiver.SetOption(SO_TIMESTAMPING, RxSoftware | Software);
        ReceiveUntil(static beside => beside.Times is { Software.IsNone: false });
        PacketTimes times = Assert.NotNull(beside.Times);
        Assert.True(times is { Software: { IsNone: false, Seconds: > 1_700_000_000 }, Hardware.IsNone: true }, $"{times}");

        // The kernel begins to take the time a moment after the first socket of the machine asks for it.
        void ReceiveUntil(Func<AncillaryData, bool> there) => Eventually.True(
            () =>
            {
                sender.SendTo("x"u8, receiver.LocalEndPoint);
                receiver.ReceiveMessage(new byte[1], new() { Ancillary = beside });
                return there(beside);
            },
            TimeSpan.FromSeconds(10));
    }

    // The last message is cut where the room ends, and what is there is shown.
    [Fact]
    public void AtEveryCapacity_WhatFitsIsThere()
    {
        using Socket receiver = Bound("127.0.0.1");
        receiver.Options.ReceivePacketInfo = receiver.Options.ReceiveTimeToLive = true;
        using Socket sender = Bound("127.0.0.1");
        sender.Options.TimeToLive = 42;
        List<string> whole = Received(Room, out _);
        Assert.Equal(2, whole.Count);
        for (int capacity = 0; capacity <= AncillaryData.Space(12) + AncillaryData.Space(4) + 1; capacity++)
        {
            List<string> got = Received(capacity, out ReceivedMessage message);
            int left = capacity;
            int at = 0;
            foreach (string item in whole)
            {
                int bytes = item.Split(' ')[2].Length / 2;
                if (left < AncillaryData.Length(0))
                {
                    break;
                }

                int there = Math.Min(bytes, left - AncillaryData.Length(0));
                Assert.Equal(item[..^((bytes - there) * 2)], got[at++]);
                left -= AncillaryData.Space(bytes);
            }

            Assert.Equal(at, got.Count);
            Assert.Equal(capacity < AncillaryData.Space(12) + AncillaryData.Length(4), message.AncillaryTruncated);
            Assert.Equal((1, false), (message.Count, message.Truncated));
        }

        List<string> Received(int capacity, out ReceivedMessage message)
        {
            using var beside = new AncillaryData(capacity);
            sender.SendTo("x"u8, receiver.LocalEndPoint);
            message = receiver.ReceiveMessage(new byte[1], new() { Ancillary = beside });
            Assert.Equal(capacity >= AncillaryData.Length(12), beside.PacketInfo is not null);
            Assert.Equal(capacity >= AncillaryData.Space(12) + AncillaryData.Length(4), beside.TimeToLive == 42);
            return AncillaryDataTests.Shown(beside);
        }
    }

    [Fact]
    public void ALinkLocalAddressToSendFrom_BringsItsInterface()
    {
        var scoped = IPAddress.Parse("fe80::1%3");
        Assert.Equal((3, scoped), (new PacketInfo(scoped).InterfaceIndex, new PacketInfo(scoped).Local));
        Assert.Equal(7, new PacketInfo(scoped, 7).InterfaceIndex);
        Assert.Equal(0, new PacketInfo(IPAddress.IPv6Loopback).InterfaceIndex);
    }

    private static EndPoint? Answered(Socket server, Socket client)
    {
        using var beside = new AncillaryData(Room);
        server.Timeout = client.Timeout = Connected.Patience;
        EndPoint? from = server.ReceiveMessage(new byte[1], new() { Ancillary = beside }).Sender;
        PacketInfo came = Assert.NotNull(beside.PacketInfo);
        beside.Clear();
        beside.AddPacketInfo(came);
        server.SendMessage("!"u8, new() { Ancillary = beside, To = from });
        return client.ReceiveFrom(new byte[1]).Sender;
    }

    private static Socket Bound(string address)
    {
        var endPoint = new IPEndPoint(IPAddress.Parse(address), 0);
        var socket = new Socket(endPoint.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? Family.AF_INET6 : Family.AF_INET, SocketKind.SOCK_DGRAM);
        socket.Bind(endPoint);
        return socket;
    }
}
