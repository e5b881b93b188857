using System.Net;
using System.Runtime.InteropServices;

namespace Sockeye.Sockets.Tests.Async;

/// <summary>Accepting, awaited: who came, and what is let go of where it cannot be told.</summary>
public sealed class AsyncAcceptTests
{
    [Fact]
    public async Task TheConnectionAndItsPeer_AreTold_WhetherItWaitsOrNot()
    {
        using Socket listener = Socket.CreateServer(Connected.Loopback);
        Task<(Socket Connection, EndPoint Peer)> waiting = listener.AcceptFromAsync().AsTask();
        Assert.False(waiting.IsCompleted);
        using Socket first = Socket.CreateConnection(listener.LocalEndPoint);
        (Socket accepted, EndPoint peer) = await waiting.InTime();
        using (accepted)
        {
            Assert.Equal(first.LocalEndPoint, peer);
            Assert.Equal(peer, accepted.RemoteEndPoint);
        }

        using Socket second = Socket.CreateConnection(listener.LocalEndPoint);
        EndPoint from = second.LocalEndPoint;
        second.Options.Linger = TimeSpan.Zero;
        second.Dispose();       // reset: the kernel has forgotten who it was
        (accepted, peer) = await listener.AcceptFromAsync().InTime();
        using (accepted)
        {
            Assert.Equal(from, peer);
        }
    }

    [Fact]
    public async Task AUnixClientThatIsNotBound_IsUnnamed()
    {
        using Socket listener = Socket.CreateServer(Connected.FreshName);
        using Socket client = Socket.CreateConnection(listener.LocalEndPoint);
        (Socket accepted, EndPoint peer) = await listener.AcceptFromAsync().InTime();
        using (accepted)
        {
            Assert.Equal(UnixEndPoint.Unnamed, peer);
        }
    }

    [Fact]
    public void AConnectionWhoseAddressCannotBeRead_IsClosed()
    {
        using var listener = new Socket(Family.AF_UNIX);
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        {
            one.Timeout = Connected.Patience;
            byte[] tooLong = new byte[126];     // as an abstract name; the kernel has none that long
            MemoryMarshal.Write(tooLong, (ushort)Family.AF_UNIX);
            Assert.Throws<ArgumentException>(() => listener.Accepted(two.Detach(), tooLong));
            Assert.Equal(0, one.Receive(new byte[1].AsSpan()));
        }
    }
}
