using System.Collections.Concurrent;
using System.Net;
using Sockeye.Loops;
using Sockeye.Servers.Streams;
using Sockeye.Servers.Ways;
using Sockeye.Sockets;

namespace Sockeye.Servers.Tests;

/// <summary>A TCP server that serves on loops of its own, and what its hook was told.</summary>
internal sealed class Running : IAsyncDisposable
{
    private readonly LoopGroup _loops = new(new LoopOptions { Loops = 1 });

    internal Running(Func<StreamRequest, Task> handler, ServingOptions? options = null)
    {
        Server = new TcpServer(Scene.Anywhere, handler, Complete(options));
        Serving = Server.ServeForeverAsync();
    }

    internal Running(Func<StreamHandler> handler, ServingOptions? options = null)
    {
        Server = new TcpServer(Scene.Anywhere, handler, Complete(options));
        Serving = Server.ServeForeverAsync();
    }

    internal TcpServer Server { get; }

    internal Task Serving { get; }

    internal ConcurrentQueue<(EndPoint Client, Exception Error)> Told { get; } = [];

    /// <summary>A client, from an address of its own where one is given.</summary>
    internal Socket Connect(string? from = null)
    {
        var options = new ConnectOptions { LocalEndPoint = from is null ? null : new IPEndPoint(IPAddress.Parse(from), 0) };
        Socket client = Socket.CreateConnection(Server.LocalEndPoint, options);
        client.Timeout = Scene.Patience;
        return client;
    }

    /// <summary>A client that is being served.</summary>
    internal Socket Enter(string? from = null)
    {
        long before = Server.Counts.Served;
        Socket client = Connect(from);
        Eventually.True(() => Server.Counts.Served > before, Scene.Patience);
        return client;
    }

    /// <summary>Waits until the hook was told something, and takes it: of that client, and of that kind.</summary>
    internal TError Demand<TError>(Socket? client = null) where TError : Exception
    {
        Eventually.True(() => !Told.IsEmpty, Scene.Patience);
        Assert.True(Told.TryDequeue(out (EndPoint Client, Exception Error) told));
        if (client is not null)
        {
            Assert.Equal(client.LocalEndPoint, told.Client);
        }

        return Assert.IsType<TError>(told.Error);
    }

    /// <summary>All handlers wait for their clients.</summary>
    internal void DemandReading() => Demand(static transport => transport.IsReading);

    /// <summary>The same, and something has come from each.</summary>
    internal void DemandHeard() => Demand(static transport => transport.ReadActivity > 0 && transport.IsReading);

    /// <summary>Nobody is served any more.</summary>
    internal void DemandNobody() => Eventually.True(() => Server.Counts.Active == 0, Scene.Patience);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync().InTime();
        await Serving.InTime();
        _loops.Dispose();
    }

    private void Demand(Func<ITransport, bool> isSo) => Eventually.True(
        () =>
        {
            bool all = true;
            Server.Roster.ForEach(visit => all &= isSo(((StreamVisit)visit).Transport));
            return all;
        },
        Scene.Patience);

    private ServingOptions Complete(ServingOptions? options)
        => (options ?? new ServingOptions()) with { Loops = _loops, Failed = (client, error) => Told.Enqueue((client, error)) };
}
