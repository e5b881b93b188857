using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Sockeye.Connections.Tls;

/// <summary>The receiving half of TLS: what was decrypted, in memory that is rented when something has come and given back when it is consumed.</summary>
/// <remarks>As the input of a connection, it owns nothing while it is idle: it first reads nothing, and SslStream waits for a record without a buffer.</remarks>
internal sealed class TlsInput(TlsConnection connection) : PipeReader
{
    // A record's worth; and four where more lie at hand.
    private const int OneRecord = 16 * 1024;
    private const int Batch = 64 * 1024;

    private byte[]? _memory;        // the bytes at hand, from _start to _end
    private int _start;
    private int _end;
    private bool _isExamined;       // all of what is at hand, and more is wanted
    private bool _hasEnded;
    private volatile bool _isUnderWay;
    private volatile bool _cancel;

    internal bool HasCompleted { get; private set; }

    /// <summary>A read waits, this one's or the stream's.</summary>
    internal bool IsUnderWay => _isUnderWay;

    internal int Left => _end - _start;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        => TryAnswer(out ReadResult result) ? new ValueTask<ReadResult>(result) : ReadOn(cancellationToken);

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

        (_start, _isExamined) = (at, seen == _end);
        if (_start == _end)
        {
            Free();
        }
    }

    public override void CancelPendingRead()
    {
        _cancel = true;
        Interlocked.MemoryBarrier();
        if (_isUnderWay)
        {
            connection.Below.Input.CancelPendingRead();
        }
    }

    public override void Complete(Exception? exception = null)
    {
        if (HasCompleted)
        {
            return;
        }

        HasCompleted = true;
        if (!_isUnderWay)       // a read may be filling it
        {
            Free();
        }

        connection.HalfIsDone(exception, isInput: true);
    }

    /// <summary>By the stream, which reads in the same direction; ended by <see cref="End"/>.</summary>
    internal void Begin()
    {
        DemandIdle();
        _isUnderWay = true;
    }

    internal void End() => _isUnderWay = false;

    /// <summary>What is at hand into a span, as far as it goes.</summary>
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

    private bool TryAnswer(out ReadResult result)
    {
        DemandIdle();
        if (HasCompleted)
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

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReadOn(CancellationToken cancellation)
    {
        _isUnderWay = true;
        Interlocked.MemoryBarrier();        // who cancels sees that, or is seen here
        try
        {
            while (!_cancel)
            {
                try
                {
                    if (connection.MustHear)
                    {
                        connection.Hear(await connection.Below.Input.ReadAsync(cancellation).ConfigureAwait(false));
                    }
                    else if (_memory is null)
                    {
                        await connection.HearRecordAsync(cancellation).ConfigureAwait(false);
                    }

                    int count = await connection.ReadAsync(Room(), cancellation).ConfigureAwait(false);
                    _end += count;
                    _isExamined = false;
                    if (count == 0)
                    {
                        connection.DemandProperEnd();
                        _hasEnded = true;
                    }

                    connection.HasMoved();
                    break;
                }
                catch (Exception error) when (error.GetBaseException() is ReadCancelledException)
                {
                    // This read was meant, and _cancel says so; or one before that has had its answer meanwhile, and this one is repeated.
                }
            }

            return Make();
        }
        catch (Exception error)
        {
            throw connection.Fault(error, "TLS read", cancellation);
        }
        finally
        {
            if (_end == _start)
            {
                Free();
            }

            _isUnderWay = false;
        }
    }

    private ReadResult Make()
    {
        bool cancelled = _cancel;
        _cancel = false;
        return new ReadResult(Left == 0 ? default : new ReadOnlySequence<byte>(_memory!, _start, Left), cancelled, _hasEnded);
    }

    // Behind what is left over: it grows, at most doubling, only by bytes that have come.
    private Memory<byte> Room()
    {
        if (_memory is null)
        {
            (_memory, _start, _end) = (ArrayPool<byte>.Shared.Rent(connection.HasMore ? Batch : OneRecord), 0, 0);
        }
        else if (_memory.Length - _end < _memory.Length / 4)
        {
            byte[] to = Left > _memory.Length / 2 ? ArrayPool<byte>.Shared.Rent(checked(_memory.Length * 2)) : _memory;
            _memory.AsSpan(_start, Left).CopyTo(to);
            if (to != _memory)
            {
                ArrayPool<byte>.Shared.Return(_memory);
            }

            (_memory, _start, _end) = (to, 0, Left);
        }

        return _memory.AsMemory(_end);
    }

    // By who reads alone: who closes or aborts leaves the memory, which a reader on another thread may be looking at, to that one or to the garbage collector.
    private void Free()
    {
        if (Interlocked.Exchange(ref _memory, null) is byte[] memory)
        {
            (_start, _end) = (0, 0);
            ArrayPool<byte>.Shared.Return(memory);
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

    private void DemandIdle()
    {
        if (_isUnderWay)
        {
            throw new InvalidOperationException("a read of this connection is under way: its result is awaited first");
        }
    }
}
