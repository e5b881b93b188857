using System.Net;
using Sockeye.Loops;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests.Faults;

/// <summary>A loop cannot watch a descriptor: the error names whose it is, and what to do.</summary>
public sealed class WatchFaultTests
{
    [NeedsTheory("gcc")]
    [InlineData(nameof(Errno.ENOSPC), "/proc/sys/fs/epoll/max_user_watches")]
    [InlineData(nameof(Errno.EPERM), "nothing that can be waited for")]
    public void AConnection_IsNamedByItsPeer(string name, string hint)
    {
        using Socket server = Socket.CreateServer(Scene.At("tcp"));
        using Socket peer = Socket.CreateConnection(server.LocalEndPoint);
        peer.Timeout = Scene.Patience;
        SocketFaultException fault = Refused(server.Accept(), name, static socket => Connection.Adopt(socket));
        Assert.StartsWith($"epoll_ctl for {peer.LocalEndPoint}: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains($"({name}); ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(hint, fault.Message, StringComparison.Ordinal);
        Assert.Equal(peer.LocalEndPoint, fault.RemoteEndPoint);
        Assert.Empty(peer.Receive(1));      // nothing is left open
    }

    [NeedsFact("gcc")]
    public void AListener_IsNamedByItsAddress()
    {
        Socket server = Socket.CreateServer(Scene.At("tcp"));
        EndPoint at = server.LocalEndPoint;
        SocketFaultException fault = Refused(server, nameof(Errno.ENOSPC), static socket => Listener.Adopt(socket));
        Assert.StartsWith($"epoll_ctl {at}: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("max_user_watches", fault.Message, StringComparison.Ordinal);
        Assert.Throws<ConnectionRefusedException>(() => Socket.CreateConnection(at));
    }

    [NeedsFact("gcc")]
    public async Task ASocketThatIsAwaited_HasTheHintToo_AndStaysGood()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            FaultyLibc.Arm(FaultyLibc.Call.Watch, one.Descriptor.Number, 1, Errno.ENOSPC);
            SocketFaultException fault = await Assert.ThrowsAnyAsync<SocketFaultException>(() => one.ReceiveAsync(new byte[1]).InTime());
            Assert.Contains("max_user_watches", fault.Message, StringComparison.Ordinal);
            two.SendAll("x"u8);
            Assert.Equal(1, await one.ReceiveAsync(new byte[1]).InTime());
        }
    }

    // What a loop answers that has ended between its choice and the call.
    [NeedsFact("gcc")]
    public void WhereTheLoopHasEndedMeanwhile_TheGroupIsNamed()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (two)
        {
            Assert.Equal(nameof(LoopGroup), Ended(one, static socket => Connection.Adopt(socket)).ObjectName);
            Assert.Empty(two.Receive(1));
        }

        Assert.Equal(nameof(LoopGroup), Ended(Socket.CreateServer(Scene.At("tcp")), static socket => Listener.Adopt(socket)).ObjectName);
    }

    private static SocketFaultException Refused(Socket socket, string name, Action<Socket> adopt)
    {
        Errno error = Enum.Parse<Errno>(name);
        FaultyLibc.Arm(FaultyLibc.Call.Watch, socket.Descriptor.Number, 1, error);
        SocketFaultException fault = Assert.ThrowsAny<SocketFaultException>(() => adopt(socket));
        Assert.Equal(error, fault.Errno);
        return fault;
    }

    private static ObjectDisposedException Ended(Socket socket, Action<Socket> adopt)
    {
        FaultyLibc.Arm(FaultyLibc.Call.Watch, socket.Descriptor.Number, 1, Errno.ECANCELED);
        return Assert.Throws<ObjectDisposedException>(() => adopt(socket));
    }
}
