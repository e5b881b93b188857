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
    private object? _state;
    private object? _context;
    private short _version;

    internal readonly short Version => _version;

    /// <summary>True once <see cref="Complete"/> was called, until <see cref="Reset"/>.</summary>
    internal readonly bool IsCompleted => ReferenceEquals(Volatile.Read(in _continuation), Done);

    /// <summary>By the owner, before it begins to wait.</summary>
    internal void Reset()
    {
        _version++;
        (_continuation, _state, _context) = (null, null, null);
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

        (object? state, object? context) = (_state, _context);
        _state = _context = null;
        Volatile.Write(ref _continuation, Done);
        if (context is null)
        {
            continuation(state);
        }
        else
        {
            Run(continuation, state, context);
        }
    }

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
        _state = state;
        if ((flags & (ValueTaskSourceOnCompletedFlags.UseSchedulingContext | ValueTaskSourceOnCompletedFlags.FlowExecutionContext)) != 0)
        {
            _context = ContextOf(flags);
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
        object? context = _context;
        _state = _context = null;
        if (context is null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(continuation, state, preferLocal: true);
        }
        else
        {
            Run(continuation, state, context);
        }
    }

    private static object? ContextOf(ValueTaskSourceOnCompletedFlags flags)
    {
        object? where = null;
        if ((flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0)
        {
            where = SynchronizationContext.Current is SynchronizationContext context && context.GetType() != typeof(SynchronizationContext)
                ? context
                : TaskScheduler.Current != TaskScheduler.Default ? TaskScheduler.Current : null;
        }

        return (flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) == 0 || ExecutionContext.Capture() is not ExecutionContext flowing
            ? where
            : new Surroundings(flowing, where);
    }

    // Apart, since what it captures is allocated where it begins.
    private static void Run(Action<object?> continuation, object? state, object? context)
    {
        switch (context)
        {
            case null:
                continuation(state);
                break;

            case SynchronizationContext where:
                where.Post(_ => continuation(state), null);
                break;

            case TaskScheduler where:
                Task.Factory.StartNew(continuation, state, CancellationToken.None, TaskCreationOptions.DenyChildAttach, where);
                break;

            case Surroundings around:
                ExecutionContext.Run(around.Flowing, _ => Run(continuation, state, around.Where), null);
                break;
        }
    }

    private sealed record Surroundings(ExecutionContext Flowing, object? Where);
}
