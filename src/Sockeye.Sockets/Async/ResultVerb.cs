using System.Threading.Tasks.Sources;
using Sockeye.Native;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets.Async;

/// <summary>A verb with its answer, and who awaits it.</summary>
/// <remarks>
/// What is there at once is returned at once: nobody waits, and nothing is registered anywhere. Else the awaiter runs on the loop, under
/// its guard, or in its own context where it has one.
/// </remarks>
internal abstract class ResultVerb<T> : AsyncVerb, IValueTaskSource<T>, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<T> _core;

    /// <summary>Begins, in the line of its direction.</summary>
    /// <exception cref="InvalidOperationException">Another one is under way there.</exception>
    internal ValueTask<T> Run(VerbLine line, CancellationToken cancellation)
    {
        short version = _core.Version;
        return !IsOverAtOnce(line, cancellation, out T result, out Exception? failure) ? new ValueTask<T>(this, version)
            : failure is null ? new ValueTask<T>(result)
            : failure is OperationCanceledException ? ValueTask.FromCanceled<T>(cancellation)
            : ValueTask.FromException<T>(failure);
    }

    /// <summary>The same where nobody asks for the answer.</summary>
    internal ValueTask RunToEnd(VerbLine line, CancellationToken cancellation)
    {
        short version = _core.Version;
        return !IsOverAtOnce(line, cancellation, out _, out Exception? failure) ? new ValueTask(this, version)
            : failure is null ? default
            : failure is OperationCanceledException ? ValueTask.FromCanceled(cancellation)
            : ValueTask.FromException(failure);
    }

    /// <summary>What the outcome means; throws what it means to the caller if it failed.</summary>
    private protected abstract T Result(SysResult outcome);

    /// <summary>Why the loop did not take the descriptor.</summary>
    private protected abstract Exception NotWatched(Errno error);

    private protected override void Deliver(SysResult outcome, Exception? failure)
    {
        T result = Finish(outcome, ref failure);
        if (failure is null)
        {
            _core.SetResult(result);
        }
        else
        {
            _core.SetException(failure);
        }
    }

    T IValueTaskSource<T>.GetResult(short token) => Take(token);

    void IValueTaskSource.GetResult(short token) => Take(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _core.OnCompleted(continuation, state, token, flags);

    // A second await, or one too early, throws here and takes nothing.
    private T Take(short token)
    {
        if (_core.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            return _core.GetResult(token);
        }

        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            Done();
        }
    }

    private bool IsOverAtOnce(VerbLine line, CancellationToken cancellation, out T result, out Exception? failure)
    {
        result = default!;
        failure = null;
        Prepare(line, cancellation);
        SysResult opened;
        bool hasEntered;
        try
        {
            opened = cancellation.IsCancellationRequested ? SysResult.Failure(Errno.ECANCELED) : line.Side.Open();
            hasEntered = !opened.Failed && line.TryEnter(this);
        }
        catch (Loops.LoopFault none)
        {
            failure = WatchFault.Create(none);
            GiveBack();
            return true;
        }
        catch
        {
            GiveBack();     // another one is under way
            throw;
        }

        if (opened.Failed)
        {
            failure = opened.Error == Errno.ECANCELED ? End(ref opened) : NotWatched(opened.Error);
            GiveBack();
            return true;
        }

        if (!hasEntered)
        {
            CancelIfEnded();
            return false;
        }

        SysResult outcome = Start();
        if (Loops.Backend.IsUnderWay(outcome))
        {
            return false;
        }

        UseUpTicket();
        failure = End(ref outcome);
        line.Leave();
        result = Finish(outcome, ref failure);
        Done();
        return true;
    }

    private T Finish(SysResult outcome, ref Exception? failure)
    {
        try
        {
            return failure is null ? Result(outcome) : default!;
        }
        catch (Exception error)
        {
            failure = error;
            return default!;
        }
        finally
        {
            Forget();
        }
    }

    private void GiveBack()
    {
        SysResult nothing = default;
        _ = End(ref nothing);
        Forget();
        Done();
    }
}
