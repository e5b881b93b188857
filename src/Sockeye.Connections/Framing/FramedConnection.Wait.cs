using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;
using Sockeye.Loops;

namespace Sockeye.Connections.Framing;

// The wait for a frame, which the connection itself is the source of: an async method here would stand between the pipe and who awaits the frame,
// and cost a box and a turn for each.
public sealed partial class FramedConnection<TFrame> : IValueTaskSource<bool>
{
    private Completion _waiter;
    private ConfiguredValueTaskAwaitable<ReadResult>.ConfiguredValueTaskAwaiter _read;      // of the pipe, while a frame is waited for
    private Action? _goOn;
    private CancellationToken _cancellation;
    private TimeSpan _limit;
    private bool _isHalf;
    private bool _isReading;        // until who awaits has the result
    private bool _isThere;
    private Exception? _failure;

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        _waiter.Demand(token);
        _isReading = false;
        if (_failure is Exception failure)
        {
            _failure = null;
            ExceptionDispatchInfo.Throw(failure);
        }

        return _isThere;
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token)
    {
        ValueTaskSourceStatus status = _waiter.StatusOf(token, failed: _failure is not null);
        return status == ValueTaskSourceStatus.Faulted && _failure is OperationCanceledException ? ValueTaskSourceStatus.Canceled : status;
    }

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _waiter.OnCompleted(continuation, state, token, flags);

    private ValueTask<bool> ReadOn(CancellationToken cancellation)
    {
        _cancellation = cancellation;
        try
        {
            if (TryReadOn())
            {
                return new ValueTask<bool>(_isThere);
            }
        }
        catch (Exception error)
        {
            return ValueTask.FromException<bool>(error);
        }

        _isReading = true;
        _waiter.Reset();
        _read.UnsafeOnCompleted(_goOn ??= GoOn);
        return new ValueTask<bool>(this, _waiter.Version);
    }

    // By the pipe: the read is over.
    private void GoOn()
    {
        try
        {
            if (!TryUse() && !TryReadOn())
            {
                _read.UnsafeOnCompleted(_goOn!);
                return;
            }
        }
        catch (Exception error)
        {
            _failure = error;
        }

        _waiter.Complete();
    }

    // True: _isThere says whether there is a frame, or the end. False: the pipe is waited for.
    private bool TryReadOn()
    {
        while (!_hasEnded)
        {
            if (_hasRead)
            {
                _input.AdvanceTo(_left.Start, _left.End);
                _hasRead = false;
            }

            if (_endsBetween && _left.IsEmpty)
            {
                (_isOver, _isThere) = (true, false);
                return true;
            }

            BeginWait();
            try
            {
#pragma warning disable CA2012 // its result is taken once, by TryUse
                _read = _input.ReadAsync(_cancellation).ConfigureAwait(false).GetAwaiter();
#pragma warning restore CA2012
            }
            catch when (!EndWait())
            {
                throw ReadTooLate();
            }

            if (!_read.IsCompleted)
            {
                return false;
            }

            if (TryUse())
            {
                return true;
            }
        }

        _isThere = TryTakeLast();
        return true;
    }

    // What the read has brought. False: it takes more to a frame.
    private bool TryUse()
    {
        ReadResult result;
        try
        {
            result = _read.GetResult();
        }
        catch when (!EndWait())
        {
            throw ReadTooLate();
        }

        if (!EndWait())
        {
            throw ReadTooLate();
        }

        (_left, _hasRead, _hasEnded) = (result.Buffer, true, result.IsCompleted);
        if (result.IsCanceled && !_endsBetween)
        {
            throw new OperationCanceledException("the read was cancelled by CancelPendingRead");
        }

        return _isThere = TryTake();
    }

    private void BeginWait()
    {
        bool skips = _error is not null;        // a malformed frame is under way as long as its end is looked for
        _isHalf = skips || !_left.IsEmpty;
        Volatile.Write(ref _half, _left.Length + _skipped + (skips ? 1 : 0));
        _limit = _isHalf ? _options.FrameTimeout : _options.IdleTimeout;
        if (_limit != Timeout.InfiniteTimeSpan)
        {
            long now = _readLimit!.Now;
            if (_isHalf && _frameBegan == 0)
            {
                _frameBegan = now;
            }

            _readLimit.Begin(_isHalf ? _frameBegan : now, _limit);
        }
    }

    // False: it took too long.
    private bool EndWait() => _limit == Timeout.InfiniteTimeSpan || _readLimit!.TryEnd();

    private Exception ReadTooLate()
        => TooLate("recv", _isHalf ? $"a frame was not whole after {_limit.TotalSeconds:0.###} s" : $"the peer sent nothing for {_limit.TotalSeconds:0.###} s");
}
