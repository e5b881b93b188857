namespace Sockeye.Sockets.Tests;

/// <summary>Socket.DefaultTimeout: a static that all sockets begin with, so it is set where no other test runs.</summary>
[Collection(Alone.Name)]
public sealed class DefaultTimeoutTests
{
    [Fact]
    public void NewAcceptedPairedAndAdopted_BeginWithIt()
    {
        Socket.DefaultTimeout = TimeSpan.FromSeconds(7);
        try
        {
            using Socket server = Socket.CreateServer(Connected.Loopback);
            server.Timeout = null;
            using Socket client = Socket.CreateConnection(server.LocalEndPoint);
            using Socket accepted = server.Accept();
            (Socket one, Socket two) = Socket.SocketPair();
            using (one)
            using (two)
            using (Socket adopted = Socket.Adopt(new Socket().Detach()))
            {
                Assert.All(new[] { client, accepted, one, two, adopted }, static socket => Assert.Equal(TimeSpan.FromSeconds(7), socket.Timeout));
            }

            Socket.DefaultTimeout = TimeSpan.Zero;
            using var nonBlocking = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
            Assert.Throws<WouldBlockException>(() => nonBlocking.Receive(1));
            Assert.Throws<ArgumentOutOfRangeException>(() => Socket.DefaultTimeout = TimeSpan.FromTicks(-2));
        }
        finally
        {
            Socket.DefaultTimeout = null;
        }
    }
}
