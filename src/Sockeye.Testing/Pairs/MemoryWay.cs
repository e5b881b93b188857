using System.Net;
using System.Threading.Channels;
using Sockeye.Native;
using Sockeye.Servers.Ways;
using Sockeye.Sockets;

namespace Sockeye.Testing.Pairs;

/// <summary>Serves clients that connect in memory, each on the thread pool, and knows when all their handlers wait.</summary>
internal sealed class MemoryWay(MemoryPairOptions options) : Way
{
    private readonly Channel<MemoryTransport> _backlog = Channel.CreateUnbounded<MemoryTransport>();
    private readonly Lock _lock = new();
    private readonly List<MemoryTransport> _all = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whose it is. Set once, before anybody connects.</summary>
    internal MemoryServer Server { get; set; } = null!;

    internal MemoryEnd Connect(EndPoint client)
    {
        var transport = new MemoryTransport(options, client, Server.LocalEndPoint, HasChanged);
        lock (_lock)
        {
            _all.Add(transport);
        }

        if (!_backlog.Writer.TryWrite(transport))
        {
            Leave(transport);
            throw SocketFault.Create("connect", Errno.ECONNREFUSED);
        }

        return transport.Far;
    }

    /// <summary>Done when each handler waits for its client, which it has heard to the end, or is over.</summary>
    internal async Task Settled(TimeSpan patience)
    {
        using var late = new CancellationTokenSource(patience);
        while (true)
        {
            Task changed = Volatile.Read(ref _changed).Task;        // before the look: what changes from now on is seen
            if (Busy() is not [MemoryTransport first, ..] busy)
            {
                return;
            }

            try
            {
                await changed.WaitAsync(late.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"after {patience.TotalSeconds:0.###} s the handlers of {busy.Count} clients, of which one is {first.Client}, do not wait for them: they are at something else, or nobody serves");
            }
        }
    }

    internal override async Task AcceptAsync()
    {
        await foreach (MemoryTransport transport in _backlog.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            _ = Task.Run(() => Converse(transport));
        }
    }

    internal override async Task ServeOneAsync(CancellationToken waiting)
    {
        try
        {
            await Converse(await _backlog.Reader.ReadAsync(waiting).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(MemoryServer));
        }
    }

    /// <summary>Who has not been served is reset, as the backlog of a socket is.</summary>
    public override void Dispose()
    {
        _backlog.Writer.TryComplete();
        while (_backlog.Reader.TryRead(out MemoryTransport? waiting))
        {
            waiting.Abort(new OperationCanceledException("the server shuts down"));
            Leave(waiting);
        }
    }

    private async Task Converse(MemoryTransport transport)
    {
        await Server.Converse(transport).ConfigureAwait(false);
        Leave(transport);
    }

    private void Leave(MemoryTransport transport)
    {
        lock (_lock)
        {
            _all.Remove(transport);
        }

        HasChanged();
    }

    private List<MemoryTransport> Busy()
    {
        lock (_lock)
        {
            return _all.FindAll(static transport => !transport.IsAtRest);
        }
    }

    private void HasChanged() => Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
