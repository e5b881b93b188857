using Sockeye.Loops;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests.Faults;

/// <summary>Errors that the kernel gives when it is short of something, or was interrupted: what is passing is waited out, what is not is told with its name.</summary>
public sealed class InjectedTests
{
    [NeedsTheory("gcc")]
    [InlineData(Lane.Guarded)]
    [InlineData(Lane.Inline)]
    [InlineData(Lane.Pool)]
    public async Task Interruptions_OfAnyCall_AreNotNoticed(Lane lane)
    {
        using LoopGroup loops = Scene.Loops();
        (Connection one, Socket peer) = Scene.Pair(options: new ConnectionOptions { Loops = loops, Lane = lane });
        await using (one)
        using (peer)
        {
            Task echo = Scene.EchoPipe(one);
            int number = one.Descriptor.Number;
            for (int i = 0; i < 50; i++)
            {
                FaultyLibc.Arm(FaultyLibc.Call.Receive, number, 3, Errno.EINTR);
                FaultyLibc.Arm(FaultyLibc.Call.Send, number, 3, Errno.EINTR);
                Served.Ping(peer, i);
                Assert.Equal(0, FaultyLibc.Left(FaultyLibc.Call.Receive, number));
                Assert.Equal(0, FaultyLibc.Left(FaultyLibc.Call.Send, number));
            }

            Stream stream = one.AsStream();
            peer.Shutdown(ShutdownHow.SHUT_WR);
            await echo.InTime();
            FaultyLibc.Arm(FaultyLibc.Call.Send, number, 3, Errno.EINTR);
            stream.Write("sync"u8);
            Assert.Equal("sync"u8, peer.Receive(10));
        }
    }

    // To a stream the kernel says this when it has no memory: the connection ends with that name, and no other does.
    [NeedsTheory("gcc")]
    [InlineData(nameof(Errno.ENOBUFS), true)]
    [InlineData(nameof(Errno.ENOMEM), false)]
    public async Task ShortOfMemory_AConnectionEndsWithItsName(string name, bool send)
    {
        Errno error = Enum.Parse<Errno>(name);
        (Connection one, Socket peer) = Scene.Pair();
        (Connection other, Socket otherPeer) = Scene.Pair();
        await using (one)
        await using (other)
        using (peer)
        using (otherPeer)
        {
            FaultyLibc.Arm(send ? FaultyLibc.Call.Send : FaultyLibc.Call.Receive, one.Descriptor.Number, 1, error);
            peer.SendAll("x"u8);
            Task failing = send ? one.Output.WriteAsync("y"u8.ToArray()).AsTask() : one.Input.ReadAsync().AsTask();
            SocketFaultException fault = await Assert.ThrowsAnyAsync<SocketFaultException>(() => failing.InTime());
            Assert.Equal(error, fault.Errno);
            Assert.Contains($"({name})", fault.Message, StringComparison.Ordinal);
            Assert.Same(fault, one.Cause);
            Task echo = Scene.EchoPipe(other);
            Served.Ping(otherPeer);
            otherPeer.Shutdown(ShutdownHow.SHUT_WR);
            await echo.InTime();
        }
    }

    [NeedsTheory("gcc")]
    [InlineData(nameof(Errno.EMFILE), true)]
    [InlineData(nameof(Errno.ENFILE), true)]
    [InlineData(nameof(Errno.ENOBUFS), true)]
    [InlineData(nameof(Errno.ENOMEM), true)]
    [InlineData(nameof(Errno.EINTR), false)]
    [InlineData(nameof(Errno.ECONNABORTED), false)]
    [InlineData(nameof(Errno.EPROTO), false)]
    public async Task Accepting_GoesOnAfterIt(string name, bool pauses)
    {
        await using var served = new Served(Scene.EchoPipe, options: new ListenerOptions { PauseWhenOut = TimeSpan.FromMilliseconds(5) });
        using (Socket first = served.Connect())
        {
            Served.Ping(first);
        }

        FaultyLibc.Arm(FaultyLibc.Call.Accept, served.Listener.Channel.Descriptor.Number, 4, Enum.Parse<Errno>(name));
        using Socket second = served.Connect();
        Served.Ping(second);
        Assert.Equal(pauses ? 4 : 0, served.Listener.Errors);
        Assert.Equal(2, served.Listener.Accepted);
    }

    // What is none of these is a mistake in the program, and told to who accepts.
    [NeedsFact("gcc")]
    public async Task AcceptingOnWhatCannotBeAcceptedOn_Ends()
    {
        using LoopGroup loops = Scene.Loops();
        using Listener listener = Listener.Bind(Scene.At("tcp"), new ListenerOptions { Connections = new ConnectionOptions { Loops = loops } });
        FaultyLibc.Arm(FaultyLibc.Call.Accept, listener.Channel.Descriptor.Number, 1, Errno.EINVAL);
        Task serving = listener.ServeAsync(Scene.EchoPipe);
        using Socket peer = Socket.CreateConnection(listener.LocalEndPoint);
        SocketFaultException fault = await Assert.ThrowsAnyAsync<SocketFaultException>(() => serving.InTime());
        Assert.Equal(Errno.EINVAL, fault.Errno);
        Assert.Contains("accept 127.0.0.1:", fault.Message, StringComparison.Ordinal);
    }

    [NeedsFact("gcc")]
    public async Task AnInterruptedWaitOfTheLoop_IsWaitedAgain()
    {
        await using var served = new Served(Scene.EchoPipe);
        using Socket peer = served.Connect();
        Served.Ping(peer);
        for (int i = 0; i < 100; i++)
        {
            // Whichever number the loop's epoll has: it is one of the first.
            for (int number = 0; number < 1024; number++)
            {
                FaultyLibc.Arm(FaultyLibc.Call.Wait, number, 1, Errno.EINTR);
            }

            Served.Ping(peer, i);
        }

        Assert.Empty(served.Failures);
    }
}
