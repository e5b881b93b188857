using System.Net;
using Sockeye.Servers;
using Sockeye.Sockets;
using Sockeye.Testing.Pairs;

namespace Sockeye.Testing;

/// <summary>A server without a network: its clients connect in memory. All else is as in a <see cref="TcpServer"/>: handlers, limits, hooks, counts, drain.</summary>
/// <remarks>
/// <para>With a <see cref="HandClock"/> as <see cref="ServingOptions.Clock"/> a limit of minutes is tested in no time, and exactly: wait with
/// <see cref="SettledAsync"/> until the handlers wait for their clients, then let the time pass.</para>
/// <para>Handlers run on the thread pool; <see cref="ServingOptions.By"/>, <see cref="ServingOptions.Loops"/>, <see cref="ServingOptions.Lane"/> and
/// <see cref="ServingOptions.Listening"/> are about sockets and mean nothing here, and <see cref="StreamRequest.Connection"/> is null.</para>
/// </remarks>
public sealed class MemoryServer : StreamServer
{
    private readonly MemoryWay _way;
    private int _clients;

    /// <summary>A server with a handler for each connection, made by <paramref name="handler"/>.</summary>
    /// <param name="handler">Makes the handler of one connection.</param>
    /// <param name="options">How it serves.</param>
    /// <param name="pairs">How its clients are joined to it: how much is on the way, where streams are cut.</param>
    public MemoryServer(Func<StreamHandler> handler, ServingOptions? options = null, MemoryPairOptions? pairs = null)
        : this(StreamHandler.Runner(handler), options, new MemoryWay(pairs ?? new MemoryPairOptions()))
    {
    }

    /// <summary>A server that calls <paramref name="handler"/> for each connection.</summary>
    /// <param name="handler">A conversation with one client.</param>
    /// <param name="options">How it serves.</param>
    /// <param name="pairs">How its clients are joined to it: how much is on the way, where streams are cut.</param>
    public MemoryServer(Func<StreamRequest, Task> handler, ServingOptions? options = null, MemoryPairOptions? pairs = null)
        : this(handler, options, new MemoryWay(pairs ?? new MemoryPairOptions()))
    {
    }

    private MemoryServer(Func<StreamRequest, Task> handler, ServingOptions? options, MemoryWay way)
        : base(UnixEndPoint.Abstract("in memory"), handler, way, options)
    {
        _way = way;
        way.Server = this;
    }

    /// <summary>A client. It waits, as in a backlog, where nobody serves yet.</summary>
    /// <param name="from">Its address, which is what <see cref="ServingOptions.MaxPerAddress"/> and <see cref="ServingOptions.Verify"/> go by; null for a port of its own at 127.0.0.1.</param>
    /// <exception cref="ConnectionRefusedException">The server was shut down.</exception>
    public MemoryEnd Connect(EndPoint? from = null) => _way.Connect(from ?? new IPEndPoint(IPAddress.Loopback, NextPort()));

    /// <summary>Done when each handler waits for its client, having read all that this has sent, or is over. So nothing happens any more before a client does something, or time passes.</summary>
    /// <param name="patience">How long it may take; null for ten seconds. A handler that waits for something else, a timer say, is not settled.</param>
    /// <exception cref="TimeoutException">It took longer.</exception>
    public Task SettledAsync(TimeSpan? patience = null) => _way.Settled(patience ?? TimeSpan.FromSeconds(10));

    private int NextPort() => 1 + ((Interlocked.Increment(ref _clients) - 1) % ushort.MaxValue);
}
