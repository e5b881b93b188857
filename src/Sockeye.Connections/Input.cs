using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;
using Sockeye.Loops;
using Sockeye.Loops.Buffers;
using Sockeye.Native;

namespace Sockeye.Connections;

/// <summary>The receiving half of a connection: a pipe whose bytes lie in memory that the loop lends, or, where they are kept, in the connection's own.</summary>
/// <remarks>
/// <para>An idle connection owns no memory. A receive on the loop goes into the loop's slab, and the handler looks at it there. What it
/// leaves behind moves to memory of the connection's own. A handler that keeps lent bytes across an await pins the slab, so the next
/// few receives of that connection go into memory of its own at once.</para>
/// <para>The fields belong to the handler while no read is under way, and to whoever claimed the half while one is: see <see cref="Loops.Half"/>.</para>
/// </remarks>
internal sealed class Input(Connection connection) : PipeReader, IOperation, IValueTaskSource<ReadResult>
{
    private const int SmallestOwn = 1024;
    private const int TurnsInOwnMemory = 8;
    private const int LargestOwn = 1 << 30;     // an array's length is an int, and they grow by doubling

    private Completion _waiter;
    private byte[]? _memory;        // the bytes at hand, from _start to _end: in a slab, or rented
    private int _start;
    private int _end;
    private Slab? _loan;
    private int _lastCount;
    private SysResult _outcome;
    private byte _ownTurns;
    private bool _isExamined;       // all of what is at hand, and more is wanted
    private bool _hasEnded;
    private bool _isCompleted;
    private bool _isUnderWay;       // a read: until who awaits it has its result
    private volatile bool _cancel;

    internal bool HasCompleted => _isCompleted;

    /// <summary>True from the start of a read, this one's or the stream's, until its result was taken.</summary>
    internal bool IsUnderWay => _isUnderWay;

    /// <summary>Bytes that were received and not consumed.</summary>
    internal int Left => _memory is null ? 0 : _end - _start;

    /// <inheritdoc/>
    public bool KeepsLoan()
    {
        if (Volatile.Read(ref _loan) is not Slab loan)
        {
            return false;
        }

        _ownTurns = TurnsInOwnMemory;
        if (connection.IsClosed)
        {
            loan.Abandon();     // who closed it may have looked before the loan was there
        }

        return true;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ReadResult>(cancellationToken);
        }

        if (TryAnswer(out ReadResult result))
        {
            return new ValueTask<ReadResult>(result);
        }

        if (cancellationToken.CanBeCanceled)
        {
            return ReadCancellable(cancellationToken);
        }

        _isUnderWay = true;
        _waiter.Reset();
        int ticket = connection.Channel.Reads.NextTicket;
        SysResult begun = connection.Channel.Start(Direction.Read, this, Attempt.ByLoop);
        if (begun.Error != Errno.EINPROGRESS)
        {
            _outcome = begun;       // only now: an operation under way writes its outcome itself
            return Answer();
        }

        if (_cancel)
        {
            connection.Channel.Cancel(Direction.Read, ticket);
        }

        return new ValueTask<ReadResult>(this, _waiter.Version);
    }

    public override bool TryRead(out ReadResult result) => TryAnswer(out result);

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        DemandIdle();
        if (_memory is null)
        {
            return;
        }

        (int at, int seen) = (PlaceOf(consumed), PlaceOf(examined));
        if (at < _start || seen < at || seen > _end)
        {
            throw new InvalidOperationException($"consumed {at - _start} and examined {seen - _start} of {_end - _start} bytes: they stand in the wrong order");
        }

        _isExamined = seen == _end;
        if (at == _end)
        {
            Free();
        }
        else if (_loan is not null)
        {
            MoveOut(at);
        }
        else
        {
            _start = at;
        }
    }

    public override void CancelPendingRead()
    {
        _cancel = true;
        Interlocked.MemoryBarrier();
        int ticket = connection.Channel.Reads.LastTicket;
        if (_cancel)        // else a read has taken notice, and the ticket may be the next one's
        {
            connection.Channel.Cancel(Direction.Read, ticket);
        }
    }

    public override void Complete(Exception? exception = null)
    {
        if (_isCompleted)
        {
            return;
        }

        _isCompleted = true;
        if (!_isUnderWay)
        {
            Free();
        }

        connection.HalfIsDone(exception);
    }

    public SysResult Invoke(ref Turn turn)
    {
        Slab? slab = null;
        Span<byte> room = _memory is null ? Room(ref turn, out slab) : RoomBehind();
        if (room.IsEmpty)
        {
            return SysResult.Failure(Errno.ENOBUFS);        // the reader consumes nothing, and an array grows no further
        }

        SysResult got = turn.Receive(room);
        if (got.Failed || got.Value == 0)
        {
            if (slab is null && _end == _start)
            {
                Free();
            }

            return got;
        }

        int count = (int)got.Value;
        _lastCount = count;
        _isExamined = false;
        if (slab is not null)
        {
            slab.Lend();
            (_memory, _start, _end) = (slab.Memory, slab.Position, slab.Position + count);
            slab.Position = _end;
            (turn.Lent, turn.LentEnd, turn.LentCount) = (slab, _end, count);
            Volatile.Write(ref _loan, slab);
        }
        else
        {
            _end += count;
        }

        return got;
    }

    void IOperation.Complete(SysResult outcome)
    {
        _outcome = outcome;
        _waiter.Complete();
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token)
    {
        _waiter.Check(token);
        return Result();
    }

    // A failure is thrown by GetResult; until then only whether it has come matters.
    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _waiter.StatusOf(token, failed: false);

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _waiter.OnCompleted(continuation, state, token, flags);

    /// <summary>By the stream, which reads in the same direction; ended by <see cref="End"/>.</summary>
    internal void Begin()
    {
        DemandIdle();
        _isUnderWay = true;
    }

    internal void End() => _isUnderWay = false;

    /// <summary>By who closes the connection: where bytes of the loop's are being looked at, the loop goes on without that memory.</summary>
    internal void Abandon() => Volatile.Read(ref _loan)?.Abandon();

    /// <summary>Takes what is left, for somebody who reads the connection by other means.</summary>
    internal byte[] TakeAll()
    {
        byte[] left = _memory is null ? [] : _memory[_start.._end];
        Free();
        return left;
    }

    /// <summary>The same into a span, as far as it goes.</summary>
    internal int Take(Span<byte> into)
    {
        int count = Math.Min(into.Length, Left);
        if (count > 0)
        {
            _memory.AsSpan(_start, count).CopyTo(into);
            _start += count;
            if (_start == _end)
            {
                Free();
            }
        }

        return count;
    }

    private async ValueTask<ReadResult> ReadCancellable(CancellationToken cancellation)
    {
        int ticket = connection.Channel.Reads.NextTicket;
        Channel channel = connection.Channel;
        using CancellationTokenRegistration registration = cancellation.UnsafeRegister(_ => channel.Cancel(Direction.Read, ticket), null);
        try
        {
            ValueTask<ReadResult> read = ReadAsync(CancellationToken.None);
            if (cancellation.IsCancellationRequested)
            {
                channel.Cancel(Direction.Read, ticket);
            }

            return await read.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    private bool TryAnswer(out ReadResult result)
    {
        DemandIdle();
        if (_isCompleted)
        {
            throw new InvalidOperationException("the input was completed: it is not read any more");
        }

        if (_cancel || _hasEnded || (_memory is not null && !_isExamined))
        {
            result = Make();
            return true;
        }

        result = default;
        return false;
    }

    private ValueTask<ReadResult> Answer()
    {
        try
        {
            return new ValueTask<ReadResult>(Result());
        }
        catch (Exception error) when (error is System.Net.Sockets.SocketException or ObjectDisposedException or OperationCanceledException)
        {
            return ValueTask.FromException<ReadResult>(error);
        }
    }

    private ReadResult Result()
    {
        _isUnderWay = false;
        if (!_outcome.Failed)
        {
            // After an error the kernel tells an end of stream, which would look like a peer that had said all.
            if (_outcome.Value == 0 && connection.Cause is Exception cause)
            {
                throw cause;
            }

            _hasEnded |= _outcome.Value == 0;
        }
        else if (_outcome.Error != Errno.ECANCELED || !_cancel || connection.IsClosed)
        {
            throw connection.Fault("recv", _outcome.Error);
        }

        return Make();
    }

    private ReadResult Make()
    {
        bool cancelled = _cancel;
        _cancel = false;
        return new ReadResult(_memory is null ? default : new ReadOnlySequence<byte>(_memory, _start, _end - _start), cancelled, _hasEnded);
    }

    private Span<byte> Room(ref Turn turn, out Slab? slab)
    {
        slab = null;
        if (_ownTurns > 0)
        {
            _ownTurns--;
        }
        else if (turn.Slabs?.Carve() is Slab carved)
        {
            slab = carved;
            return slab.Memory.AsSpan(slab.Position);
        }

        (_memory, _start, _end) = (ArrayPool<byte>.Shared.Rent(Math.Clamp(_lastCount + 1, SmallestOwn, connection.Channel.Loop.Group.Options.SlabSize)), 0, 0);
        return _memory;
    }

    // Behind what is left over: it grows, at most doubling, only by bytes that have come.
    private Span<byte> RoomBehind()
    {
        byte[] memory = _memory!;
        if (memory.Length - _end < memory.Length / 4)
        {
            int have = _end - _start;
            byte[] to = have > memory.Length / 2 && memory.Length <= LargestOwn / 2 ? ArrayPool<byte>.Shared.Rent(memory.Length * 2) : memory;
            memory.AsSpan(_start, have).CopyTo(to);
            if (to != memory)
            {
                ArrayPool<byte>.Shared.Return(memory);
            }

            (_memory, _start, _end) = (to, 0, have);
        }

        return _memory.AsSpan(_end);
    }

    private void MoveOut(int from)
    {
        int left = _end - from;
        byte[] own = ArrayPool<byte>.Shared.Rent(Math.Max(SmallestOwn, left * 2));
        _memory.AsSpan(from, left).CopyTo(own);
        Free();
        (_memory, _start, _end) = (own, 0, left);
    }

    private void Free()
    {
        if (_memory is null)
        {
            return;
        }

        if (_loan is Slab slab)
        {
            Volatile.Write(ref _loan, null);
            _memory = null;
            slab.GiveBack();
        }
        else
        {
            ArrayPool<byte>.Shared.Return(_memory);
            _memory = null;
        }

        (_start, _end) = (0, 0);
    }

    private void DemandIdle()
    {
        if (_isUnderWay)
        {
            throw new InvalidOperationException("a read of this connection is under way: its result is awaited first");
        }
    }

    private int PlaceOf(SequencePosition position)
    {
        if (position.GetObject() is byte[] memory && memory != _memory)
        {
            throw new InvalidOperationException("the position is none of this input's");
        }

        return position.GetObject() is null ? _start : position.GetInteger() & int.MaxValue;
    }
}
