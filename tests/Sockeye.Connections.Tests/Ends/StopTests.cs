using Sockeye.Loops;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests.Ends;

/// <summary>What docs/connections.md says of the end of a server, and of peers that say nothing.</summary>
public sealed class StopTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ConversationsGoOn_WhenAcceptingEnds_AndEndByTheirOwnToken(bool byToken)
    {
        using LoopGroup loops = Scene.Loops();
        using var accepting = new CancellationTokenSource();
        using var talking = new CancellationTokenSource();
        Exception? told = null;
        using var listener = Listener.Bind(Scene.At("tcp"), new ListenerOptions { Connections = new ConnectionOptions { Loops = loops } });
        Task serving = listener.ServeAsync(Talk, (_, error) => told = error, accepting.Token);
        using Socket peer = Socket.CreateConnection(listener.LocalEndPoint);
        peer.Timeout = Scene.Patience;
        Served.Ping(peer);
        if (byToken)
        {
            accepting.Cancel();
        }
        else
        {
            listener.Dispose();
            Assert.Throws<ConnectionRefusedException>(() => Socket.CreateConnection(listener.LocalEndPoint));
        }

        await serving.InTime();
        Served.Ping(peer);
        talking.Cancel();
        Assert.Empty(peer.Receive(1));
        Assert.Null(told);

        async Task Talk(Connection connection)
        {
            try
            {
                await connection.Input.CopyToAsync(connection.Output, talking.Token);
            }
            catch (OperationCanceledException) when (talking.IsCancellationRequested)
            {
            }
        }
    }

    [Fact]
    public async Task WhereTheLoopsAreDisposed_HandlersThatWaitEnd_AndTheirPeersAreReset()
    {
        await using var served = new Served(Scene.EchoPipe);
        using Socket peer = served.Connect();
        Served.Ping(peer);
        served.Group.Dispose();
        Assert.Throws<ConnectionResetException>(() => peer.Receive(1));
        Eventually.True(() => served.Running == 0, Scene.Patience);
        Assert.Empty(served.Failures);
    }

    [Fact]
    public async Task APeerThatSaysNothing_IsDropped_AndItsHandlerIsToldWhy_AndNobodyElse()
    {
        var silence = new TimeoutException("no word within its time");
        Exception? thrown = null;
        await using var served = new Served(async connection =>
        {
            using var idle = new CancellationTokenSource();
            using CancellationTokenRegistration drop = idle.Token.Register(() => connection.Abort(silence));
            try
            {
                idle.CancelAfter(TimeSpan.FromMilliseconds(1));
                await connection.Input.ReadAsync();
            }
            catch (Exception error)
            {
                thrown = error;
                throw;
            }
        });
        using Socket peer = served.Connect();
        Assert.Throws<ConnectionResetException>(() => peer.Receive(1));
        Eventually.True(() => served.Running == 0, Scene.Patience);
        Assert.Same(silence, thrown);
        served.Group.Dispose();         // waits for the loop, which would have told
        Assert.Empty(served.Failures);
    }
}
