using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;
using Sockeye.Loops;
using Sockeye.Native;

namespace Sockeye.Connections;

/// <summary>The sending half of a connection. With nothing buffered, a write goes to the kernel from the caller's own memory.</summary>
/// <remarks>
/// A flush completes when the kernel has taken everything: that is the back-pressure. What the kernel did not take at once, the loop sends
/// on as room comes, and the caller's memory must stay as it is until then. The fields belong to the caller, but for the time in
/// which a flush is under way.
/// </remarks>
internal sealed class Output(Connection connection) : PipeWriter, IOperation, IValueTaskSource<FlushResult>
{
    private const int SmallestBuffer = 4096;
    private const int SHUT_WR = 1;

    private Completion _waiter;
    private byte[]? _buffer;
    private int _length;
    private ReadOnlyMemory<byte> _pending;
    private SysResult _outcome;
    private bool _isCompleted;
    private volatile bool _cancel;

    internal bool HasCompleted => _isCompleted;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _length;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        DemandOpen();
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        if (_buffer is null || _buffer.Length - _length < Math.Max(1, sizeHint))
        {
            Grow(sizeHint);
        }

        return _buffer.AsMemory(_length);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        int room = _buffer is null ? 0 : _buffer.Length - _length;
        if (bytes < 0 || bytes > room)
        {
            throw new ArgumentOutOfRangeException(nameof(bytes), bytes, $"GetMemory gave {room} bytes");
        }

        _length += bytes;
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        DemandOpen();
        if (_length > 0)
        {
            source.Span.CopyTo(GetSpan(source.Length));
            _length += source.Length;
            return FlushAsync(cancellationToken);
        }

        return Send(source, cancellationToken);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        DemandOpen();
        return Send(_buffer is null ? default : _buffer.AsMemory(0, _length), cancellationToken);
    }

    public override void CancelPendingFlush()
    {
        _cancel = true;
        connection.Channel.Cancel(Direction.Write);
    }

    /// <summary>Ends what we send: the peer reads an end of stream. What was not flushed is dropped; with an error the connection is aborted.</summary>
    public override void Complete(Exception? exception = null)
    {
        if (_isCompleted)
        {
            return;
        }

        _isCompleted = true;
        Drop();
        if (exception is null)
        {
            connection.Shutdown(SHUT_WR);
        }

        connection.HalfIsDone(exception);
    }

    /// <summary>The same, after everything was flushed.</summary>
    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
        if (!_isCompleted && exception is null && _length > 0)
        {
            await FlushAsync().ConfigureAwait(false);
        }

        Complete(exception);
    }

    public SysResult Invoke(ref Turn turn)
    {
        SysResult sent = turn.Send(_pending.Span);
        if (sent.Failed)
        {
            return sent;
        }

        if (sent.Value == _pending.Length)
        {
            return SysResult.Success(0);
        }

        // A part went: the kernel has run out of room, and will say when there is some.
        _pending = _pending[(int)sent.Value..];
        return SysResult.Failure(Errno.EAGAIN);
    }

    void IOperation.Complete(SysResult outcome)
    {
        _outcome = outcome;
        _waiter.Complete();
    }

    bool IOperation.KeepsLoan() => false;

    FlushResult IValueTaskSource<FlushResult>.GetResult(short token)
    {
        _waiter.Check(token);
        return Result();
    }

    ValueTaskSourceStatus IValueTaskSource<FlushResult>.GetStatus(short token) => _waiter.StatusOf(token, failed: false);

    void IValueTaskSource<FlushResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _waiter.OnCompleted(continuation, state, token, flags);

    private ValueTask<FlushResult> Send(ReadOnlyMemory<byte> what, CancellationToken cancellation)
    {
        if (cancellation.CanBeCanceled)
        {
            return SendCancellable(what, cancellation);
        }

        if (what.IsEmpty)
        {
            return new ValueTask<FlushResult>(new FlushResult(TakeCancel(), isCompleted: false));
        }

        _pending = what;
        _waiter.Reset();
        int ticket = connection.Channel.Writes.NextTicket;
        _outcome = connection.Channel.Start(Direction.Write, this, Attempt.First);
        if (!_outcome.Failed)
        {
            Drop();
            return new ValueTask<FlushResult>(new FlushResult(isCanceled: false, isCompleted: false));
        }

        if (_outcome.Error != Errno.EINPROGRESS)
        {
            return Failed();
        }

        if (_cancel)
        {
            connection.Channel.Cancel(Direction.Write, ticket);
        }

        return new ValueTask<FlushResult>(this, _waiter.Version);
    }

    // A cancelled flush has sent a part: the stream is then good for nothing but to be closed.
    private async ValueTask<FlushResult> SendCancellable(ReadOnlyMemory<byte> what, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Channel channel = connection.Channel;
        int ticket = channel.Writes.NextTicket;
        using CancellationTokenRegistration registration = cancellation.UnsafeRegister(_ => channel.Cancel(Direction.Write, ticket), null);
        try
        {
            ValueTask<FlushResult> flush = Send(what, CancellationToken.None);
            if (cancellation.IsCancellationRequested)
            {
                channel.Cancel(Direction.Write, ticket);
            }

            return await flush.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    private ValueTask<FlushResult> Failed()
    {
        try
        {
            return new ValueTask<FlushResult>(Result());
        }
        catch (Exception error) when (error is System.Net.Sockets.SocketException or ObjectDisposedException or OperationCanceledException)
        {
            return ValueTask.FromException<FlushResult>(error);
        }
    }

    private FlushResult Result()
    {
        if (_outcome.Error == Errno.ECANCELED && _cancel && !connection.IsClosed)
        {
            // What went is gone from the buffer; what did not is sent by the next flush.
            KeepPending();
            return new FlushResult(TakeCancel(), isCompleted: false);
        }

        Drop();
        return _outcome.Failed
            ? throw connection.Fault("send", _outcome.Error)
            : new FlushResult(isCanceled: false, isCompleted: false);
    }

    private bool TakeCancel()
    {
        bool cancel = _cancel;
        _cancel = false;
        return cancel;
    }

    private void KeepPending()
    {
        byte[] left = ArrayPool<byte>.Shared.Rent(Math.Max(SmallestBuffer, _pending.Length));
        int length = _pending.Length;
        _pending.Span.CopyTo(left);
        Drop();
        (_buffer, _length) = (left, length);
    }

    private void Grow(int sizeHint)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(SmallestBuffer, checked((_length * 2) + sizeHint)));
        if (_buffer is not null)
        {
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }

    private void Drop()
    {
        _pending = default;
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            (_buffer, _length) = (null, 0);
        }
    }

    private void DemandOpen()
    {
        if (_isCompleted)
        {
            throw new InvalidOperationException("the output was completed: nothing more is written");
        }
    }
}
