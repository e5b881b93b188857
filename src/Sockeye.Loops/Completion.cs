using System.Threading.Tasks.Sources;

namespace Sockeye.Loops;

/// <summary>What awaits one thing at a time, again and again: the part of a value task's source that is not its result. Small, since every connection has two.</summary>
/// <remarks>
/// Completing and awaiting may come in either order and from two threads; a swap of the continuation decides who runs it. The awaiter's
/// own context, where it has one, is honoured as everywhere in .NET; without one it runs right where it is completed.
/// </remarks>
internal struct Completion
{
    private static readonly Action<object?> Done = static _ => throw new InvalidOperationException("a mark, not to be called");

    private Action<object?>? _continuation;
    private object? _state;         // the awaiter's; or Surroundings, with that in them
    private short _version;
    private bool _hasSurroundings;

    internal readonly short Version => _version;

    /// <summary>True once <see cref="Complete"/> was called, until <see cref="Reset"/>.</summary>
    internal readonly bool IsCompleted => ReferenceEquals(Volatile.Read(in _continuation), Done);

    /// <summary>By the owner, before it begins to wait.</summary>
    internal void Reset()
    {
        _version++;
        (_continuation, _state, _hasSurroundings) = (null, null, false);
    }

    /// <summary>Runs who awaits, now and here; or leaves word for who will. The result was written before.</summary>
    internal void Complete()
    {
        Action<object?>? continuation = Volatile.Read(ref _continuation)
            ?? Interlocked.CompareExchange(ref _continuation, Done, null);
        if (continuation is null)
        {
            return;
        }

        // All of it before it is seen to be over, for then it may be begun anew.
        (object? state, bool hasSurroundings) = (_state, _hasSurroundings);
        (_state, _hasSurroundings) = (null, false);
        Volatile.Write(ref _continuation, Done);
        if (hasSurroundings)
        {
            ((Surroundings)state!).Run(continuation);
        }
        else
        {
            continuation(state);
        }
    }

    /// <summary>True: <see cref="Complete"/> is still to come, and will go on with that. An async method awaits as the very task that it returned.</summary>
    internal readonly bool IsAwaitedBy(object who)
        => Volatile.Read(in _continuation) is Action<object?> continuation && !ReferenceEquals(continuation, Done) && ReferenceEquals(_state, who);

    internal readonly void Check(short token)
    {
        if (token != _version)
        {
            throw new InvalidOperationException("a value task is awaited once");
        }
    }

    /// <summary>Before the result is taken.</summary>
    internal readonly void Demand(short token)
    {
        Check(token);
        if (!IsCompleted)
        {
            throw new InvalidOperationException("a value task is awaited, or made a task, before its result is taken");
        }
    }

    internal readonly ValueTaskSourceStatus StatusOf(short token, bool failed)
    {
        Check(token);
        return !IsCompleted ? ValueTaskSourceStatus.Pending : failed ? ValueTaskSourceStatus.Faulted : ValueTaskSourceStatus.Succeeded;
    }

    internal void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        Check(token);
        if (Volatile.Read(ref _continuation) is Action<object?> awaiting && !ReferenceEquals(awaiting, Done))
        {
            throw new InvalidOperationException("a value task is awaited once");
        }

        _state = state;
        if ((flags & (ValueTaskSourceOnCompletedFlags.UseSchedulingContext | ValueTaskSourceOnCompletedFlags.FlowExecutionContext)) != 0)
        {
            Surround(flags);
        }

        Action<object?>? before = Interlocked.CompareExchange(ref _continuation, continuation, null);
        if (before is null)
        {
            return;
        }

        if (!ReferenceEquals(before, Done))
        {
            throw new InvalidOperationException("a value task is awaited once");
        }

        // It was completed meanwhile: not run within the await itself, which may be deep in somebody's stack.
        (object? there, bool hasSurroundings) = (_state, _hasSurroundings);
        (_state, _hasSurroundings) = (null, false);
        if (hasSurroundings)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static run => run.Around.Run(run.Continuation), (Around: (Surroundings)there!, Continuation: continuation), preferLocal: true);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(continuation, there, preferLocal: true);
        }
    }

    private void Surround(ValueTaskSourceOnCompletedFlags flags)
    {
        object? where = null;
        if ((flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0)
        {
            where = SynchronizationContext.Current is SynchronizationContext context && context.GetType() != typeof(SynchronizationContext)
                ? context
                : TaskScheduler.Current != TaskScheduler.Default ? TaskScheduler.Current : null;
        }

        ExecutionContext? flowing = (flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0 ? ExecutionContext.Capture() : null;
        if (where is not null || flowing is not null)
        {
            (_state, _hasSurroundings) = (new Surroundings(_state, where, flowing), true);
        }
    }

    /// <summary>Where, and in which context, an awaiter is to go on.</summary>
    private sealed class Surroundings(object? state, object? where, ExecutionContext? flowing)
    {
        internal void Run(Action<object?> continuation)
        {
            if (flowing is null)
            {
                RunThere(continuation);
            }
            else
            {
                ExecutionContext.Run(flowing, _ => RunThere(continuation), null);
            }
        }

        private void RunThere(Action<object?> continuation)
        {
            switch (where)
            {
                case SynchronizationContext context:
                    context.Post(_ => continuation(state), null);
                    break;

                case TaskScheduler scheduler:
                    Task.Factory.StartNew(continuation, state, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
                    break;

                default:
                    continuation(state);
                    break;
            }
        }
    }
}
