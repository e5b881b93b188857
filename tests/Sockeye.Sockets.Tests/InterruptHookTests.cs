namespace Sockeye.Sockets.Tests;

/// <summary>Verbs that another thread interrupts: the call ends or goes on as the hook says, and the socket is as it was.</summary>
public sealed class InterruptHookTests
{
    private readonly InterruptHook _hook = new(static () => throw new OperationCanceledException("asked"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Accept_Interrupted_EndsAndTheListenerAcceptsAgain(bool withTimeout)
    {
        using Socket listener = Socket.CreateServer(Connected.Loopback);
        listener.Timeout = withTimeout ? Connected.Patience : null;
        Assert.IsType<OperationCanceledException>(Interrupted(listener, () => listener.Accept().Dispose()));
        using Socket client = Socket.CreateConnection(listener.LocalEndPoint);
        listener.Accept().Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Receive_Interrupted_EndsAndNoByteIsLost(bool withTimeout)
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            one.Timeout = withTimeout ? Connected.Patience : null;
            Assert.IsType<OperationCanceledException>(Interrupted(one, () => one.Receive(10)));
            two.SendAll("late"u8);
            Assert.Equal("late"u8.ToArray(), one.Receive(10));
        }
    }

    [Fact]
    public void SendAll_Interrupted_EndsAfterAPart()
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            Assert.IsType<OperationCanceledException>(Interrupted(one, () => one.SendAll(new byte[50_000_000])));
        }
    }

    [Theory]
    [InlineData(Family.AF_INET)]
    [InlineData(Family.AF_UNIX)]
    public void Connect_Interrupted_Ends(Family family)
    {
        var kept = new List<Socket>();
        System.Net.EndPoint full = Connected.FullListener(family, kept);
        using var client = new Socket(family);
        Assert.IsType<OperationCanceledException>(Interrupted(client, () => client.Connect(full)));
        kept.ForEach(static socket => socket.Dispose());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AHookThatReturns_LetsTheCallGoOn(bool withTimeout)
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            one.Timeout = withTimeout ? Connected.Patience : null;
            int ran = 0;
            byte[]? got = null;
            var hook = new InterruptHook(() => Interlocked.Increment(ref ran));
            BlockedCall call = new BlockedCall(() => hook.Run(() => got = one.Receive(10))).UntilAsleepIn(one);
            for (int times = 1; times <= 3; times++)
            {
                hook.Interrupt();
                Eventually.True(() => Volatile.Read(ref ran) == times, Connected.Patience);
            }

            two.SendAll("late"u8);
            Assert.Null(call.End());
            Assert.Equal("late"u8.ToArray(), got);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void InterruptedBetweenCalls_TheNextOneEnds(bool withTimeout)
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            one.Timeout = withTimeout ? Connected.Patience : null;
            two.SendAll("there"u8);
            _hook.Run(() =>
            {
                _hook.Interrupt();
                Assert.Throws<OperationCanceledException>(() => one.Receive(10));
                Assert.Equal("there"u8.ToArray(), one.Receive(10));
            });
        }
    }

    [Fact]
    public void AnInterruptThatCameTooLate_DoesNotReachTheNextWork()
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            _hook.Interrupt();
            _hook.Run(_hook.Interrupt);
            two.SendAll("there"u8);
            _hook.Run(() => Assert.Equal("there"u8.ToArray(), one.Receive(10)));
        }
    }

    [Fact]
    public void WithoutAHook_ThereIsNothingToRun() => Assert.Throws<ArgumentNullException>("hook", static () => new InterruptHook(null!));

    [Fact]
    public void HooksDoNotNest() => _hook.Run(() =>
    {
        Assert.Throws<InvalidOperationException>(() => _hook.Run(static () => { }));
        Assert.Throws<InvalidOperationException>(() => new InterruptHook(static () => { }).Run(static () => { }));
        Exception? other = null;
        var thread = new Thread(() => other = Record.Exception(() => _hook.Run(static () => { })));
        thread.Start();
        thread.Join();
        Assert.IsType<InvalidOperationException>(other);
    });

    // The interrupt falls at any moment from before the call to deep within it. One that got lost would block for ever.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WheneverItComes_TheCallEnds(bool withTimeout)
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            one.Timeout = withTimeout ? Connected.Patience : null;
            for (int round = 0; round < 300; round++)
            {
                using var begun = new ManualResetEventSlim();
                var call = new BlockedCall(() => _hook.Run(() =>
                {
                    begun.Set();
                    one.Receive(1);
                }));
                begun.Wait();
                Thread.SpinWait(round * 10);
                _hook.Interrupt();
                Assert.IsType<OperationCanceledException>(call.End());
            }
        }
    }

    private Exception? Interrupted(Socket socket, Action verb)
    {
        BlockedCall call = new BlockedCall(() => _hook.Run(verb)).UntilAsleepIn(socket);
        _hook.Interrupt();
        return call.End();
    }
}
