using System.Net;

namespace Sockeye.Sockets.Tests;

/// <summary>Any signal that interrupts a verb runs the host's hook: the call ends or goes on as the hook says, and the socket is as it was.</summary>
public sealed class SignalHookTests
{
    private const int Times = 3;

    // The hook is one for the process, and other tests interrupt calls of theirs at the same time.
    [ThreadStatic]
    private static Action? t_handler;

    static SignalHookTests() => InterruptHook.OnAnySignal = static () => t_handler?.Invoke();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AHookThatThrows_EndsTheReceive_AndNoByteIsLost(bool withTimeout)
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            one.Timeout = withTimeout ? Connected.Patience : null;
            BlockedCall call = Blocked(static () => throw new OperationCanceledException("the handler"), () => one.Receive(10)).UntilAsleepIn(one);
            call.Interrupt(1);
            Assert.Equal("the handler", Assert.IsType<OperationCanceledException>(call.End()).Message);
            two.SendAll("late"u8);
            Assert.Equal("late"u8.ToArray(), one.Receive(10));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AHookThatReturns_LetsTheReceiveGoOn(bool withTimeout)
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            one.Timeout = withTimeout ? Connected.Patience : null;
            int ran = 0;
            byte[]? got = null;
            BlockedCall call = Blocked(() => Interlocked.Increment(ref ran), () => got = one.Receive(10)).UntilAsleepIn(one);
            call.Interrupt(Times);
            Eventually.True(() => Volatile.Read(ref ran) >= Times, Connected.Patience);
            two.SendAll("late"u8);
            Assert.Null(call.End());
            Assert.Equal("late"u8.ToArray(), got);
        }
    }

    // The kernel has taken a part, and so the interrupted send(2) says how much and not EINTR.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SendAll_CutShortByASignal_RunsTheHookBetweenTwoSteps(bool withTimeout)
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            one.Timeout = withTimeout ? Connected.Patience : null;
            bool signalled = false;     // between two steps the hook runs in any case
            BlockedCall call = Blocked(
                () =>
                {
                    if (Volatile.Read(ref signalled))
                    {
                        throw new OperationCanceledException();
                    }
                },
                () => one.SendAll(new byte[50_000_000])).UntilAsleepIn(one);
            Volatile.Write(ref signalled, true);
            call.Interrupt(1);
            Assert.IsType<OperationCanceledException>(call.End());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Accept_AndConnect_EndToo(bool withTimeout)
    {
        var kept = new List<Socket>();
        EndPoint full = Connected.FullListener(Family.AF_INET, kept);
        using Socket listener = Socket.CreateServer(Connected.Loopback);
        using var client = new Socket { Timeout = withTimeout ? Connected.Patience : null };
        listener.Timeout = client.Timeout;
        foreach ((Socket socket, Action verb) in new (Socket, Action)[] { (listener, () => listener.Accept()), (client, () => client.Connect(full)) })
        {
            BlockedCall call = Blocked(static () => throw new OperationCanceledException(), verb).UntilAsleepIn(socket);
            call.Interrupt(1);
            Assert.IsType<OperationCanceledException>(call.End());
        }

        kept.ForEach(static socket => socket.Dispose());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheHook_MayCloseTheSocketItself(bool withTimeout)
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (two)
        {
            one.Timeout = withTimeout ? Connected.Patience : null;
            BlockedCall call = Blocked(one.Dispose, () => one.Receive(10)).UntilAsleepIn(one);
            call.Interrupt(1);
            Assert.IsType<ObjectDisposedException>(call.End());
        }
    }

    private static BlockedCall Blocked(Action handler, Action verb) => new(() =>
    {
        t_handler = handler;
        verb();
    });
}
