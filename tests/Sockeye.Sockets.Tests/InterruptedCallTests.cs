namespace Sockeye.Sockets.Tests;

/// <summary>A signal that interrupts a blocking verb: it goes on with the time that remains, and nothing of it shows.</summary>
public sealed class InterruptedCallTests
{
    private const int Times = 5;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Receive_Interrupted_GetsItsBytes(bool withTimeout)
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            one.Timeout = withTimeout ? Connected.Patience : null;
            byte[]? got = null;
            BlockedCall call = new BlockedCall(() => got = one.Receive(10)).UntilAsleepIn(one);
            call.Interrupt(Times);
            two.SendAll("late"u8);
            Assert.Null(call.End());
            Assert.Equal("late"u8.ToArray(), got);
        }
    }

    [Fact]
    public void ReceiveExactly_InterruptedBetweenPieces_GetsThemAll()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            byte[] got = new byte[6];
            BlockedCall call = new BlockedCall(() => one.ReceiveExactly(got)).UntilAsleepIn(one);
            call.Interrupt(Times);
            two.SendAll("abc"u8);
            call.Interrupt(Times);
            two.SendAll("def"u8);
            Assert.Null(call.End());
            Assert.Equal("abcdef"u8.ToArray(), got);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Accept_Interrupted_GetsItsConnection(bool withTimeout)
    {
        using Socket listener = Socket.CreateServer(Connected.Loopback);
        listener.Timeout = withTimeout ? Connected.Patience : null;
        BlockedCall call = new BlockedCall(() => listener.Accept().Dispose()).UntilAsleepIn(listener);
        call.Interrupt(Times);
        using Socket client = Socket.CreateConnection(listener.LocalEndPoint);
        Assert.Null(call.End());
    }

    [Fact]
    public void SendAll_Interrupted_SendsEveryByteOnce()
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            byte[] sent = Connected.Pattern(8_000_000);
            byte[] got = new byte[sent.Length];
            BlockedCall call = new BlockedCall(() => one.SendAll(sent)).UntilAsleepIn(one);
            call.Interrupt(Times);
            two.ReceiveExactly(got.AsSpan(0, 1000));
            call.Interrupt(1);
            two.ReceiveExactly(got.AsSpan(1000));
            Assert.Null(call.End());
            Assert.True(sent.AsSpan().SequenceEqual(got));
        }
    }

    [Fact]
    public void Connect_UnixInterrupted_WaitsForRoomInTheQueue()
    {
        var kept = new List<Socket>();
        using var client = new Socket(Family.AF_UNIX);
        kept.Add(client);
        System.Net.EndPoint full = Connected.FullListener(Family.AF_UNIX, kept);
        BlockedCall call = new BlockedCall(() => client.Connect(full)).UntilAsleepIn(client);
        call.Interrupt(Times);
        kept[1].Accept().Dispose();
        Assert.Null(call.End());
        kept.ForEach(static socket => socket.Dispose());
    }

    // A wait that is interrupted must not be taken for the end of the connect: SO_ERROR is 0 while it is on its way.
    // The timeout is only there to make it wait with ppoll: it is far away, and closing ends the call.
    [Fact]
    public void Connect_TcpWithTimeoutInterrupted_DoesNotClaimToBeConnected()
    {
        var kept = new List<Socket>();
        System.Net.EndPoint full = Connected.FullListener(Family.AF_INET, kept);
        using var client = new Socket { Timeout = TimeSpan.FromHours(1) };
        BlockedCall call = new BlockedCall(() => client.Connect(full)).UntilAsleepIn(client);
        call.Interrupt(Times);
        client.Dispose();
        Assert.IsType<ObjectDisposedException>(call.End());
        kept.ForEach(static socket => socket.Dispose());
    }

    // The second connect(2) waits for the first one's outcome: the kernel tries its SYN again after a second.
    [Fact]
    [Trait("Category", "Slow")]
    public void Connect_TcpInterrupted_IsConnectedWhenThereIsRoom()
    {
        var kept = new List<Socket>();
        System.Net.EndPoint full = Connected.FullListener(Family.AF_INET, kept);
        using var client = new Socket();
        BlockedCall call = new BlockedCall(() => client.Connect(full)).UntilAsleepIn(client);
        call.Interrupt(Times);
        kept[0].Accept().Dispose();
        Assert.Null(call.End());
        Assert.Equal(full, client.RemoteEndPoint);
        kept.ForEach(static socket => socket.Dispose());
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Receive_InterruptedWithTimeout_KeepsTheTimeThatRemains()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            one.Timeout = TimeSpan.FromMilliseconds(300);
            long start = TimeProvider.System.GetTimestamp();

            // It may be over before the first signal where the machine stalls, so nothing here waits for the call to sleep.
            BlockedCall call = new(() => one.Receive(1));
            while (!call.Ended)
            {
                Assert.True(TimeProvider.System.GetElapsedTime(start) < Connected.Patience, "the timeout began anew with each signal");
                call.Interrupt(1);
            }

            Assert.IsType<SocketTimeoutException>(call.End());
            Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(300));
        }
    }
}
