using System.Collections.Concurrent;
using System.Net;
using Sockeye.Loops;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests;

/// <summary>A listener with a handler on loops of its own, which knows how many handlers run and what they threw.</summary>
internal sealed class Served : IAsyncDisposable
{
    private readonly Func<Connection, Task> _handler;
    private readonly Task _accepting;
    private int _running;

    internal Served(Func<Connection, Task> handler, LoopOptions? loops = null, Lane lane = Lane.Guarded, EndPoint? at = null, ListenerOptions? options = null)
    {
        _handler = handler;
        Group = new LoopGroup(loops ?? new LoopOptions { Loops = 1 });
        options ??= new ListenerOptions();
        Listener = Listener.Bind(at ?? Scene.At("tcp"), options with { Connections = options.Connections with { Loops = Group, Lane = lane } });
        _accepting = Listener.ServeAsync(Handle, (_, error) => Failures.Enqueue(error));
    }

    internal LoopGroup Group { get; }

    internal Listener Listener { get; }

    internal ConcurrentQueue<Exception> Failures { get; } = [];

    internal int Running => Volatile.Read(ref _running);

    internal long Turns => Group.All.Sum(static loop => loop.Turns);

    internal int Watched => Group.All.Sum(static loop => loop.Watched);

    internal Socket Connect()
    {
        Socket peer = Socket.CreateConnection(Listener.LocalEndPoint);
        peer.Timeout = Scene.Patience;
        return peer;
    }

    /// <summary>One message there and back.</summary>
    internal static void Ping(Socket peer, int seed = 1)
    {
        byte[] sent = Scene.Pattern(100, seed);
        byte[] back = new byte[sent.Length];
        peer.SendAll(sent);
        peer.ReceiveExactly(back);
        Assert.Equal(sent, back);
    }

    /// <summary>After the clients have gone: nothing is left but the listener.</summary>
    internal void DemandNothingLeft()
    {
        Eventually.True(() => Running == 0 && Watched == 1, Scene.Patience);
        foreach (Loop loop in Group.All)
        {
            Eventually.True(() => loop.Slabs.IsFree, Scene.Patience);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Listener.Dispose();
        await _accepting.InTime();
        Group.Dispose();
    }

    private async Task Handle(Connection connection)
    {
        Interlocked.Increment(ref _running);
        try
        {
            await _handler(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
