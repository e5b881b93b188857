using System.Net;
using System.Runtime.InteropServices;
using Sockeye.Servers.Life;

namespace Sockeye.Servers;

/// <summary>What all servers share: from the first request to the last. Python's socketserver.BaseServer.</summary>
/// <remarks>
/// <para>It listens, or is bound, once it is made; nobody is served before <see cref="ServeForever"/> or <see cref="HandleRequest"/>. It is
/// woken by what comes, and by <see cref="Shutdown"/>; it never polls.</para>
/// <para>Threads. All members may be called from any thread. A handler does not wait for <see cref="Shutdown"/>: that waits for the handler.</para>
/// <para>Errors. What a handler throws ends its own conversation, is counted, and is told to <see cref="ServingOptions.Failed"/>. The server goes on.</para>
/// </remarks>
public abstract class Server : IDisposable, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private readonly Lock _life = new();
    private Task? _serving;
    private Task<Drained>? _drain;

    private protected Server(ServingOptions? options)
    {
        Options = options ?? new ServingOptions();
        Stopping = _stopping.Token;
        Roster = new Roster(Options, Tally);
    }

    /// <summary>Where it is found, with the port that the system gave.</summary>
    public abstract EndPoint LocalEndPoint { get; }

    /// <summary>How it serves.</summary>
    public ServingOptions Options { get; }

    /// <summary>What happened so far.</summary>
    public ServerCounts Counts => Tally.Snapshot(Roster.Count);

    /// <summary>Cancelled when shutting down begins: a handler that idles may end then.</summary>
    public CancellationToken Stopping { get; }

    internal Tally Tally { get; } = new();

    internal Roster Roster { get; }

    /// <summary>Serves until <see cref="Shutdown"/>, and returns when all conversations are over.</summary>
    /// <exception cref="InvalidOperationException">It serves already.</exception>
    /// <exception cref="ObjectDisposedException">It was shut down.</exception>
    /// <remarks>In the ways that need a thread to accept, <see cref="ServeBy.OneAtATime"/>, <see cref="ServeBy.Threads"/> and <see cref="ServeBy.Selector"/>, it is this one.</remarks>
    public void ServeForever()
    {
        Task serving = UntilShutdown(Begin(), CancellationToken.None);
        Work?.Invoke();
        serving.GetAwaiter().GetResult();
    }

    /// <summary>The same, awaited. A way that needs a thread to accept has one of its own.</summary>
    /// <param name="cancellation">Shuts down when it is cancelled, with <see cref="ServingOptions.DrainTimeout"/>.</param>
    /// <inheritdoc cref="ServeForever" path="/exception"/>
    public async Task ServeForeverAsync(CancellationToken cancellation = default)
    {
        Task serving = UntilShutdown(Begin(), cancellation);
        if (Work is Action work)
        {
            new Thread(() => work()) { IsBackground = true, Name = $"Sockeye {LocalEndPoint}" }.Start();
        }

        await serving.ConfigureAwait(false);
    }

    /// <summary>Serves one request: the next connection, to its end, or the next datagram.</summary>
    /// <param name="timeout">How long it is waited for; null for ever.</param>
    /// <returns>False: none came in that time.</returns>
    /// <inheritdoc cref="ServeForever" path="/exception"/>
    public bool HandleRequest(TimeSpan? timeout = null) => HandleRequestAsync(timeout).GetAwaiter().GetResult();

    /// <summary>The same, awaited.</summary>
    /// <param name="timeout">How long it is waited for; null for ever.</param>
    /// <param name="cancellation">Ends the waiting, and not what is being served.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before a request came.</exception>
    /// <inheritdoc cref="ServeForever" path="/exception"/>
    public async Task<bool> HandleRequestAsync(TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation, Stopping);
        if (timeout is TimeSpan limit)
        {
            waiting.CancelAfter(limit);
        }

        lock (_life)
        {
            DemandIdle();
        }

        try
        {
            await ServeOneAsync(waiting.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (waiting.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Stops accepting, lets what is under way come to its end, and aborts what has not by then. Returns when nothing is left.</summary>
    /// <param name="deadline">How long conversations may still take; null for <see cref="ServingOptions.DrainTimeout"/>, zero to abort them at once. A second call may shorten it.</param>
    public Drained Shutdown(TimeSpan? deadline = null) => ShutdownAsync(deadline).GetAwaiter().GetResult();

    /// <summary>The same, awaited.</summary>
    /// <param name="deadline">See <see cref="Shutdown"/>.</param>
    public Task<Drained> ShutdownAsync(TimeSpan? deadline = null)
    {
        TimeSpan limit = deadline ?? Options.DrainTimeout;
        bool isFirst;
        lock (_life)
        {
            isFirst = _drain is null;
            _drain ??= DrainAsync();
        }

        if (limit == TimeSpan.Zero)
        {
            _aborting.Cancel();
        }
        else if (limit != Timeout.InfiniteTimeSpan && (isFirst || deadline is not null))
        {
            _aborting.CancelAfter(limit);
        }

        return _drain;
    }

    /// <summary>Shuts down at once.</summary>
    public void Dispose()
    {
        Shutdown(TimeSpan.Zero);
        GC.SuppressFinalize(this);
    }

    /// <summary>The same.</summary>
    public async ValueTask DisposeAsync()
    {
        await ShutdownAsync(TimeSpan.Zero).ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Accepts and serves until <see cref="StopAccepting"/>; what is under way then goes on.</summary>
    private protected abstract Task AcceptAsync();

    /// <summary>What a thread has to do after <see cref="AcceptAsync"/>, until that ends; null where none is needed.</summary>
    private protected virtual Action? Work => null;

    /// <summary>One request, to its end.</summary>
    private protected abstract Task ServeOneAsync(CancellationToken waiting);

    /// <summary>No request comes in any more; the address is free. Called once, from any thread.</summary>
    private protected abstract ValueTask StopAccepting();

    /// <summary>Nobody is left. Called once.</summary>
    private protected virtual void End()
    {
    }

    private protected void Tell(EndPoint client, Exception error)
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

    private Task Begin()
    {
        lock (_life)
        {
            DemandIdle();
            return _serving = AcceptAsync();
        }
    }

    private async Task UntilShutdown(Task serving, CancellationToken cancellation)
    {
        using SignalStop? signals = Options.StopsOnSignals ? new SignalStop(this) : null;
        using CancellationTokenRegistration stop = cancellation.UnsafeRegister(static server => _ = ((Server)server!).ShutdownAsync(), this);
        try
        {
            await serving.ConfigureAwait(false);
        }
        finally
        {
            // What ended it by itself, a closed listener say, is no reason to leave conversations alone.
            await ShutdownAsync().ConfigureAwait(false);
        }
    }

    private void DemandIdle()
    {
        ObjectDisposedException.ThrowIf(_drain is not null, this);
        if (_serving is { IsCompleted: false })
        {
            throw new InvalidOperationException($"the server of {LocalEndPoint} serves already");
        }
    }

    private async Task<Drained> DrainAsync()
    {
        await Task.Yield();     // out of the lock, and out of a handler that shuts its own server down
        await StopAccepting().ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        foreach (Visit visit in Roster.All())
        {
            visit.Stop();
        }

        if (_serving is Task serving)
        {
            await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Drained drained = await Roster.Drain(_aborting.Token).ConfigureAwait(false);
        End();
        _stopping.Dispose();
        return drained;
    }

    /// <summary>SIGTERM and SIGINT shut a server down, the second of them at once.</summary>
    private sealed class SignalStop : IDisposable
    {
        private readonly PosixSignalRegistration[] _registrations;
        private int _signals;

        internal SignalStop(Server server)
            => _registrations = [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT }.Select(signal => PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                _ = server.ShutdownAsync(Interlocked.Increment(ref _signals) == 1 ? null : TimeSpan.Zero);
            }))];

        public void Dispose() => Array.ForEach(_registrations, static registration => registration.Dispose());
    }
}
