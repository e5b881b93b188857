using System.Net;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Sockeye.Readiness;
using Sockeye.Sockets;

namespace Sockeye.Servers.Ways;

/// <summary>A connection whose reads and flushes wait at a selector.</summary>
/// <remarks>
/// What it is registered for stays so after a wait has ended, and is taken back only when it becomes ready with nobody waiting: so a
/// conversation of question and answer changes nothing at the selector, from its first message to its last.
/// </remarks>
internal sealed class SelectedTransport(Socket socket, EndPoint client, SelectorLoop loop) : SocketTransport(socket, client, waitsWithoutMemory: true), ISelected
{
    private readonly Lock _gate = new();
    private readonly Half _reads = new(SelectorEvents.Read);
    private readonly Half _writes = new(SelectorEvents.Write);
    private SelectorEvents _registered;
    private bool _isClosed;

    public void OnReady(SelectorEvents ready)
    {
        bool reads;
        bool writes;
        lock (_gate)
        {
            reads = TryClaim(_reads, ready);
            writes = TryClaim(_writes, ready);
            SelectorEvents needless = ready & ~((reads ? SelectorEvents.Read : 0) | (writes ? SelectorEvents.Write : 0)) & _registered;
            if (needless != SelectorEvents.None)
            {
                Register(_registered & ~needless);
            }
        }

        if (writes)
        {
            _writes.Complete();
        }

        if (reads)
        {
            _reads.Complete();
        }
    }

    protected override ValueTask<int> ReceiveAsync(Memory<byte> into, CancellationToken cancellation)
        => Blocks ? new ValueTask<int>(into.IsEmpty ? 0 : Socket.Receive(into.Span, cancellation: cancellation))
            : !into.IsEmpty && Socket.TryReceive(into.Span, out int count) ? new ValueTask<int>(count)
            : ReceiveLater(into, cancellation);

    protected override ValueTask<int> SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation)
        => Blocks ? new ValueTask<int>(Socket.Send(data.Span, cancellation: cancellation))
            : Socket.TrySend(data.Span, out int count) ? new ValueTask<int>(count)
            : SendLater(data, cancellation);

    protected override void Close()
    {
        bool reads;
        bool writes;
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            reads = TryClaim(_reads, SelectorEvents.Read);
            writes = TryClaim(_writes, SelectorEvents.Write);
            if (_registered != SelectorEvents.None)
            {
                Register(SelectorEvents.None);
            }
        }

        base.Close();
        WakeOnLoop(_reads, reads);
        WakeOnLoop(_writes, writes);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveLater(Memory<byte> into, CancellationToken cancellation)
    {
        int count = 0;
        do
        {
            await Ready(_reads, cancellation).ConfigureAwait(false);
        }
        while (!into.IsEmpty && !Socket.TryReceive(into.Span, out count));
        return count;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> SendLater(ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        int count;
        do
        {
            await Ready(_writes, cancellation).ConfigureAwait(false);
        }
        while (!Socket.TrySend(data.Span, out count));
        return count;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask Ready(Half half, CancellationToken cancellation)
    {
        ValueTask ready;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(StreamRequest));
            if ((_registered & half.Event) == 0)
            {
                Register(_registered | half.Event);
            }

            ready = half.Begin();
        }

        // A callback that runs is waited for, so that it never meets the next wait.
        using (cancellation.UnsafeRegister(static waiter => ((Waiter)waiter!).Wake(), cancellation.CanBeCanceled ? half.Waiter ??= new Waiter(this, half) : null))
        {
            await ready.ConfigureAwait(false);
        }

        cancellation.ThrowIfCancellationRequested();
    }

    private void Wake(Half half)
    {
        bool waits;
        lock (_gate)
        {
            waits = TryClaim(half, half.Event);
        }

        WakeOnLoop(half, waits);
    }

    private void WakeOnLoop(Half half, bool waits)
    {
        if (waits)
        {
            loop.Run(static half => ((Half)half!).Complete(), half);
        }
    }

    private static bool TryClaim(Half half, SelectorEvents ready)
    {
        bool claimed = half.Waits && (ready & half.Event) != 0;
        half.Waits &= !claimed;
        return claimed;
    }

    private void Register(SelectorEvents events)
    {
        loop.Change(Socket, _registered, events, this);
        _registered = events;
    }

    /// <summary>Who wakes a wait when a token is cancelled.</summary>
    private sealed class Waiter(SelectedTransport transport, Half half)
    {
        internal void Wake() => transport.Wake(half);
    }

    /// <summary>The wait of one direction, again and again. It says only that there is something to look at: what, the next call tells.</summary>
    private sealed class Half(SelectorEvents theEvent) : IValueTaskSource
    {
        private ManualResetValueTaskSourceCore<bool> _core;

        internal SelectorEvents Event => theEvent;

        /// <summary>Somebody waits, and nobody has claimed to complete it.</summary>
        internal bool Waits;

        internal Waiter? Waiter;

        internal ValueTask Begin()
        {
            _core.Reset();
            Waits = true;
            return new ValueTask(this, _core.Version);
        }

        internal void Complete() => _core.SetResult(true);

        void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

        ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

        void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
            => _core.OnCompleted(continuation, state, token, flags);
    }
}
