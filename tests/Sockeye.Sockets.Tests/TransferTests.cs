using System.Net;
using Sockeye.Native;

namespace Sockeye.Sockets.Tests;

/// <summary>Send and Receive on streams: flags, parts, wholes, and the ways a connection ends.</summary>
public sealed class TransferTests
{
    public static TheoryData<string> Streams => ["tcp", "tcp6", "unix pair", "unix path"];

    private static (Socket One, Socket Two) Pair(string what) => what switch
    {
        "tcp" => Connected.Tcp(),
        "tcp6" => Connected.Tcp(Connected.Loopback6),
        "unix pair" => Socket.SocketPair(),
        _ => Connected.Tcp(Connected.FreshName),
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public void BigTransfer_BothWaysAtOnceWithATinySendBuffer_EveryByteArrives(string what)
    {
        (Socket one, Socket two) = Pair(what);
        using (one)
        using (two)
        {
            one.Options.SendBufferSize = two.Options.SendBufferSize = 1;
            byte[] there = Connected.Pattern(1_000_000, 1);
            byte[] back = Connected.Pattern(1_000_000, 2);
            byte[] gotThere = new byte[there.Length];
            byte[] gotBack = new byte[back.Length];
            BlockedCall[] calls =
            [
                new(() => one.SendAll(there)),
                new(() => two.SendAll(back)),
                new(() => two.ReceiveExactly(gotThere)),
                new(() => one.ReceiveExactly(gotBack)),
            ];
            Assert.All(calls, static call => Assert.Null(call.End()));
            Assert.True(there.AsSpan().SequenceEqual(gotThere));
            Assert.True(back.AsSpan().SequenceEqual(gotBack));
        }
    }

    [Fact]
    public void Send_IntoALittleRoom_TakesAPart()
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            one.Timeout = Connected.Patience;
            int sent = one.Send(new byte[50_000_000]);
            Assert.InRange(sent, 1, 49_999_999);
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void HalfClose_OneWayEnds_TheOtherGoesOn(string what)
    {
        (Socket one, Socket two) = Pair(what);
        using (one)
        using (two)
        {
            one.SendAll("last words"u8);
            one.Shutdown(ShutdownHow.SHUT_WR);
            Assert.Equal("last words"u8.ToArray(), two.Receive(100));
            Assert.Empty(two.Receive(100));
            Assert.Empty(two.Receive(100));
            two.SendAll("answer"u8);
            Assert.Equal("answer"u8.ToArray(), one.Receive(100));
            var failure = Assert.Throws<BrokenPipeException>(() => one.SendAll("x"u8));
            Assert.Equal(Errno.EPIPE, failure.Errno);
            one.Shutdown(ShutdownHow.SHUT_RD);
            Assert.Empty(one.Receive(1));
        }
    }

    [Fact]
    public void Linger0_ThePeerIsReset()
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (two)
        {
            EndPoint peer = two.RemoteEndPoint;
            one.Options.Linger = TimeSpan.Zero;
            one.Dispose();
            var failure = Assert.Throws<ConnectionResetException>(() => two.Receive(1));
            Assert.Equal(Errno.ECONNRESET, failure.Errno);
            Assert.Equal(peer, failure.RemoteEndPoint);    // the kernel has forgotten it, the socket has not
            Assert.StartsWith($"recv from {peer}: connection reset by peer (ECONNRESET)", failure.Message, StringComparison.Ordinal);
            Assert.IsType<BrokenPipeException>(Record.Exception(() => two.Send("x"u8)));
        }
    }

    [Fact]
    public void CloseWithUnreadBytes_ThePeerIsReset()
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (two)
        {
            two.SendAll("unread"u8);
            Assert.Equal("u"u8.ToArray(), one.Receive(1));
            one.Dispose();
            Assert.Throws<ConnectionResetException>(() => two.Receive(1));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SendAll_PeerGoneInTheMiddle_SaysHowMuchWent(bool withTimeout)
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            one.Timeout = withTimeout ? Connected.Patience : null;
            BlockedCall call = new BlockedCall(() => one.SendAll(new byte[50_000_000])).UntilAsleepIn(one);
            two.Dispose();
            var failure = Assert.IsAssignableFrom<SocketFaultException>(call.End());
            Assert.True(failure is ConnectionResetException or BrokenPipeException, failure.Message);
            Assert.InRange(failure.BytesTransferred, 1, 49_999_999);
            Assert.NotNull(failure.RemoteEndPoint);
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void ReceiveExactly_PeerClosesInTheMiddle_IsEndOfStream(string what)
    {
        (Socket one, Socket two) = Pair(what);
        using (one)
        using (two)
        {
            two.SendAll("abc"u8);
            two.Dispose();
            byte[] buffer = new byte[10];
            var failure = Assert.Throws<EndOfStreamException>(() => one.ReceiveExactly(buffer));
            Assert.Contains("after 3 of 10 bytes", failure.Message, StringComparison.Ordinal);
            Assert.Equal("abc"u8.ToArray(), buffer[..3]);
        }
    }

    [Fact]
    public void Peek_LeavesTheBytes()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            two.SendAll("look"u8);
            Assert.Equal("lo"u8.ToArray(), one.Receive(2, MessageFlags.MSG_PEEK));
            Assert.Equal("look"u8.ToArray(), one.Receive(10, MessageFlags.MSG_PEEK));
            Assert.Equal("look"u8.ToArray(), one.Receive(10));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void UrgentByte_ComesBesides_OrInline(bool inline)
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            one.SetOption(SocketOption.SO_OOBINLINE, inline);
            two.SendAll("ab"u8);
            Assert.Equal(1, two.Send("!"u8, MessageFlags.MSG_OOB));
            two.SendAll("cd"u8);
            byte[] first = new byte[2];
            one.ReceiveExactly(first);
            if (inline)
            {
                byte[] rest = new byte[3];
                one.ReceiveExactly(rest);
                Assert.Equal("!cd"u8.ToArray(), rest);
                Assert.Equal(Errno.EINVAL, Assert.Throws<SocketFaultException>(() => one.Receive(1, MessageFlags.MSG_OOB)).Errno);
            }
            else
            {
                Assert.Equal("!"u8.ToArray(), one.Receive(1, MessageFlags.MSG_OOB));
                byte[] rest = new byte[2];
                one.ReceiveExactly(rest);
                Assert.Equal("cd"u8.ToArray(), rest);
            }
        }
    }

    [Fact]
    public void WaitAll_FillsTheBufferOverPieces()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            byte[] got = new byte[4];
            int count = 0;
            BlockedCall call = new BlockedCall(() => count = one.Receive(got.AsSpan(), MessageFlags.MSG_WAITALL)).UntilAsleepIn(one);
            two.SendAll("ab"u8);
            call.UntilAsleepIn(one);
            two.SendAll("cd"u8);
            Assert.Null(call.End());
            Assert.Equal((4, "abcd"), (count, System.Text.Encoding.ASCII.GetString(got)));

            two.SendAll("ef"u8);
            two.Dispose();
            Assert.Equal(2, one.Receive(got.AsSpan(), MessageFlags.MSG_WAITALL));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WaitAll_ThatMayNotWait_BringsWhatIsThere(bool byFlag)
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            MessageFlags flags = MessageFlags.MSG_WAITALL | (byFlag ? MessageFlags.MSG_DONTWAIT : 0);
            one.Blocking = byFlag;
            Assert.Throws<WouldBlockException>(() => one.Receive(4, flags));
            two.SendAll("ab"u8);
            Assert.Equal("ab"u8.ToArray(), one.Receive(4, flags));
        }
    }

    [Fact]
    public void DontWait_OnABlockingSocket_IsForOneCall()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            Assert.Equal(Errno.EAGAIN, Assert.Throws<WouldBlockException>(() => one.Receive(1, MessageFlags.MSG_DONTWAIT)).Errno);
            BlockedCall call = new BlockedCall(() => one.Receive(1)).UntilAsleepIn(one);
            two.SendAll("x"u8);
            Assert.Null(call.End());
        }
    }

    [Fact]
    public void NoBytes_AreNoBytes()
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            Assert.Equal(0, one.Send(""u8));
            one.SendAll([]);
            one.ReceiveExactly([]);
            two.SendAll("x"u8);
            Assert.Empty(one.Receive(0));
            Assert.Equal(0, one.Receive(Span<byte>.Empty));
            Assert.Equal("x"u8.ToArray(), one.Receive(10));
            Assert.Throws<ArgumentOutOfRangeException>(() => one.Receive(-1));
            Assert.Throws<ArgumentOutOfRangeException>(() => one.ReceiveFrom(-1, out _));
        }
    }

    [Fact]
    public void ReceiveFrom_OnAStream_NamesNobody()
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            two.SendAll("abc"u8);
            ReceivedFrom got = one.ReceiveFrom(new byte[2].AsSpan());
            Assert.Equal(new ReceivedFrom(2, null, 2, Truncated: false), got);
            Assert.False(got.Truncated);
            var envelope = new SocketAddress(System.Net.Sockets.AddressFamily.InterNetwork);
            Assert.Equal(1, one.ReceiveFrom(new byte[2].AsSpan(), envelope));
            Assert.Equal(0, envelope.Size);
        }
    }
}
