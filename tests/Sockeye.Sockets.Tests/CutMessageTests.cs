using System.Net;

namespace Sockeye.Sockets.Tests;

/// <summary>A message that did not fit: what fitted, how long it was and who sent it are in the error.</summary>
public sealed class CutMessageTests
{
    [Fact]
    public void TheArrayForms_LoseNothingThatCame()
    {
        (Socket one, Socket two) = Connected.Udp();
        using (one)
        using (two)
        {
            two.Send("abcdef"u8);
            MessageTooLongException cut = Assert.Throws<MessageTooLongException>(() => one.ReceiveFrom(4, out _));
            Assert.Equal("abcd"u8.ToArray(), cut.Received.ToArray());
            Assert.Equal((6, 4L, two.LocalEndPoint), (cut.Length, cut.BytesTransferred, cut.RemoteEndPoint));

            two.Send("ghijkl"u8);
            cut = Assert.Throws<MessageTooLongException>(() => one.Receive(4));
            Assert.Equal("ghij"u8.ToArray(), cut.Received.ToArray());
        }
    }

    [Fact]
    public void AUnixSenderWithoutAName_IsUnnamed()
    {
        using var receiver = new Socket(Family.AF_UNIX, SocketKind.SOCK_DGRAM);
        receiver.Bind(Connected.FreshName);
        using var sender = new Socket(Family.AF_UNIX, SocketKind.SOCK_DGRAM);
        sender.SendTo("x"u8, receiver.LocalEndPoint);
        Assert.Equal(UnixEndPoint.Unnamed, receiver.ReceiveFrom(new byte[1]).Sender);
    }

    [Fact]
    public void AnAddressOfAnotherFamily_IsExplained()
    {
        using var six = new Socket(Family.AF_INET6);
        SocketFaultException wrong = Assert.ThrowsAny<SocketFaultException>(() => six.Connect(new IPEndPoint(IPAddress.Loopback, 7)));
        Assert.Contains("write it [::ffff:127.0.0.1]:7", wrong.Message, StringComparison.Ordinal);
        using var unix = new Socket(Family.AF_UNIX);
        wrong = Assert.ThrowsAny<SocketFaultException>(() => unix.Connect(new IPEndPoint(IPAddress.Loopback, 7)));
        Assert.Contains("the socket is AF_UNIX", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OwnEndPoints_GoThroughDotNetsEnvelope()
    {
        var flow = new FlowEndPoint(IPAddress.IPv6Loopback, 7, 0x12345);
        Assert.Equal(flow, flow.Create(flow.Serialize()));
        var raw = new RawEndPoint(Family.AF_NETLINK, [0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
        Assert.Equal(raw, raw.Create(raw.Serialize()));
        Assert.Equal(System.Net.Sockets.AddressFamily.Unknown, raw.AddressFamily);
    }

    [Fact]
    public void NoBytes_AreBytesAndNotPieces()
    {
        (Socket one, Socket two) = Socket.SocketPair(kind: SocketKind.SOCK_DGRAM);
        using (one)
        using (two)
        {
            Assert.Equal(0, one.Send([]));
            Assert.Equal(0, two.Receive([]));
        }
    }

    [Fact]
    public async Task ACancelledFlush_SendsNoByteTwice()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        using (var token = new CancellationTokenSource())
        {
            byte[] data = new byte[3_000_000];
            new Random(7).NextBytes(data);
            SocketStream stream = one.OpenStream(new StreamOptions { WriteBufferSize = data.Length + 1 });
            stream.Write(data);
            Task flush = stream.FlushAsync(token.Token);
            Assert.False(flush.IsCompleted);
            await token.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flush.WaitAsync(Connected.Patience));

            var rest = new BlockedCall(stream.Dispose);
            byte[] came = new byte[data.Length];
            two.Timeout = Connected.Patience;
            two.ReceiveExactly(came);
            Assert.Null(rest.End());
            Assert.Equal(data, came);
            one.Dispose();
            Assert.Empty(two.Receive(1));
        }
    }
}
