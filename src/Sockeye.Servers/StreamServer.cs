using System.Net;
using Sockeye.Native;
using Sockeye.Servers.Life;
using Sockeye.Servers.Streams;
using Sockeye.Servers.Ways;
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

    private protected StreamServer(EndPoint address, Func<StreamRequest, Task> handler, ServingOptions? options)
        : base(options)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(handler);
        _handler = handler;
        _refusals = new Refusals(Options);
        Socket listening = Socket.CreateServer(address, Options.Listening);
        try
        {
            LocalEndPoint = listening.LocalEndPoint;
            _way = Choose(listening);
        }
        catch
        {
            listening.Dispose();
            throw;
        }

        _watch = new Watch(Options, Roster);
    }

    /// <inheritdoc/>
    public sealed override EndPoint LocalEndPoint { get; }

    private protected sealed override Task AcceptAsync() => _way.AcceptAsync();

    private protected sealed override Action? Work => _way.Work;

    private protected sealed override Task ServeOneAsync(CancellationToken waiting) => _way.ServeOneAsync(waiting);

    private protected sealed override ValueTask StopAccepting()
    {
        _way.Dispose();
        return default;
    }

    private protected sealed override void End() => _watch.Dispose();

    /// <summary>One conversation, from its admission to its close. Never throws.</summary>
    internal async Task Converse(ITransport transport)
    {
        var visit = new StreamVisit(this, transport);
        EndPoint client;
        try
        {
            client = transport.Client;
        }
        catch (Exception gone) when (gone is SocketFaultException or ObjectDisposedException)
        {
            await transport.CloseAsync().ConfigureAwait(false);
            return;
        }

        if (!IsWelcome(client, visit, out Limit limit))
        {
            Tally.HasHit(limit);
            await _refusals.Refuse(transport).ConfigureAwait(false);
            return;
        }

        _watch.IsNeeded();
        try
        {
            await _handler(new StreamRequest(this, visit)).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            Note(client, transport, error);
        }

        await Close(client, transport).ConfigureAwait(false);
        Roster.Leave(visit);
    }

    /// <summary>By a look: the client has run into a limit of time.</summary>
    internal void DropsLate(StreamVisit visit, Limit limit, string cause)
    {
        EndPoint client = visit.Transport.Client;
        Exception error = FaultFactory.Create(new Fault(limit == Limit.Write ? "send" : "recv", Errno.ETIMEDOUT) { Remote = client, IsOwnTimeout = true, Cause = cause });
        visit.Abort(error);
        if (ReferenceEquals(visit.Transport.Cause, error))
        {
            Tally.HasHit(limit);
            Tell(client, error);
        }
    }

    private Way Choose(Socket listening) => Options.By switch
    {
        ServeBy.Loops => new LoopWay(this, listening),
        ServeBy.OneAtATime => new OneAtATimeWay(this, listening),
        ServeBy.Threads => new ThreadsWay(this, listening),
        ServeBy.Selector => new SelectorWay(this, listening),
        _ => throw new ArgumentException($"{Options.By} is no way of serving connections"),
    };

    private bool IsWelcome(EndPoint client, StreamVisit visit, out Limit limit)
    {
        limit = Limit.Verified;
        try
        {
            if (Options.Verify is Func<EndPoint, bool> verify && !verify(client))
            {
                return false;
            }
        }
        catch (Exception error)
        {
            Tally.HasFailed();
            Tell(client, error);
            return false;
        }

        return Roster.TryEnter(visit, client, out limit);
    }

    private async ValueTask Close(EndPoint client, ITransport transport)
    {
        try
        {
            await transport.CloseAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            Note(client, transport, error);
        }
    }

    // What the connection itself has met was told by who ended it, or is the network's doing and nobody's fault.
    private void Note(EndPoint client, ITransport transport, Exception error)
    {
        bool isLost = transport.Cause is Exception cause && (error == cause || error.InnerException == cause);
        if (isLost || (error is OperationCanceledException && Stopping.IsCancellationRequested))
        {
            return;
        }

        if (error is ProtocolException)
        {
            Tally.HasHit(Limit.Malformed);
        }
        else
        {
            Tally.HasFailed();
        }

        transport.Abort(error);
        Tell(client, error);
    }
}
