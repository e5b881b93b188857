using Sockeye.Native;
using Sockeye.Sockets;
using Sockeye.Sockets.Tests;

namespace Sockeye.Readiness.Tests;

/// <summary>A signal that interrupts a wait runs the host's hook: the wait ends or goes on as the hook says.</summary>
public sealed class SignalHookTests
{
    // The hook is one for the process, and other tests interrupt waits of theirs at the same time.
    [ThreadStatic]
    private static Action? t_handler;

    static SignalHookTests() => InterruptHook.OnAnySignal = static () => t_handler?.Invoke();

    public static TheoryData<string> Waits => ["select", "poll", "epoll"];

    [Theory]
    [MemberData(nameof(Waits))]
    public void AHookThatThrows_EndsTheWait(string kind)
    {
        using var scene = new Scene();
        using Epoll epoll = Epoll.Create();
        BlockedCall call = Blocked(static () => throw new OperationCanceledException("the handler"), scene.Near, kind, epoll);
        call.Interrupt(1);
        Assert.Equal("the handler", Assert.IsType<OperationCanceledException>(call.End()).Message);
    }

    [Theory]
    [MemberData(nameof(Waits))]
    public void AHookThatReturns_LetsTheWaitGoOn(string kind)
    {
        using var scene = new Scene();
        using Epoll epoll = Epoll.Create();
        int ran = 0;
        BlockedCall call = Blocked(() => Interlocked.Increment(ref ran), scene.Near, kind, epoll);
        call.Interrupt(3);
        Eventually.True(() => Volatile.Read(ref ran) >= 3, Connected.Patience);
        scene.Far.SendAll([1]);
        Assert.Null(call.End());
    }

    private static BlockedCall Blocked(Action handler, Socket socket, string kind, Epoll epoll)
    {
        var poll = new Poll();
        poll.Register(socket, PollEvents.POLLIN);
        epoll.Register(socket, EpollEvents.EPOLLIN);
        IPollable item = kind == "epoll" ? epoll : socket;
        return new BlockedCall(() =>
        {
            t_handler = handler;
            _ = kind switch
            {
                "select" => Select.Wait<Socket>([socket], [], []).Read.Count,
                "poll" => poll.Wait().Count,
                _ => epoll.Wait().Count,
            };
        }).UntilAsleepIn(item);
    }
}
