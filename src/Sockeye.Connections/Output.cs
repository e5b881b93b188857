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
    private TokenWatch? _watch;     // made when a token first comes
    private bool _isCompleted;
    private bool _isUnderWay;       // a flush: until who awaits it has its result
    private volatile bool _cancel;
    private byte _activity;         // a byte: there is room for that

    internal bool HasCompleted => _isCompleted;

    /// <summary>Another number whenever the peer has taken something that was waited for: for who looks from time to time whether it takes nothing.</summary>
    internal int Activity => Volatile.Read(ref _activity);

    /// <summary>True from the start of a flush until its result was taken.</summary>
    internal bool IsUnderWay => _isUnderWay;

    /// <summary>True where there is something to flush, and nobody is at it.</summary>
    internal bool CanFlush => !_isUnderWay && !_isCompleted && _length > 0;

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
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);      // nothing was taken
        }

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

    /// <summary>Sends what the kernel takes at once; what it does not is as if it had been written, and goes with the next flush. It never waits.</summary>
    internal void WriteNow(ReadOnlySpan<byte> source)
    {
        DemandOpen();
        if (_length == 0)
        {
            SysResult sent = connection.TrySend(source);
            if (sent.Failed && sent.Error != Errno.EAGAIN)
            {
                connection.Channel.Writes.Remember();       // an error is an answer that no edge will announce again
                throw connection.Fault("send", sent.Error);
            }

            source = source[(sent.Failed ? 0 : (int)sent.Value)..];
        }

        if (!source.IsEmpty)
        {
            source.CopyTo(GetSpan(source.Length));
            _length += source.Length;
        }
    }

    public override void CancelPendingFlush()
    {
        _cancel = true;
        Interlocked.MemoryBarrier();
        int ticket = connection.Channel.Writes.LastTicket;
        if (_cancel)        // else a flush has taken notice, and the ticket may be the next one's
        {
            connection.Channel.Cancel(Direction.Write, ticket);
        }
    }

    /// <summary>The same by the thread itself, which waits: for the synchronous members of the stream.</summary>
    internal void WriteBlocking(ReadOnlySpan<byte> source)
    {
        DemandOpen();
        _isUnderWay = true;
        try
        {
            if (_length > 0)
            {
                SysResult sent = connection.SendBlocking(_buffer.AsSpan(0, _length));
                Drop();
                ThrowIf(sent);
            }

            ThrowIf(connection.SendBlocking(source));
        }
        finally
        {
            _isUnderWay = false;
        }
    }

    /// <summary>By who ran the handler, when that is over: a token does nothing here any more, though nobody took the result of a flush that it was given to.</summary>
    /// <returns>The token, if that was cancelled.</returns>
    internal CancellationToken Unwatch() => _watch?.End() ?? default;

    /// <summary>By a send that the thread itself waits for: a part went.</summary>
    internal void HasMoved() => _activity++;

    private void ThrowIf(SysResult sent)
    {
        if (sent.Failed)
        {
            throw connection.Fault("send", sent.Error);
        }
    }

    /// <summary>Ends what we send: the peer reads an end of stream. What was not flushed is dropped; with an error the connection is aborted.</summary>
    public override void Complete(Exception? exception = null)
    {
        if (_isCompleted)
        {
            return;
        }

        _isCompleted = true;
        if (!_isUnderWay)
        {
            Drop();
        }

        if (exception is null)
        {
            connection.Shutdown(SHUT_WR);
        }

        connection.HalfIsDone(exception);
    }

    /// <summary>The same, after everything was flushed. Where that fails it is completed all the same, with the error, which is thrown.</summary>
    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
        if (!_isCompleted && exception is null && _length > 0)
        {
            ValueTask<FlushResult> flush = FlushAsync();        // what it throws at once is the caller's mistake, and changes nothing
            try
            {
                if ((await flush.ConfigureAwait(false)).IsCanceled && _length > 0)
                {
                    throw new OperationCanceledException("the flush was cancelled: the peer does not get all that was written");
                }
            }
            catch (Exception error)
            {
                Complete(error);
                throw;
            }
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
        _activity++;
        _pending = _pending[(int)sent.Value..];
        return SysResult.Failure(Errno.EAGAIN);
    }

    void IOperation.Complete(SysResult outcome) => _waiter.Complete();

    bool IOperation.KeepsLoan() => false;

    FlushResult IValueTaskSource<FlushResult>.GetResult(short token)
    {
        _waiter.Demand(token);
        return Result();
    }

    ValueTaskSourceStatus IValueTaskSource<FlushResult>.GetStatus(short token) => _waiter.StatusOf(token, failed: false);

    void IValueTaskSource<FlushResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _waiter.OnCompleted(continuation, state, token, flags);

    private ValueTask<FlushResult> Send(ReadOnlyMemory<byte> what, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<FlushResult>(cancellation);
        }

        // By the caller itself: where the kernel has room, as it nearly always has, nothing of the loop takes part.
        SysResult sent = what.IsEmpty ? SysResult.Success(0) : connection.TrySend(what.Span);
        if (sent.Value != what.Length)
        {
            return SendOn(what, sent, cancellation);
        }

        Drop();
        return new ValueTask<FlushResult>(new FlushResult(TakeCancel(), isCompleted: false));
    }

    // The loop sends what is left.
    private ValueTask<FlushResult> SendOn(ReadOnlyMemory<byte> what, SysResult sent, CancellationToken cancellation)
    {
        ref Loops.Half writes = ref connection.Channel.Writes;
        _isUnderWay = true;
        _activity++;
        _pending = sent.Failed ? what : what[(int)sent.Value..];
        if (sent.Failed && sent.Error != Errno.EAGAIN)
        {
            writes.Remember();      // an error is an answer that no edge will announce again
            writes.Outcome = sent;
            return Answer();
        }

        _waiter.Reset();
        int ticket = writes.NextTicket;
        SysResult begun = connection.Channel.Start(Direction.Write, this, Attempt.IfReady);
        if (!Backend.IsUnderWay(begun))
        {
            writes.Outcome = begun;     // only now: of an operation under way it is the loop's
            return Answer();
        }

        if (_cancel)
        {
            connection.Channel.Cancel(Direction.Write, ticket);
        }

        if (cancellation.CanBeCanceled)
        {
            (_watch ??= new TokenWatch(connection.Channel, Direction.Write)).Begin(ticket, cancellation);
        }

        return new ValueTask<FlushResult>(this, _waiter.Version);
    }

    private ValueTask<FlushResult> Answer()
    {
        try
        {
            return new ValueTask<FlushResult>(Result());
        }
        catch (Exception error)
        {
            return ValueTask.FromException<FlushResult>(error);
        }
    }

    private FlushResult Result()
    {
        SysResult outcome = connection.Channel.Writes.Outcome;
        CancellationToken cancelled = Unwatch();
        _isUnderWay = false;
        if (outcome.Error == Errno.ECANCELED && !connection.IsClosed)
        {
            KeepPending();      // what did not go is sent by the next one, so that the stream has no hole
            return _cancel ? new FlushResult(TakeCancel(), isCompleted: false) : throw connection.Fault("send", outcome.Error, cancelled);
        }

        Drop();
        _pending = default;
        return outcome.Failed ? throw connection.Fault("send", outcome.Error) : new FlushResult(TakeCancel(), isCompleted: false);
    }

    private bool TakeCancel()
    {
        if (!_cancel)
        {
            return false;
        }

        _cancel = false;
        return true;
    }

    private void KeepPending()
    {
        byte[] left = ArrayPool<byte>.Shared.Rent(Math.Max(SmallestBuffer, _pending.Length));
        int length = _pending.Length;
        _pending.Span.CopyTo(left);
        Drop();
        (_buffer, _length, _pending) = (left, length, default);
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

        if (_isUnderWay)
        {
            throw new InvalidOperationException("a flush of this connection is under way: its result is awaited first");
        }
    }
}
