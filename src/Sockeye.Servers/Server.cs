using System.Net;
using Sockeye.Servers.Life;
using Sockeye.Servers.Telemetry;

namespace Sockeye.Servers;

/// <summary>What all servers share: from the first request to the last. Python's socketserver.BaseServer.</summary>
/// <remarks>
/// <para>It listens, or is bound, once it is made; nobody is served before <see cref="ServeForever"/> or <see cref="HandleRequest"/>. It is
/// woken by what comes, and by <see cref="Shutdown"/>; it never polls.</para>
/// <para>Threads. All members may be called from any thread. <see cref="Shutdown"/> waits for handlers: one that ends its own server calls
/// <see cref="ShutdownAsync"/> and does not wait for it.</para>
/// <para>Errors. What a handler throws ends its own conversation, is counted, and is told to <see cref="ServingOptions.Failed"/>. The server goes on.</para>
/// </remarks>
public abstract class Server : IDisposable, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting;
    private readonly Lock _life = new();        // over the fields below
    private readonly long _made;
    private bool _isTaken;                      // somebody serves, or has
    private Task<Drained>? _drain;
    private TimeSpan _abortsAt = TimeSpan.MaxValue;     // since it was made
    private bool _isOver;

    private protected Server(ServingOptions? options)
    {
        Options = options ?? new ServingOptions();
        Stopping = _stopping.Token;
        Roster = new Roster(Options, Tally);
        _aborting = new CancellationTokenSource(Timeout.InfiniteTimeSpan, Options.Clock);
        _made = Options.Clock.GetTimestamp();
    }

    /// <summary>Where it is found, with the port that the system gave.</summary>
    public abstract EndPoint LocalEndPoint { get; }

    /// <summary>How it serves.</summary>
    public ServingOptions Options { get; }

    /// <summary>What happened so far.</summary>
    public ServerCounts Counts => Tally.Snapshot(Roster.Count) with { Dropped = Dropped };

    /// <summary>Cancelled when shutting down begins: a handler that idles may end then.</summary>
    public CancellationToken Stopping { get; }

    internal Tally Tally { get; } = new();

    internal Roster Roster { get; }

    private bool IsShuttingDown => Volatile.Read(ref _drain) is not null;

    /// <summary>Serves until <see cref="Shutdown"/>, and returns when all conversations are over.</summary>
    /// <exception cref="InvalidOperationException">It serves already, or waits for a single request.</exception>
    /// <exception cref="ObjectDisposedException">It was shut down.</exception>
    /// <exception cref="Sockets.SocketFaultException">The socket can accept no more. Conversations have come to their end, or the server's time for that was up.</exception>
    public void ServeForever() => Serve(blocks: true, default).GetAwaiter().GetResult();

    /// <summary>The same, awaited.</summary>
    /// <param name="cancellation">Shuts down when it is cancelled, with <see cref="ServingOptions.DrainTimeout"/>.</param>
    /// <inheritdoc cref="ServeForever" path="/exception"/>
    public Task ServeForeverAsync(CancellationToken cancellation = default) => Serve(blocks: false, cancellation);

    /// <summary>Serves one request: the next connection, to its end, or the next datagram.</summary>
    /// <param name="timeout">How long it is waited for, above zero; null for ever.</param>
    /// <returns>False: none came in that time, or the server was shut down meanwhile.</returns>
    /// <inheritdoc cref="ServeForever" path="/exception"/>
    public bool HandleRequest(TimeSpan? timeout = null) => HandleOne(blocks: true, timeout, default).GetAwaiter().GetResult();

    /// <summary>The same, awaited.</summary>
    /// <param name="timeout">How long it is waited for, above zero; null for ever.</param>
    /// <param name="cancellation">Ends the waiting, and not what is being served.</param>
    /// <returns>False: none came in that time, or the server was shut down meanwhile.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled before a request came.</exception>
    /// <inheritdoc cref="ServeForever" path="/exception"/>
    public Task<bool> HandleRequestAsync(TimeSpan? timeout = null, CancellationToken cancellation = default) => HandleOne(blocks: false, timeout, cancellation);

    /// <summary>Stops accepting, lets what is under way come to its end, and aborts what has not by then. Returns when nothing is left.</summary>
    /// <remarks>A handler that does not end though its connection was aborted is waited for no longer than <see cref="ServingOptions.AbortTimeout"/>.</remarks>
    /// <param name="deadline">How long conversations may still take; null for <see cref="ServingOptions.DrainTimeout"/>, zero to abort them at once. A second call may shorten it.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than 24 days.</exception>
    public Drained Shutdown(TimeSpan? deadline = null) => ShutdownAsync(deadline).GetAwaiter().GetResult();

    /// <summary>The same, awaited.</summary>
    /// <param name="deadline">See <see cref="Shutdown"/>.</param>
    /// <inheritdoc cref="Shutdown" path="/exception"/>
    public Task<Drained> ShutdownAsync(TimeSpan? deadline = null)
    {
        TimeSpan limit = ServingOptions.ZeroOrMore(deadline ?? Options.DrainTimeout, nameof(deadline));
        lock (_life)
        {
            if (_drain is null || deadline is not null)
            {
                AbortAfter(limit);
            }

            return _drain ??= DrainAsync();
        }
    }

    /// <summary>Shuts down at once.</summary>
    public void Dispose()
    {
        Shutdown(TimeSpan.Zero);
        GC.SuppressFinalize(this);
    }

    /// <summary>The same, awaited.</summary>
    public async ValueTask DisposeAsync()
    {
        await ShutdownAsync(TimeSpan.Zero).ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Accepts and serves until <see cref="StopAccepting"/>; what is under way then goes on.</summary>
    private protected abstract Task AcceptAsync();

    /// <summary>The same on this thread, for which it may wait.</summary>
    private protected virtual void Accept() => AcceptAsync().GetAwaiter().GetResult();

    /// <summary>One request, to its end.</summary>
    /// <param name="waiting">Ends the waiting for it.</param>
    private protected abstract Task ServeOneAsync(CancellationToken waiting);

    /// <summary>The same on this thread, for which it may wait.</summary>
    private protected virtual void ServeOne(CancellationToken waiting) => ServeOneAsync(waiting).GetAwaiter().GetResult();

    /// <summary>No request comes in any more; the address is free. Called once, from any thread.</summary>
    private protected abstract ValueTask StopAccepting();

    /// <summary>Nobody is left. Called once.</summary>
    private protected virtual void End()
    {
    }

    /// <summary>What the kernel dropped before it could be received.</summary>
    private protected virtual long Dropped => 0;

    /// <summary>A client has run into a limit: counted, logged and told.</summary>
    internal void HasHit(Limit limit, EndPoint client, Exception error)
    {
        Note(limit, client, error);
        Hook(client, error);
    }

    /// <summary>The same, and it is for the caller to tell the program.</summary>
    internal void Note(Limit limit, EndPoint client, Exception error)
    {
        Tally.HasHit(limit);
        if (ServerEvents.Log.IsEnabled())
        {
            ServerEvents.Log.LimitReached(limit.ToString(), client.ToString()!, error.Message);
        }

        Options.Log?.LimitReached(client, limit, error);
    }

    /// <summary>A handler, or another piece of the program's, has thrown: counted, logged and told.</summary>
    internal void HasFailed(EndPoint client, Exception error)
    {
        Tally.HasFailed();
        if (ServerEvents.Log.IsEnabled())
        {
            ServerEvents.Log.HandlerFailed(client.ToString()!, $"{error.GetType().Name}: {error.Message}");
        }

        Options.Log?.HandlerFailed(client, error);
        Hook(client, error);
    }

    /// <summary>Tells the program, and counts nothing.</summary>
    internal void Tell(EndPoint client, Exception error)
    {
        Options.Log?.NetworkFailed(client, error);
        Hook(client, error);
    }

    /// <summary>Tells the program what was counted and logged before.</summary>
    internal void Hook(EndPoint client, Exception error)
    {
        try
        {
            Options.Failed?.Invoke(client, error);
        }
        catch (Exception another)
        {
            ServerEvents.Log.CallbackFailed(nameof(ServingOptions.Failed), another.Message);
        }
    }

    private async Task Serve(bool blocks, CancellationToken cancellation)
    {
        Take();
        using SignalStop? signals = Options.StopsOnSignals ? new SignalStop(this) : null;
        using CancellationTokenRegistration stop = cancellation.UnsafeRegister(static server => _ = ((Server)server!).ShutdownAsync(), this);
        try
        {
            if (blocks)
            {
                Accept();
            }
            else
            {
                await AcceptAsync().ConfigureAwait(false);
            }
        }
        catch (ObjectDisposedException) when (IsShuttingDown)
        {
            // Before it had begun to accept.
        }
        finally
        {
            // What ended it by itself, a closed listener say, is no reason to leave conversations alone.
            await ShutdownAsync().ConfigureAwait(false);
        }
    }

    private async Task<bool> HandleOne(bool blocks, TimeSpan? timeout, CancellationToken cancellation)
    {
        TimeSpan limit = ServingOptions.AboveZero(timeout ?? Timeout.InfiniteTimeSpan, nameof(timeout));
        Take();
        try
        {
            using var late = new CancellationTokenSource(limit, Options.Clock);
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token, Stopping);
            if (blocks)
            {
                ServeOne(waiting.Token);
            }
            else
            {
                await ServeOneAsync(waiting.Token).ConfigureAwait(false);
            }

            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
        catch (ObjectDisposedException) when (IsShuttingDown)
        {
            return false;
        }
        finally
        {
            lock (_life)
            {
                _isTaken = false;
            }
        }
    }

    private void Take()
    {
        lock (_life)
        {
            ObjectDisposedException.ThrowIf(_drain is not null, this);
            _isTaken = _isTaken ? throw new InvalidOperationException($"the server of {LocalEndPoint} serves already") : true;
        }
    }

    // Under the lock. A later call may shorten the time, and never lengthens it.
    private void AbortAfter(TimeSpan limit)
    {
        TimeSpan at = limit == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : Options.Clock.GetElapsedTime(_made) + limit;
        if (_isOver || at >= _abortsAt)
        {
            return;
        }

        _abortsAt = at;
        if (limit == TimeSpan.Zero)
        {
            _ = _aborting.CancelAsync();        // by another thread: not what it ends inside of the lock
        }
        else
        {
            _aborting.CancelAfter(limit);
        }
    }

    private async Task<Drained> DrainAsync()
    {
        Roster.Close();
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);       // out of the lock, and out of a handler that shuts its own server down
        await StopAccepting().ConfigureAwait(false);
        _ = Told(_stopping.CancelAsync());
        Roster.ForEach(static visit => visit.Stop());
        Drained drained = await Roster.Drain(_aborting.Token).ConfigureAwait(false);
        End();
        lock (_life)
        {
            _isOver = true;
            _aborting.Dispose();
        }

        return drained;
    }

    // What is registered with the token is the program's own, and may throw or hang: conversations end without it.
    private static async Task Told(Task told)
    {
        try
        {
            await told.ConfigureAwait(false);
        }
        catch (Exception error)
        {
            ServerEvents.Log.CallbackFailed(nameof(Stopping), error.Message);
        }
    }
}
