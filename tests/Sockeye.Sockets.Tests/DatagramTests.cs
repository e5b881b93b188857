using System.Net;
using Sockeye.Native;

namespace Sockeye.Sockets.Tests;

/// <summary>Messages that keep their ends: UDP, Unix datagrams and records.</summary>
public sealed class DatagramTests
{
    public static TheoryData<string> Kinds => ["udp", "unix dgram", "unix seqpacket"];

    private static (Socket One, Socket Two) Pair(string what) => what switch
    {
        "udp" => Connected.Udp(),
        "unix dgram" => Socket.SocketPair(kind: SocketKind.SOCK_DGRAM),
        _ => Socket.SocketPair(kind: SocketKind.SOCK_SEQPACKET),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TooLargeForTheBuffer_NeverCutInSilence(string what)
    {
        (Socket one, Socket two) = Pair(what);
        using (one)
        using (two)
        {
            byte[] room = new byte[3];
            one.Send("abcdef"u8);
            Assert.Equal(3, two.Receive(room.AsSpan(), MessageFlags.MSG_PEEK));
            Assert.Equal(6, two.Receive(room.AsSpan(), MessageFlags.MSG_PEEK | MessageFlags.MSG_TRUNC));
            ReceivedFrom peeked = two.ReceiveFrom(room.AsSpan(), MessageFlags.MSG_PEEK);
            Assert.Equal((3, 6, true), (peeked.Count, peeked.Length, peeked.Truncated));
            var failure = Assert.Throws<MessageTooLongException>(() => two.Receive(room.AsSpan()));
            Assert.Contains("a message of 6 bytes was cut to the 3 of the buffer", failure.Message, StringComparison.Ordinal);
            Assert.Equal(Errno.EMSGSIZE, failure.Errno);
            Assert.Equal("abc"u8.ToArray(), room);

            one.Send("abcdef"u8);
            Assert.Throws<MessageTooLongException>(() => two.Receive(3));
            one.Send("abcdef"u8);
            Assert.Throws<MessageTooLongException>(() => two.ReceiveFrom(3, out _));
            one.Send("abcdef"u8);
            Assert.Throws<MessageTooLongException>(() => two.Receive(0));
            one.Send("abcdef"u8);
            Assert.Equal(6, two.Receive(room.AsSpan(), MessageFlags.MSG_TRUNC));
            one.Send("abcdef"u8);
            Assert.Equal("abc"u8.ToArray(), two.Receive(3, MessageFlags.MSG_TRUNC));
            one.Send("abcdef"u8);
            ReceivedFrom got = two.ReceiveFrom(room.AsSpan());
            Assert.Equal((3, 6, true), (got.Count, got.Length, got.Truncated));
            one.Send("abc"u8);
            Assert.Equal(3, two.Receive(room.AsSpan()));
            Assert.Throws<WouldBlockException>(() => two.Receive(1, MessageFlags.MSG_DONTWAIT));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EmptyMessage_IsAMessage(string what)
    {
        (Socket one, Socket two) = Pair(what);
        using (one)
        using (two)
        {
            Assert.Equal(0, one.Send(""u8));
            one.Send("next"u8);
            Assert.Empty(two.Receive(10));
            Assert.Equal("next"u8.ToArray(), two.Receive(10));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ReceiveExactly_IsRefused(string what)
    {
        (Socket one, Socket two) = Pair(what);
        using (one)
        using (two)
        {
            one.Send("abcdef"u8);
            Assert.Throws<InvalidOperationException>(() => two.ReceiveExactly(new byte[3]));
            Assert.Equal("abcdef"u8.ToArray(), two.Receive(10));
        }
    }

    [Fact]
    public void ConnectedUdp_NobodyThere_IsRefusedOnTheNextCall()
    {
        using var gone = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        gone.Bind(Connected.Loopback);
        EndPoint nobody = gone.LocalEndPoint;
        using var client = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM) { Timeout = Connected.Patience };
        client.Connect(nobody);
        gone.Dispose();
        client.Send("anybody?"u8);
        var failure = Assert.Throws<ConnectionRefusedException>(() => client.Receive(1));
        Assert.Equal((Errno.ECONNREFUSED, nobody), (failure.Errno, failure.RemoteEndPoint));
        client.Send("anybody?"u8);
        Assert.Throws<ConnectionRefusedException>(() => client.ReceiveFrom(new byte[1].AsSpan()));
    }

    [Fact]
    public void ConnectedUdp_TakesFromItsPeerAlone_UntilConnectedToNothing()
    {
        (Socket one, Socket two) = Connected.Udp();
        using var stranger = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        using (one)
        using (two)
        {
            stranger.SendTo("stranger"u8, one.LocalEndPoint);
            two.Send("peer"u8);
            Assert.Equal("peer"u8.ToArray(), one.Receive(100));
            one.Connect(new RawEndPoint(Family.AF_UNSPEC, new byte[14]));
            var failure = Assert.Throws<NotConnectedException>(() => one.RemoteEndPoint);
            Assert.Null(failure.RemoteEndPoint);
            Assert.Equal(Errno.EDESTADDRREQ, Assert.Throws<NotConnectedException>(() => one.Send("x"u8)).Errno);
        }
    }

    [Fact]
    public void LargerThanTheProtocol_IsMessageTooLong()
    {
        (Socket one, Socket two) = Connected.Udp();
        using (one)
        using (two)
        {
            Assert.Equal(65507, one.Send(new byte[65507]));
            Assert.Equal(65507, two.Receive(70_000).Length);
            Assert.Equal(Errno.EMSGSIZE, Assert.Throws<MessageTooLongException>(() => one.Send(new byte[65508])).Errno);
        }
    }

    [Fact]
    public void Envelope_IsFilledAndAnswers()
    {
        using var server = new Socket(Family.AF_INET6, SocketKind.SOCK_DGRAM);
        using var client = new Socket(Family.AF_INET6, SocketKind.SOCK_DGRAM);
        server.Bind(Connected.Loopback6);
        client.Bind(Connected.Loopback6);
        client.SendTo("ping"u8, server.LocalEndPoint);
        var envelope = new SocketAddress(System.Net.Sockets.AddressFamily.InterNetworkV6);
        byte[] room = new byte[10];
        Assert.Equal(4, server.ReceiveFrom(room, envelope));
        Assert.Equal(client.LocalEndPoint, new IPEndPoint(IPAddress.IPv6Any, 0).Create(envelope));
        server.SendTo("pong"u8, envelope);
        Assert.Equal("pong"u8.ToArray(), client.ReceiveFrom(10, out EndPoint? sender));
        Assert.Equal(server.LocalEndPoint, sender);
        var small = new SocketAddress(System.Net.Sockets.AddressFamily.InterNetwork);
        Assert.Throws<ArgumentException>(() => server.ReceiveFrom(room, small));
    }

    [Fact]
    public void UnixSender_WithoutAName_IsUnnamed()
    {
        using var server = new Socket(Family.AF_UNIX, SocketKind.SOCK_DGRAM);
        using var client = new Socket(Family.AF_UNIX, SocketKind.SOCK_DGRAM);
        server.Bind(Connected.FreshName);
        client.SendTo("x"u8, server.LocalEndPoint);
        ReceivedFrom got = server.ReceiveFrom(new byte[1].AsSpan());
        // No name at all comes as no address; unix(7).
        Assert.True(got.Sender is null or UnixEndPoint { IsUnnamed: true });
    }
}
