using System.Threading.Tasks.Sources;
using Sockeye.Connections.Telemetry;
using Sockeye.Loops;
using Sockeye.Loops.Telemetry;
using Sockeye.Loops.Timing;
using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Faults;

namespace Sockeye.Connections;

/// <summary>accept4(2) on a loop: one connection for who waits, or each one for a handler.</summary>
/// <remarks>
/// Edge-triggered as everything: nothing is reported again and again while accepting pauses, so a listener that cannot accept does not spin.
/// It accepts until the backlog is empty, but no more than <see cref="AtOnce"/> before others have their turn.
/// </remarks>
internal sealed class Acceptor(Listener listener, Serving? serving) : LoopTimer, IOperation, IValueTaskSource
{
    private const int AtOnce = 64;

    private Completion _waiter;
    private readonly TokenWatch _watch = new(listener.Channel, Direction.Read);
    private readonly ChannelOptions _accepted = new()
    {
        Handlers = serving?.Handlers ?? listener.Group.Adopted,
        Lane = listener.Options.Connections.Lane,
        IsTcp = listener.IsTcp,
        IsConnection = true,
    };

    private Connection? _one;
    private SysResult _outcome;

    /// <summary>Waits for one.</summary>
    internal async ValueTask<Connection> One(CancellationToken cancellation)
    {
        do
        {
            await Wait(cancellation).ConfigureAwait(false);
        }
        while (_one is null);       // all that it had a turn for were gone again
        return _one;
    }

    /// <summary>Serves them all until the listener is closed.</summary>
    internal async Task All(CancellationToken cancellation)
    {
        try
        {
            for (Attempt attempt = Attempt.Later; ; attempt = Attempt.ByLoop)      // the first by the loop too: the caller goes on at once
            {
                await Wait(cancellation, attempt).ConfigureAwait(false);
            }
        }
        catch (Exception end) when (end is ObjectDisposedException || (end is OperationCanceledException && cancellation.IsCancellationRequested))
        {
        }
    }

    public SysResult Invoke(ref Turn turn)
    {
        Span<byte> address = stackalloc byte[AddressCodec.MaxSize];
        for (int count = 0; count < AtOnce; count++)
        {
            SysResult accepted = SocketCalls.Accept(turn.Descriptor, address, out int length);
            if (!accepted.Failed)
            {
                SysResult begun = Begin((int)accepted.Value, address[..length]);
                if (begun.Failed)
                {
                    // The one is lost; with the others we wait until there is room for them.
                    Pause(begun.Error);
                    return SysResult.Failure(Errno.EAGAIN);
                }

                if (serving is null)
                {
                    break;
                }
            }
            else if (accepted.Error is Errno.EAGAIN or Errno.EINTR)
            {
                return accepted;        // the backlog is empty; or it is asked once more
            }
            else if (AcceptFaults.IsOut(accepted.Error))
            {
                Pause(accepted.Error);
                return SysResult.Failure(Errno.EAGAIN);
            }
            else
            {
                ConnectionMetrics.CouldNotAccept(accepted.Error);
                if (!AcceptFaults.IsClientsFault(accepted.Error))
                {
                    return accepted;
                }
            }
        }

        turn.More = true;
        return SysResult.Success(0);
    }

    void IOperation.Complete(SysResult outcome)
    {
        _outcome = outcome;
        _waiter.Complete();
    }

    bool IOperation.KeepsLoan() => false;

    /// <summary>The pause is over.</summary>
    internal override void OnDue()
    {
        listener.Channel.Reads.Remember();      // who has not begun to wait yet looks by itself
        listener.Channel.Post(Channel.TryRead);
    }

    void IValueTaskSource.GetResult(short token) => _waiter.Demand(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _waiter.StatusOf(token, failed: false);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _waiter.OnCompleted(continuation, state, token, flags);

    private async ValueTask Wait(CancellationToken cancellation, Attempt attempt = Attempt.ByLoop)
    {
        cancellation.ThrowIfCancellationRequested();
        Channel channel = listener.Channel;
        int ticket = channel.Reads.NextTicket;
        _waiter.Reset();
        SysResult begun = channel.Start(Direction.Read, this, attempt);
        if (Backend.IsUnderWay(begun))
        {
            _watch.Begin(ticket, cancellation);
            await new ValueTask(this, _waiter.Version).ConfigureAwait(false);
            _watch.End();
        }
        else
        {
            _outcome = begun;
        }

        if (_outcome.Failed)
        {
            channel.Loop.Timers.Stop(this);
            cancellation.ThrowIfCancellationRequested();
            throw channel.Descriptor.IsClosed || channel.Loop.HasEnded
                ? new ObjectDisposedException(nameof(Listener), "accept: the listener is closed, or its loops were stopped")
                : FaultFactory.Create(new Fault("accept", _outcome.Error) { Local = listener.LocalEndPoint });
        }
    }

    private SysResult Begin(int descriptor, ReadOnlySpan<byte> address)
    {
        Connection connection = Connection.Prepare(listener.Options.Connections);
        connection.RememberPeer(address);
        Descriptor owned = Descriptor.AdoptFinalized(descriptor);
        if (listener.Group.NextOrNone() is not Loop loop)
        {
            owned.Dispose();
            return SysResult.Success(0);        // the loops were stopped, and this listener's is about to say so
        }

        SysResult opened = connection.TryOpen(owned, loop, _accepted, serving is null ? null : connection);
        if (opened.Failed)
        {
            return opened.Error == Errno.ECANCELED ? SysResult.Success(0) : opened;     // the same, a moment later
        }

        listener.CountAccepted();
        ConnectionMetrics.HasAccepted();
        _one = serving is null ? connection : null;     // one that is served is not held
        return opened;
    }

    private void Pause(Errno error)
    {
        listener.CountError();
        ConnectionMetrics.CouldNotAccept(error);
        if (Place != NotSet)
        {
            return;     // a client that came while it pauses does not make the pause longer
        }

        ConnectionMetrics.Pauses();
        LoopEvents.Log.AcceptPaused(listener.LocalEndPoint.ToString()!, error.Describe());
        Loop loop = listener.Channel.Loop;
        if (loop.Timers.Set(this, listener.Options.PauseWhenOut))
        {
            loop.Inbox.WakeSleeper();
        }
    }
}
