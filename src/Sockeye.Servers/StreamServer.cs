using System.Net;
using Sockeye.Connections.Tls;
using Sockeye.Native;
using Sockeye.Servers.Life;
using Sockeye.Servers.Streams;
using Sockeye.Servers.Ways;
using Sockeye.Servers.Ways.Processes;
using Sockeye.Sockets;
using Sockeye.Sockets.Faults;
using Sockeye.Wire;

namespace Sockeye.Servers;

/// <summary>A server of connections: <see cref="TcpServer"/>, <see cref="UnixStreamServer"/>.</summary>
public abstract class StreamServer : Server
{
    private readonly Func<StreamRequest, Task> _handler;
    private readonly Way _way;
    private readonly Watch _watch;
    private readonly Refusals _refusals;

    /// <param name="address">Where it listens.</param>
    /// <param name="handler">Serves one.</param>
    /// <param name="given">What the program gave as its handler: its name is what meters and events call it by.</param>
    /// <param name="options">How it serves.</param>
    private protected StreamServer(EndPoint address, Func<StreamRequest, Task> handler, Delegate given, ServingOptions? options)
        : base(options)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(handler);
        _handler = handler;
        HandlerName = Options.HandlerName ?? $"{given.Method.DeclaringType?.FullName}.{given.Method.Name}";
        _refusals = new Refusals(Options);
        Handshakes = new HandshakeGate(Options.MaxHandshakes);
        _watch = new Watch(Options, Roster);
        int number = Options.By == ServeBy.Processes ? Assignment.NextNumber() : 0;
        if (number > 0 && Assignment.OfThisProcess is Assignment assignment)
        {
            LocalEndPoint = assignment.LocalEndPoint(address);
            _way = new WorkerWay(this, assignment, number);
            return;
        }

        Socket listening = Socket.CreateServer(address, Options.Listening);
        try
        {
            LocalEndPoint = listening.LocalEndPoint;
            _way = Choose(listening, number);
            _handler = _way is ProcessesWay processes ? processes.Hand : handler;
        }
        catch
        {
            listening.Dispose();
            throw;
        }
    }

    /// <summary>Without a listener: who connects comes by the way itself.</summary>
    /// <param name="name">What it is called by.</param>
    /// <param name="handler">Serves one.</param>
    /// <param name="way">Brings the connections.</param>
    /// <param name="options">How it serves.</param>
    private protected StreamServer(EndPoint name, Func<StreamRequest, Task> handler, Way way, ServingOptions? options)
        : base(options)
    {
        ArgumentNullException.ThrowIfNull(handler);
        (LocalEndPoint, _handler, _way, HandlerName) = (name, handler, way, "");
        _refusals = new Refusals(Options);
        Handshakes = new HandshakeGate(Options.MaxHandshakes);
        _watch = new Watch(Options, Roster);
    }

    /// <inheritdoc/>
    public sealed override EndPoint LocalEndPoint { get; }

    /// <summary>This process is a worker of <see cref="ServeBy.Processes"/>, and the server stands for the one of its parent: it listens to nobody itself.</summary>
    public bool IsWorker => _way is WorkerWay;

    internal string HandlerName { get; }

    internal HandshakeGate Handshakes { get; }

    private protected sealed override Task AcceptAsync() => _way.AcceptAsync();

    private protected sealed override void Accept() => _way.Accept();

    private protected sealed override Task ServeOneAsync(CancellationToken waiting) => _way.ServeOneAsync(waiting);

    private protected sealed override void ServeOne(CancellationToken waiting) => _way.ServeOne(waiting);

    private protected sealed override ValueTask StopAccepting()
    {
        _way.Dispose();
        return default;
    }

    private protected sealed override void End()
    {
        _watch.Dispose();
        _way.End();
    }

    /// <summary>One conversation, from its admission to its close. Never throws.</summary>
    /// <param name="transport">The client.</param>
    /// <param name="admitted">Called when it is being served: a shutdown that begins later lets it come to its end.</param>
    internal async Task Converse(ITransport transport, Action? admitted = null)
    {
        var visit = new StreamVisit(this, transport);
        EndPoint client;
        try
        {
            client = transport.Client;
        }
        catch (Exception gone) when (gone is SocketFaultException or ObjectDisposedException)
        {
            await Close(UnixEndPoint.Unnamed, visit).ConfigureAwait(false);
            return;
        }

        if (!IsVerified(client) || !await TryEnter(client, visit).ConfigureAwait(false))
        {
            await Close(client, visit).ConfigureAwait(false);
            return;
        }

        admitted?.Invoke();
        _watch.IsNeeded();
        try
        {
            if (Options.Tls is TlsServerOptions tls && _way is not ProcessesWay)
            {
                await visit.SecureAsync(tls).ConfigureAwait(true);      // a way may have its own thread for handlers
            }

            await (_handler(new StreamRequest(this, visit)) ?? throw new InvalidOperationException("the handler returned no task")).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            Note(client, visit, error);
        }

        await Close(client, visit).ConfigureAwait(false);
        Roster.Leave(visit);
    }

    /// <summary>Returns when all is counted that ended conversations so far.</summary>
    internal void SettleCounts() => _watch.Settle();

    /// <summary>By a look: the client has run into a limit of time.</summary>
    internal void DropsLate(StreamVisit visit, Limit limit, string cause)
    {
        EndPoint client = visit.Transport.Client;
        Exception error = FaultFactory.Create(new Fault(OperationOf(limit), Errno.ETIMEDOUT) { Remote = client, IsOwnTimeout = true, Cause = cause });
        visit.Abort(error);
        if (ReferenceEquals(visit.Transport.Cause, error))      // else it has just come to another end
        {
            Note(limit, client, error);
            _watch.Tell(() => Hook(client, error));
        }
    }

    private static string OperationOf(Limit limit) => limit switch
    {
        Limit.Handshake => Handshake.Name,
        Limit.Write => "send",
        _ => "recv",
    };

    // It has the socket from now on.
    private Way Choose(Socket listening, int number) => Options.By switch
    {
        ServeBy.Loops => new LoopWay(this, listening),
        ServeBy.OneAtATime => new OneAtATimeWay(this, listening),
        ServeBy.Threads => new ThreadsWay(this, listening),
        ServeBy.Processes => new ProcessesWay(this, listening, number),
        ServeBy.Selector => new SelectorWay(this, listening),
        _ => throw new ArgumentException($"{Options.By} is no way of serving connections"),
    };

    private bool IsVerified(EndPoint client)
    {
        try
        {
            if (Options.Verify is not Func<EndPoint, bool> verify || _way is WorkerWay || verify(client))
            {
                return true;
            }

            HasHit(Limit.Verified, client, new ClientRefusedException(client, Limit.Verified, "refused by Verify"));
        }
        catch (Exception error)
        {
            HasFailed(client, error);
        }

        return false;
    }

    // Who finds no room is told so here, and a server that shuts down says nothing.
    private ValueTask<bool> TryEnter(EndPoint client, StreamVisit visit)
        => Roster.TryEnter(visit, client, out Limit? limit) ? new ValueTask<bool>(true)
            : limit is Limit reached ? Refuse(client, visit.Transport, reached)
            : new ValueTask<bool>(false);

    private async ValueTask<bool> Refuse(EndPoint client, ITransport transport, Limit limit)
    {
        HasHit(limit, client, new ClientRefusedException(client, limit, limit == Limit.PerAddress
            ? $"{Options.MaxPerAddress} connections of that address are being served ({nameof(ServingOptions.MaxPerAddress)})"
            : $"{Options.MaxConnections} connections are being served ({nameof(ServingOptions.MaxConnections)})"));
        await _refusals.SayWhy(transport).ConfigureAwait(false);
        return false;
    }

    private async ValueTask Close(EndPoint client, StreamVisit visit)
    {
        try
        {
            await visit.Transport.CloseAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            Note(client, visit, error);
        }
    }

    private void Note(EndPoint client, StreamVisit visit, Exception error)
    {
        if (IsNobodysFault(visit, error))
        {
            return;
        }

        // Counted and told first: who sees the reset finds it so.
        if (error is ProtocolException { Blame: Blame.Peer } malformed)
        {
            HasHit(Limit.Malformed, client, malformed.Peer is null ? malformed.From(client.ToString()!) : malformed);
        }
        else
        {
            HasFailed(client, error);
        }

        visit.Abort(error);
    }

    // What the connection itself has met was told by who ended it, or is the network's doing; and a server that stops asks its handlers to end.
    private bool IsNobodysFault(StreamVisit visit, Exception error)
        => (visit.Transport.Cause is Exception cause && (error == cause || error.InnerException == cause))
            || error == visit.Told
            || (error is OperationCanceledException or EndOfStreamException && Stopping.IsCancellationRequested);
}
