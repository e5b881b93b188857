using Sockeye.Readiness;
using Sockeye.Servers.Telemetry;
using Sockeye.Sockets;

namespace Sockeye.Servers.Ways;

/// <summary>What a <see cref="SelectorLoop"/> tells of what it waits for. On its thread.</summary>
internal interface ISelected
{
    void OnReady(SelectorEvents ready);
}

/// <summary>One thread that waits with a selector, and runs what is ready.</summary>
/// <remarks>
/// It is also the synchronization context of the handlers: what they await comes back to this thread, a timer or another socket too, so
/// handlers need no locks among each other. What it completes itself it completes without that context: a continuation of ours runs at
/// once, where .NET would send it to the thread pool.
/// </remarks>
internal sealed class SelectorLoop : SynchronizationContext, ISelected, IDisposable
{
    private const int AtOnce = 64;

    private readonly Selector _selector = Selector.Create();
    private readonly SelectorReady[] _ready = new SelectorReady[AtOnce];
    private readonly Lock _gate = new();
    private readonly Socket _wakes;
    private readonly Socket _woken;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private Queue<Posted> _posted = [];
    private Queue<Posted> _running = [];
    private bool _isSignalled;
    private bool _isOver;

    /// <summary>By the thread that will run it.</summary>
    internal SelectorLoop()
    {
        try
        {
            (_wakes, _woken) = Socket.SocketPair();
            _selector.Register(_woken, SelectorEvents.Read, this);
        }
        catch
        {
            _wakes?.Dispose();
            _woken?.Dispose();
            _selector.Dispose();
            throw;
        }
    }

    /// <summary>Has it waited for. Any thread.</summary>
    /// <param name="item">The same socket from its first event to its last.</param>
    /// <param name="before">What was waited for so far.</param>
    /// <param name="after">What is from now on.</param>
    /// <param name="told">Who is told.</param>
    internal void Change(Socket item, SelectorEvents before, SelectorEvents after, ISelected told)
    {
        if (after == SelectorEvents.None)
        {
            _selector.Unregister(item);
        }
        else if (before == SelectorEvents.None)
        {
            _selector.Register(item, after, told);
        }
        else
        {
            _selector.Modify(item, after, told);
        }
    }

    /// <summary>Waits once, and runs all that is ready.</summary>
    /// <param name="timeout">How long it may wait; null for as long as it takes.</param>
    internal void Turn(TimeSpan? timeout)
    {
        int count = _selector.Select(_ready, HasPosted ? TimeSpan.Zero : timeout);
        for (int i = 0; i < count; i++)
        {
            SelectorReady ready = _ready[i];
            _ready[i] = default;
            ((ISelected)ready.Key.Data!).OnReady(ready.Events);
        }

        RunPosted();
    }

    /// <summary>Calls a handler for the first time: what it awaits comes back here.</summary>
    internal T Enter<T>(Func<T> handler)
    {
        SetSynchronizationContext(this);
        try
        {
            return handler();
        }
        finally
        {
            SetSynchronizationContext(null);
        }
    }

    /// <summary>Runs it on this thread, and without the context. Any thread; after the end it is dropped.</summary>
    internal void Run(SendOrPostCallback callback, object? state) => Put(new Posted(callback, state, IsHandlers: false));

    /// <summary>Ends a wait. Any thread.</summary>
    internal void Wake() => Run(static _ => { }, null);

    public override void Post(SendOrPostCallback d, object? state) => Put(new Posted(d, state, IsHandlers: true));

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            throw new NotSupportedException("nobody waits for the thread that serves all: use Post");
        }

        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;

    void ISelected.OnReady(SelectorEvents ready)
    {
        Span<byte> some = stackalloc byte[16];
        _woken.TryReceive(some, out _);
    }

    public void Dispose()
    {
        RunPosted();
        lock (_gate)
        {
            _isOver = true;
        }

        _selector.Dispose();
        _wakes.Dispose();
        _woken.Dispose();
    }

    private bool HasPosted
    {
        get
        {
            lock (_gate)
            {
                return _posted.Count > 0;
            }
        }
    }

    private void Put(Posted posted)
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            _posted.Enqueue(posted);
            if (!_isSignalled && Environment.CurrentManagedThreadId != _thread)
            {
                _isSignalled = true;
                _wakes.TrySend([1], out _);
            }
        }
    }

    // What is posted meanwhile has its turn after the sockets: none of them starves the other.
    private void RunPosted()
    {
        lock (_gate)
        {
            (_posted, _running) = (_running, _posted);
            _isSignalled = false;
        }

        while (_running.TryDequeue(out Posted posted))
        {
            SetSynchronizationContext(posted.IsHandlers ? this : null);
            try
            {
                posted.Callback(posted.State);
            }
            catch (Exception error)
            {
                ServerEvents.Log.CallbackFailed("posted", error.Message);       // of a handler's method that is async void: nobody else could be told
            }
        }

        SetSynchronizationContext(null);
    }

    private readonly record struct Posted(SendOrPostCallback Callback, object? State, bool IsHandlers);
}
