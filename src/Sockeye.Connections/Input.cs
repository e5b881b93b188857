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
internal sealed partial class Input(Connection connection) : PipeReader, IOperation, IValueTaskSource<ReadResult>
{
    private Completion _waiter;
    private TokenWatch? _watch;     // made when a token first comes
    private bool _isExamined;       // all of what is at hand, and more is wanted
    private bool _hasEnded;
    private bool _isCompleted;
    private bool _isUnderWay;       // a read: until who awaits it has its result
    private volatile bool _cancel;
    private int _activity;

    /// <summary>Another number whenever something was received: for who looks from time to time whether a peer is silent.</summary>
    internal int Activity => Volatile.Read(ref _activity);

    /// <summary>The connection's: its handler's task says itself when it ends. It stands here because there is room for it.</summary>
    internal bool TellsItsTask { get; set; }

    internal bool HasCompleted => _isCompleted;

    /// <summary>True from the start of a read, this one's or the stream's, until its result was taken.</summary>
    internal bool IsUnderWay => _isUnderWay;

    /// <summary>Bytes that were received and not consumed.</summary>
    internal int Left => _memory is null ? 0 : _end - _start;

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

        _isUnderWay = true;
        _waiter.Reset();
        int ticket = connection.Channel.Reads.NextTicket;
        SysResult begun = connection.Channel.Start(Direction.Read, this, Attempt.ByLoop);
        if (!Backend.IsUnderWay(begun))
        {
            connection.Channel.Reads.Outcome = begun;       // only now: of an operation under way it is the loop's
            return Answer();
        }

        if (_cancel)
        {
            connection.Channel.Cancel(Direction.Read, ticket);
        }

        if (cancellationToken.CanBeCanceled)
        {
            (_watch ??= new TokenWatch(connection.Channel, Direction.Read)).Begin(ticket, cancellationToken);
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
        LetGo();
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
        _activity++;
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
        _waiter.Complete();
        connection.HasHeard();
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token)
    {
        _waiter.Demand(token);
        return Result();
    }

    // A failure is thrown by GetResult; until then only whether it has come matters.
    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _waiter.StatusOf(token, failed: false);

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _waiter.OnCompleted(continuation, state, token, flags);

    /// <summary>True while that task itself awaits a read, and nothing else: it does not end before <see cref="IOperation.Complete"/> was called once more.</summary>
    internal bool IsAwaitedBy(Task conversation) => _waiter.IsAwaitedBy(conversation);

    /// <summary>By the stream, which reads in the same direction; ended by <see cref="End"/>.</summary>
    internal void Begin()
    {
        DemandIdle();
        _isUnderWay = true;
    }

    internal void End()
    {
        _isUnderWay = false;
        _activity++;
    }

    /// <summary>By who ran the handler, when that is over: a token does nothing here any more, though nobody took the result of a read that it was given to.</summary>
    /// <returns>The token, if that was cancelled.</returns>
    internal CancellationToken Unwatch() => _watch?.End() ?? default;

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
        catch (Exception error)
        {
            return ValueTask.FromException<ReadResult>(error);
        }
    }

    private ReadResult Result()
    {
        SysResult outcome = connection.Channel.Reads.Outcome;
        CancellationToken cancelled = Unwatch();
        _isUnderWay = false;
        if (!outcome.Failed)
        {
            // After an error the kernel tells an end of stream, which would look like a peer that had said all.
            if (outcome.Value == 0 && connection.Cause is Exception cause)
            {
                throw cause;
            }

            _hasEnded |= outcome.Value == 0;
        }
        else if (outcome.Error != Errno.ECANCELED || !_cancel || connection.IsClosed)
        {
            throw connection.Fault("recv", outcome.Error, cancelled);
        }

        return Make();
    }

    private ReadResult Make()
    {
        bool cancelled = _cancel;
        _cancel = false;
        return new ReadResult(_memory is null ? default : new ReadOnlySequence<byte>(_memory, _start, _end - _start), cancelled, _hasEnded);
    }

    private void DemandIdle()
    {
        if (_isUnderWay)
        {
            throw new InvalidOperationException("a read of this connection is under way: its result is awaited first");
        }
    }
}
