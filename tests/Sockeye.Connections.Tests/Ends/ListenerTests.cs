using Sockeye.Loops;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests.Ends;

/// <summary>The ways to accept, and how each of them ends.</summary>
public sealed class ListenerTests
{
    [Fact]
    public async Task AToken_EndsServing_AndTheListenerCanBeServedAgain()
    {
        using LoopGroup loops = Scene.Loops();
        using Listener listener = Listener.Bind(Scene.At("tcp"), new ListenerOptions { Connections = new ConnectionOptions { Loops = loops } });
        using var source = new CancellationTokenSource();
        Task serving = listener.ServeAsync(Scene.EchoPipe, cancellation: source.Token);
        using Socket first = Connect(listener);
        Served.Ping(first);
        await source.CancelAsync();
        await serving.InTime();
        Served.Ping(first);     // conversations go on
        using Socket second = Connect(listener);
        serving = listener.ServeAsync(Scene.EchoStream);
        Served.Ping(second);
        listener.Dispose();
        await serving.InTime();
        Served.Ping(second);
    }

    [Fact]
    public async Task AcceptAllAsync_GivesThemInTurn_ToAllLoops_UntilTheListenerIsClosed()
    {
        using LoopGroup loops = Scene.Loops(2);
        using Listener listener = Listener.Bind(Scene.At("tcp"), new ListenerOptions { Connections = new ConnectionOptions { Loops = loops } });
        Socket[] peers = [.. Enumerable.Range(0, 6).Select(_ => Connect(listener))];
        var accepted = new List<Connection>();
        await foreach (Connection connection in listener.AcceptAllAsync())
        {
            Assert.Equal(peers[accepted.Count].LocalEndPoint, connection.RemoteEndPoint);
            Assert.Equal(listener.LocalEndPoint, connection.LocalEndPoint);
            accepted.Add(connection);
            if (accepted.Count == peers.Length)
            {
                listener.Dispose();
            }
        }

        Assert.Equal(6, listener.Accepted);
        Assert.Equal([3, 3], accepted.GroupBy(static one => one.Channel.Loop).Select(static loop => loop.Count()));
        accepted.ForEach(static one => one.Dispose());
        Array.ForEach(peers, static one => one.Dispose());
    }

    [Fact]
    public void Bind_WhereItCannot_OrOfLoopsThatWereDisposed_KeepsNothing()
    {
        LoopGroup gone = Scene.Loops();
        gone.Dispose();
        using Socket free = Socket.CreateServer(Scene.At("tcp"));
        System.Net.EndPoint address = free.LocalEndPoint;
        Assert.Throws<AddressInUseException>(() => Listener.Bind(address));
        free.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Listener.Bind(address, new ListenerOptions { Connections = new ConnectionOptions { Loops = gone } }));
        Listener.Bind(address).Dispose();
        using var datagrams = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        Assert.Throws<ArgumentException>(() => Listener.Adopt(datagrams));
    }

    private static Socket Connect(Listener listener)
    {
        Socket peer = Socket.CreateConnection(listener.LocalEndPoint);
        peer.Timeout = Scene.Patience;
        return peer;
    }
}
