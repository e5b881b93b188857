using Sockeye.Loops;
using Sockeye.Loops.Timing;
using Sockeye.Native;

namespace Sockeye.Sockets.Async;

/// <summary>One verb that is awaited: it tries, waits on the loop, and is ended by its time, its token, or the close of its descriptor. The object is used again and again.</summary>
/// <remarks>
/// The one who starts it owns it until <see cref="IOperation.Complete"/>, and it is not used again before its answer was taken.
/// </remarks>
internal abstract partial class AsyncVerb : LoopTimer, IOperation, IThreadPoolWorkItem
{
    // How many steps of a longer verb one try makes before others get their turn.
    private const int StepsATry = 16;

    private VerbLine? _line;
    private CancellationToken _cancellation;
    private Exception? _thrown;
    private int _steps;
    private bool _leaves;       // it had its turn, on loops that turn no more

    /// <summary>The next in the line, or among those that are kept. The line's.</summary>
    internal AsyncVerb? Behind;

    /// <summary>As the caller wrote it: "ReceiveAsync".</summary>
    internal abstract string Name { get; }

    /// <summary>By its manual page: "recv".</summary>
    private protected abstract string Operation { get; }

    /// <summary>True: it waits for its turn behind others. False: two at a time are a mistake.</summary>
    internal virtual bool CanQueue => false;

    /// <summary>True for what goes at once as a rule, as a send does.</summary>
    private protected virtual bool UsuallyGoes => false;

    private protected VerbLine Line => _line!;

    private protected CancellationToken Cancellation => _cancellation;

    /// <summary>Makes the call or its next step, and never blocks.</summary>
    private protected abstract SysResult Step(ref Turn turn);

    /// <summary>Hands the answer to who awaits it.</summary>
    private protected abstract void Deliver(SysResult outcome, Exception? failure);

    /// <summary>Lets go of what the caller lent: buffers, handles.</summary>
    private protected abstract void Forget();

    internal void Prepare(VerbLine line, CancellationToken cancellation) => (_line, _cancellation) = (line, cancellation);

    /// <summary>By who entered its line and whose turn it is. The outcome, or <see cref="Backend.UnderWay"/>.</summary>
    internal SysResult Start()
    {
        Attempt attempt = Line.Choose(UsuallyGoes);
        if (attempt != Attempt.First)
        {
            Watch();
            attempt = IsEnded ? Attempt.First : attempt;        // what is there wins over a time that is up
        }

        return Start(attempt);
    }

    /// <summary>By its line, from any thread: its turn has come.</summary>
    internal void StartNext()
    {
        if (Line.Side.IsStopped)
        {
            _leaves = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);       // no loop will ever try it
        }
        else
        {
            Start(Attempt.Later);
        }
    }

    /// <summary>Over, at once: the answer is for the caller, and nobody is told.</summary>
    private protected Exception? End(ref SysResult outcome)
    {
        Exception? failure = Explain(ref outcome);
        Unwatch();
        (_steps, _thrown, _cancellation) = (0, null, default);
        return failure;
    }

    SysResult IOperation.Invoke(ref Turn turn)
    {
        SysResult answer;
        try
        {
            answer = Step(ref turn);
        }
        catch (Exception mistake)
        {
            // Memory whose owner has taken it away, say: it is the caller's to hear of it.
            _thrown = mistake;
            return SysResult.Failure(Errno.EFAULT);
        }

        if (answer.Error == Errno.EAGAIN)
        {
            WatchInTurn();
        }

        return answer;
    }

    void IOperation.Complete(SysResult outcome)
    {
        Exception? failure = End(ref outcome);
        Line.Leave();
        Deliver(outcome, failure);
    }

    bool IOperation.KeepsLoan() => false;

    /// <summary>It waited for its turn, and will not have it.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        SysResult outcome = SysResult.Failure(Errno.ECANCELED);
        Exception? failure = End(ref outcome);
        if (_leaves)
        {
            _leaves = false;
            Line.Leave();
        }

        Deliver(outcome, failure);
    }

    /// <summary>By a step of a longer verb, before the next one. False: it is to answer with <paramref name="instead"/>, for others get their turn or all is over.</summary>
    private protected bool MayGoOn(in Turn turn, out SysResult instead)
    {
        instead = default;
        if (++_steps % StepsATry != 0)
        {
            return true;
        }

        if (turn.Slabs is not null)
        {
            // The loop tries, outside of handlers: it comes back to it after what else is ready.
            Line.Channel.Post(Line.Direction == Direction.Read ? Channel.TryRead : Channel.TryWrite);
            instead = SysResult.Failure(Errno.EAGAIN);
            return false;
        }

        WatchInTurn();
        instead = SysResult.Failure(Errno.ECANCELED);
        return !IsEnded && !Line.Side.IsClosed;
    }

    /// <summary>Its answer was taken: it may be used again.</summary>
    private protected void Done()
    {
        VerbLine line = Line;
        Volatile.Write(ref _line, null);
        line.Return(this);
    }

    private protected abstract Exception Closed();

    private protected abstract Errno TimeIsUp { get; }

    private SysResult Start(Attempt attempt)
    {
        VerbLine line = Line;
        if (_watched)
        {
            TakeTicket();       // else where it is watched: what nobody can cancel shows no ticket
        }

        SysResult outcome = line.Channel.Start(line.Direction, this, attempt);
        if (Backend.IsUnderWay(outcome))
        {
            // What ended it between the watching and the waiting has found nothing to cancel.
            CancelIfEnded();
        }

        return outcome;
    }

    // Why a verb was cancelled, it finds out by looking.
    private Exception? Explain(ref SysResult outcome)
    {
        if (_thrown is not null)
        {
            return _thrown;
        }

        if (outcome.Error != Errno.ECANCELED)
        {
            return null;
        }

        if (Line.Side.IsClosed)
        {
            return Closed();
        }

        if (_cancellation.IsCancellationRequested)
        {
            return new OperationCanceledException(_cancellation);
        }

        if (Line.Side.IsStopped)
        {
            return new ObjectDisposedException(nameof(LoopGroup), $"{Operation}: the loops that waited for it were disposed");
        }

        outcome = SysResult.Failure(TimeIsUp);
        return null;
    }
}
