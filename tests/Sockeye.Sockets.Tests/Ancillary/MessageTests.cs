using System.Net;
using Sockeye.Native;

namespace Sockeye.Sockets.Tests.Ancillary;

/// <summary>SendMessage and ReceiveMessage themselves: pieces, addresses, cuts, waiting, and wrong input.</summary>
public sealed class MessageTests
{
    [Fact]
    public void PiecesAreGatheredAndScattered_AndFilledInPart()
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            Assert.Equal(7, one.SendMessage(["abc"u8.ToArray(), default, "defg"u8.ToArray()]));
            byte[] room = new byte[12];
            two.Timeout = Connected.Patience;
            ReceivedMessage got = two.ReceiveMessage([room.AsMemory(0, 2), Memory<byte>.Empty, room.AsMemory(2, 3), room.AsMemory(8, 4)]);
            Assert.Equal(new ReceivedMessage(7, null, 7, MessageFlags.None), got);
            Assert.Equal("abcde\0\0\0fg\0\0"u8.ToArray(), room);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(1024)]
    public void AsManyPiecesAsTheKernelTakes(int count)
    {
        (Socket one, Socket two) = Connected.Udp();
        using (one)
        using (two)
        {
            byte[] data = Connected.Pattern(count);
            byte[] room = new byte[count];
            one.SendMessage([.. Enumerable.Range(0, count).Select(i => (ReadOnlyMemory<byte>)data.AsMemory(i, 1))]);
            Assert.Equal(count, two.ReceiveMessage([.. Enumerable.Range(0, count).Select(i => room.AsMemory(i, 1))]).Count);
            Assert.Equal(data, room);
        }
    }

    [Fact]
    public void OneMore_IsRefusedByStreamAndDatagramAlike()
    {
        foreach ((Socket one, Socket two) in (IEnumerable<(Socket, Socket)>)[Connected.Udp(), Connected.Tcp()])
        {
            using (one)
            using (two)
            {
                byte[] room = new byte[1];
                Assert.Equal(Errno.EMSGSIZE, Assert.Throws<MessageTooLongException>(() => one.SendMessage([.. Enumerable.Repeat((ReadOnlyMemory<byte>)room, Socket.MaxPieces + 1)])).Errno);
                Assert.Equal(Errno.EMSGSIZE, Assert.Throws<MessageTooLongException>(() => two.ReceiveMessage([.. Enumerable.Repeat(room.AsMemory(), Socket.MaxPieces + 1)])).Errno);
                Assert.Throws<WouldBlockException>(() => two.ReceiveMessage(room, new() { Flags = MessageFlags.MSG_DONTWAIT }));
            }
        }
    }

    [Fact]
    public void ACutMessage_SaysSoAndHowLongItWas()
    {
        (Socket one, Socket two) = Connected.Udp();
        using (one)
        using (two)
        {
            byte[] room = new byte[4];
            one.SendMessage("123456"u8);
            ReceivedMessage got = two.ReceiveMessage(room, new() { Flags = MessageFlags.MSG_PEEK });
            Assert.Equal((4, 6, true, MessageFlags.MSG_TRUNC), (got.Count, got.Length, got.Truncated, got.Flags));
            got = two.ReceiveMessage([room.AsMemory(0, 1), room.AsMemory(1)]);
            Assert.Equal((4, 6, true, MessageFlags.MSG_TRUNC), (got.Count, got.Length, got.Truncated, got.Flags));
            Assert.Equal("1234"u8.ToArray(), room);
        }
    }

    [Fact]
    public void TheEndOfARecord_AndNothingWeAskedForOurselves_IsInTheFlags()
    {
        (Socket one, Socket two) = Socket.SocketPair(kind: SocketKind.SOCK_SEQPACKET);
        using (one)
        using (two)
        using (var room = new AncillaryData(64))
        {
            one.SendMessage("x"u8, new() { Flags = MessageFlags.MSG_EOR });
            Assert.Equal(MessageFlags.None, two.ReceiveMessage(new byte[1], new() { Ancillary = room }).Flags & ~MessageFlags.MSG_EOR);
            one.SendMessage("x"u8);
            Assert.Equal(MessageFlags.MSG_CMSG_CLOEXEC, two.ReceiveMessage(new byte[1], new() { Ancillary = room, Flags = MessageFlags.MSG_CMSG_CLOEXEC }).Flags & ~MessageFlags.MSG_EOR);
        }
    }

    [Fact]
    public void AddressesGoOutAndComeIn_AsEndPointsAndInEnvelopes()
    {
        using var one = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        using var two = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        one.Bind(Connected.Loopback);
        two.Bind(Connected.Loopback);
        one.SendMessage("a"u8, new() { To = two.LocalEndPoint });
        Assert.Equal(one.LocalEndPoint, two.ReceiveMessage(new byte[1]).Sender);

        var envelope = new SocketAddress(System.Net.Sockets.AddressFamily.InterNetwork);
        one.SendMessage(["b"u8.ToArray()], new() { Envelope = two.LocalEndPoint.Serialize() });
        Assert.Null(two.ReceiveMessage([new byte[1]], new() { Envelope = envelope }).Sender);
        Assert.Equal(one.LocalEndPoint, one.LocalEndPoint.Create(envelope));
        two.SendMessage("c"u8, new() { Envelope = envelope });
        Assert.Equal(two.LocalEndPoint, one.ReceiveMessage(new byte[1]).Sender);
    }

    [Fact]
    public void AnUnboundUnixSender_IsUnnamed_AndAFullQueueIsWaitedFor()
    {
        using var receiver = new Socket(Family.AF_UNIX, SocketKind.SOCK_DGRAM);
        receiver.Bind(Connected.FreshName);
        using var sender = new Socket(Family.AF_UNIX, SocketKind.SOCK_DGRAM);
        var options = new MessageOptions { To = receiver.LocalEndPoint };
        sender.SendMessage("x"u8, options);
        Assert.Equal(UnixEndPoint.Unnamed, receiver.ReceiveMessage(new byte[1]).Sender);
        sender.Timeout = TimeSpan.FromMilliseconds(20);
        SocketTimeoutException late = Assert.Throws<SocketTimeoutException>(() => SendForEver(sender, options));
        Assert.StartsWith($"sendmsg to {receiver.LocalEndPoint}: timed out", late.Message, StringComparison.Ordinal);
        sender.Timeout = Connected.Patience;
        BlockedCall waiting = new BlockedCall(() => sender.SendMessage("z"u8, options)).UntilAsleepIn(sender);
        receiver.ReceiveMessage(new byte[1]);
        Assert.Null(waiting.End());
    }

    private static void SendForEver(Socket sender, MessageOptions options)
    {
        while (true)
        {
            sender.SendMessage("y"u8, options);
        }
    }

    [Fact]
    public void Addresses_ThatMakeNoSense_AreRefused()
    {
        (Socket one, Socket two) = Connected.Udp();
        using (one)
        using (two)
        {
            EndPoint address = two.LocalEndPoint;
            Assert.Throws<ArgumentException>(() => one.SendMessage("x"u8, new() { To = address, Envelope = address.Serialize() }));
            Assert.Throws<ArgumentException>(() => one.SendMessage("x"u8, new() { To = new DnsEndPoint("localhost", 7) }));
            Assert.Throws<ArgumentException>(() => one.ReceiveMessage(new byte[1], new() { To = address }));
            Assert.Throws<ArgumentException>(() => one.ReceiveMessage(new byte[1], new() { Envelope = new SocketAddress(System.Net.Sockets.AddressFamily.InterNetwork, 4) }));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ABlockedReceive_EndsByTimeByTokenAndByDispose(bool scattered)
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        using (var room = new AncillaryData(64))
        using (var token = new CancellationTokenSource())
        {
            Action<CancellationToken> receive = cancellation => _ = scattered
                ? two.ReceiveMessage([new byte[1], new byte[1]], new() { Ancillary = room }, cancellation)
                : two.ReceiveMessage(new byte[1], new() { Ancillary = room }, cancellation);
            BlockedCall blocked = new BlockedCall(() => receive(default)).UntilAsleepIn(two);
            two.Dispose();
            Assert.IsType<ObjectDisposedException>(blocked.End());
            Assert.Throws<ObjectDisposedException>(() => receive(default));
        }

        (one, two) = Socket.SocketPair();
        using (one)
        using (two)
        using (var token = new CancellationTokenSource())
        {
            BlockedCall blocked = new BlockedCall(() => two.ReceiveMessage(new byte[1], default, token.Token)).UntilAsleepIn(two);
            token.Cancel();
            Assert.IsAssignableFrom<OperationCanceledException>(blocked.End());
            two.Timeout = TimeSpan.FromMilliseconds(10);
            Assert.Throws<SocketTimeoutException>(() => two.ReceiveMessage(new byte[1]));
            two.Blocking = false;
            Assert.Throws<WouldBlockException>(() => two.ReceiveMessage([new byte[1]]));
            one.Dispose();
            Assert.Equal(0, two.ReceiveMessage(new byte[1]).Count);
            Assert.Throws<BrokenPipeException>(() => two.SendMessage("x"u8));
        }
    }

    [Fact]
    public void AHookThatReturns_LetsAReceiveGoOn()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            int ran = 0;
            ReceivedDescriptors got = default;
            var hook = new InterruptHook(() => Interlocked.Increment(ref ran));
            BlockedCall call = new BlockedCall(() => hook.Run(() => got = two.ReceiveDescriptors(new byte[1], 1))).UntilAsleepIn(two);
            hook.Interrupt();
            Eventually.True(() => Volatile.Read(ref ran) == 1, Connected.Patience);
            one.SendDescriptors("x"u8, [one]);
            Assert.Null(call.End());
            Assert.Single(got.Descriptors).Dispose();
        }
    }

    [Fact]
    public void MoreControlBytesThanTheSystemTakes_AreRefused()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        using (var huge = new AncillaryData(16 << 20))
        {
            huge.Add(99, 99, new byte[(16 << 20) - AncillaryData.Length(0)]);
            SocketFaultException refused = Assert.ThrowsAny<SocketFaultException>(() => one.SendMessage("x"u8, new() { Ancillary = huge }));
            Assert.Equal(Errno.ENOBUFS, refused.Errno);
            Assert.EndsWith("(ENOBUFS); with 16777216 bytes of ancillary data, and net.core.optmem_max (sysctl) is the most that may be sent", refused.Message, StringComparison.Ordinal);
            one.SendMessage("y"u8);
            huge.Clear();
            Assert.Equal(1, two.ReceiveMessage(new byte[1], new() { Ancillary = huge }).Count);
            Assert.Equal(0, huge.Size);
        }
    }

    // What no caller of a kernel should send, and a test may: each ends with an answer, and the socket goes on.
    [Fact]
    public void StirredControlBytes_AreTakenOrRefused_AndNothingBreaks()
    {
        var random = new Random(5);
        (Socket one, Socket two) = Socket.SocketPair(kind: SocketKind.SOCK_DGRAM);
        using (one)
        using (two)
        using (var stirred = new AncillaryData(80))
        {
            int taken = 0;
            for (int round = 0; round < 2000; round++)
            {
                stirred.Clear();
                byte[] data = new byte[random.Next(0, 40)];
                random.NextBytes(data);
                stirred.Add(random.Next(0, 3), random.Next(0, 4), data);
                try
                {
                    one.SendMessage("x"u8, new() { Ancillary = stirred });
                    taken++;
                    two.ReceiveMessage(new byte[1], new() { Ancillary = stirred });
                }
                catch (SocketFaultException refused)
                {
                    Assert.True(refused.Errno is Errno.EINVAL or Errno.EBADF or Errno.EPERM or Errno.ESRCH or Errno.ETOOMANYREFS, refused.Message);
                }
            }

            Assert.InRange(taken, 1, 2000);
        }
    }
}
