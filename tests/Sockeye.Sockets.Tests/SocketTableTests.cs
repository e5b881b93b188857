using System.Net;
using Sockeye.Sockets.Tests.Namespaces;

namespace Sockeye.Sockets.Tests;

public sealed class SocketTableTests
{
    [Fact]
    public void AListener_IsThereWithItsOwnerAndTheConnectionsThatWait()
    {
        using Socket listener = Socket.CreateServer(Connected.Loopback);
        using Socket one = Socket.CreateConnection(listener.LocalEndPoint);
        using Socket two = Socket.CreateConnection(listener.LocalEndPoint);
        SocketEntry entry = Assert.Single(SocketTable.Read(), entry => entry.State == TcpState.Listen && entry.LocalEndPoint.Equals(listener.LocalEndPoint));
        Assert.Equal((Family.AF_INET, SocketKind.SOCK_STREAM, Protocol.IPPROTO_TCP), (entry.Family, entry.Kind, entry.Protocol));
        Assert.Null(entry.RemoteEndPoint);
        Assert.Equal(2, entry.ReceiveQueue);
        Assert.Contains(entry.Owners, static owner => owner.ProcessId == Environment.ProcessId && owner.Program.Length > 1);
        Assert.NotEqual(0, entry.Inode);
        Assert.NotNull(entry.UserId);
    }

    [Fact]
    public void AConnection_HasBothEndsAndItsUnreadBytes()
    {
        (Socket client, Socket server) = Connected.Tcp();
        using (client)
        using (server)
        {
            client.SendAll("12345"u8);
            EndPoint at = server.LocalEndPoint;
            Assert.Equal(5, server.Receive(new byte[9], MessageFlags.MSG_PEEK));
            SocketEntry entry = Assert.Single(SocketTable.Read(), entry => entry.State == TcpState.Established && entry.LocalEndPoint.Equals(at) && client.LocalEndPoint.Equals(entry.RemoteEndPoint));
            Assert.Equal(5, entry.ReceiveQueue);
        }
    }

    [Fact]
    public void AConnectionThatEnded_IsInTimeWaitAndNobodys()
    {
        (Socket client, Socket server) = Connected.Tcp();
        (EndPoint at, EndPoint to) = (client.LocalEndPoint, server.LocalEndPoint);
        client.Dispose();
        Assert.Empty(server.Receive(1));
        server.Dispose();

        // By both ends: other connections of the many that are in TIME_WAIT may have the same port here. And not at once: the
        // kernel gets to the last packets when it has time for them.
        SocketEntry? entry = null;
        Eventually.True(
            () => (entry = SocketTable.Read().SingleOrDefault(entry => entry.State == TcpState.TimeWait && entry.LocalEndPoint.Equals(at) && to.Equals(entry.RemoteEndPoint))) is not null,
            Connected.Patience);
        Assert.NotNull(entry);
        Assert.Equal(0, entry.Inode);
        Assert.Null(entry.UserId);
        Assert.Empty(entry.Owners);
    }

    [Fact]
    public void ADatagramSocket_IsConnectedOrNot()
    {
        using var free = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        free.Bind(Connected.Loopback);
        using var bound = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        bound.Connect(free.LocalEndPoint);
        IReadOnlyList<SocketEntry> all = SocketTable.Read();
        Assert.Equal((TcpState.Close, null), Of(all, free));
        Assert.Equal((TcpState.Established, free.LocalEndPoint), Of(all, bound));

        static (TcpState, EndPoint?) Of(IReadOnlyList<SocketEntry> all, Socket socket)
        {
            EndPoint at = socket.LocalEndPoint;
            SocketEntry entry = Assert.Single(all, entry => entry.Protocol == Protocol.IPPROTO_UDP && entry.LocalEndPoint.Equals(at));
            return (entry.State, entry.RemoteEndPoint);
        }
    }

    [Theory]
    [InlineData(SocketKind.SOCK_STREAM, TcpState.Listen)]
    [InlineData(SocketKind.SOCK_SEQPACKET, TcpState.Listen)]
    [InlineData(SocketKind.SOCK_DGRAM, TcpState.Close)]
    public void AUnixSocket_IsThereByItsName(SocketKind kind, TcpState state)
    {
        UnixEndPoint name = Connected.FreshName;
        using var socket = new Socket(Family.AF_UNIX, kind);
        socket.Bind(name);
        if (state == TcpState.Listen)
        {
            socket.Listen();
        }

        SocketEntry entry = Assert.Single(SocketTable.Read(), entry => entry.LocalEndPoint.Equals(name));
        Assert.Equal((Family.AF_UNIX, kind, state), (entry.Family, entry.Kind, entry.State));
        Assert.Contains(entry.Owners, static owner => owner.ProcessId == Environment.ProcessId);
        Assert.Null(entry.ReceiveQueue);
    }

    [PrivateMachineFact]
    public void AThreadInAnotherNamespace_SeesTheSocketsThere() => PrivateMachine.Run("", static () =>
    {
        using Socket listener = Socket.CreateServer(new IPEndPoint(IPAddress.Any, 0));
        SocketEntry only = Assert.Single(SocketTable.Read(), static entry => entry.Family == Family.AF_INET);
        Assert.Equal(listener.LocalEndPoint, only.LocalEndPoint);
        Assert.Contains(only.Owners, static owner => owner.ProcessId == Environment.ProcessId);
    });

    [Fact]
    public void ASocketPair_HasNoNameAndIsConnected()
    {
        (Socket one, Socket other) = Socket.SocketPair();
        using (one)
        using (other)
        {
            Assert.Contains(SocketTable.Read(), static entry => entry is { State: TcpState.Established, LocalEndPoint: UnixEndPoint { IsUnnamed: true } }
                && entry.Owners.Any(static owner => owner.ProcessId == Environment.ProcessId));
        }
    }
}
