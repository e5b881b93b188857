using System.Runtime.ExceptionServices;
using Sockeye.Native;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets.Calls;

/// <summary>Lookups that must end in time. getaddrinfo(3) and its like cannot be interrupted: they are asked on a thread of their own, and abandoned when time is up.</summary>
/// <remarks>
/// An abandoned question is answered in the background, to nobody. While all threads are held up by a name server that does not
/// answer, further questions wait in line, each no longer than its own deadline. Questions that can be spared (<see cref="Lookup{T}.CanBeSpared"/>)
/// hold up half of the threads at most, so that the others are still answered. Without a deadline and a token the caller's thread asks;
/// only under an <see cref="InterruptHook"/> it waits here in any case, where Thread.Interrupt ends the wait.
/// </remarks>
internal static class Lookups
{
    /// <summary>Dedicated threads, made as they are needed: enough that one dead name does not hold up the others, few enough that a dead name server costs little.</summary>
    private const int MaxThreads = 4;

    /// <summary>Of these, how many may ask what can be spared: an IPv6 question that falls into a hole must not keep IPv4 ones waiting.</summary>
    private const int MaxThreadsToSpare = MaxThreads / 2;

    // A monitor and not a Lock: threads wait on it. It guards the line and the counts.
    private static readonly object Gate = new();
    private static readonly List<Question> Line = [];
    private static int s_threads;
    private static int s_idle;
    private static int s_spared;
    private static long s_abandoned;

    /// <summary>How many lookups were given up before their answer came.</summary>
    internal static long Abandoned => Interlocked.Read(ref s_abandoned);

    /// <summary>The answer, or what the question threw.</summary>
    /// <exception cref="SocketTimeoutException">The deadline passed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    internal static T Ask<T>(Lookup<T> lookup, Deadline end, CancellationToken cancellation)
    {
        ThrowIfTooLate(lookup, end, cancellation);
        if (end.IsNever && !cancellation.CanBeCanceled && !BlockedThread.IsUnderHook)
        {
            return lookup.Ask();
        }

        Question<T> question = PutInLine(lookup);
        try
        {
            if (!question.Answered.Wait((int)Wait(end).TotalMilliseconds, cancellation))
            {
                throw NoAnswer(lookup);
            }
        }
        catch (Exception early) when (early is OperationCanceledException or SocketTimeoutException or ThreadInterruptedException)
        {
            Abandon(question);
            throw;
        }

        return question.Result();
    }

    /// <summary>The same for an address, as getaddrinfo(3) finds it.</summary>
    /// <inheritdoc cref="Ask{T}(Lookup{T}, Deadline, CancellationToken)"/>
    internal static T Ask<T>(string target, Func<T> ask, Deadline end, CancellationToken cancellation)
        => Ask(new Lookup<T>("getaddrinfo", "of " + target, ask), end, cancellation);

    /// <summary>The same, and the caller's thread is free meanwhile: one of the dedicated threads asks, in any case.</summary>
    /// <inheritdoc cref="Ask{T}(Lookup{T}, Deadline, CancellationToken)"/>
    internal static async Task<T> AskAsync<T>(Lookup<T> lookup, Deadline end, CancellationToken cancellation)
    {
        ThrowIfTooLate(lookup, end, cancellation);
        Question<T> question = PutInLine(lookup);
        try
        {
            await question.Answered.WaitAsync(Wait(end), cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Abandon(question);
            throw;
        }
        catch (TimeoutException)
        {
            Abandon(question);
            throw NoAnswer(lookup);
        }

        return question.Result();
    }

    /// <inheritdoc cref="AskAsync{T}(Lookup{T}, Deadline, CancellationToken)"/>
    internal static Task<T> AskAsync<T>(string target, Func<T> ask, Deadline end, CancellationToken cancellation)
        => AskAsync(new Lookup<T>("getaddrinfo", "of " + target, ask), end, cancellation);

    /// <summary>Asks and does not wait.</summary>
    /// <param name="lookup">The question.</param>
    /// <param name="answered">Called on the lookup's thread once there is an answer, unless it was given up before.</param>
    internal static Question<T> Begin<T>(Lookup<T> lookup, Action answered) => PutInLine(lookup, answered);

    private static void ThrowIfTooLate<T>(Lookup<T> lookup, Deadline end, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (end.HasPassed)
        {
            throw NoAnswer(lookup);
        }
    }

    /// <summary>Nobody waits for the answer any more.</summary>
    internal static void Abandon(Question question)
    {
        question.GiveUp();
        Interlocked.Increment(ref s_abandoned);
    }

    private static SocketFaultException NoAnswer<T>(Lookup<T> lookup) => FaultFactory.Create(new Fault(lookup.Operation, Errno.ETIMEDOUT)
    {
        Target = lookup.Target,
        IsOwnTimeout = true,
        Cause = "no answer in time",
    });

    // Rounded up to whole milliseconds; a wait takes no more than int.MaxValue of them, and -1 for ever.
    private static TimeSpan Wait(Deadline end)
        => end.IsNever ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Min(int.MaxValue, Math.Ceiling(end.Left.TotalMilliseconds)));

    private static Question<T> PutInLine<T>(Lookup<T> lookup, Action? answered = null)
    {
        var question = new Question<T>(lookup, answered);
        lock (Gate)
        {
            if (Line.Count >= s_idle && s_threads < MaxThreads)
            {
                // First of all: where the system has no thread to give, nothing has changed.
                new Thread(AnswerForEver) { IsBackground = true, Name = "sockeye lookup" }.Start();
                s_threads++;
            }

            Line.Add(question);
            Monitor.Pulse(Gate);
        }

        return question;
    }

    private static void AnswerForEver()
    {
        Question? done = null;
        while (true)
        {
            done = TakeNext(done);
            done.Run();
        }
    }

    private static Question TakeNext(Question? done)
    {
        lock (Gate)
        {
            s_spared -= done is { CanBeSpared: true } ? 1 : 0;
            s_idle++;
            int at;
            while ((at = Line.FindIndex(static question => !question.CanBeSpared || s_spared < MaxThreadsToSpare)) < 0)
            {
                Monitor.Wait(Gate);
            }

            Question next = Line[at];
            Line.RemoveAt(at);
            s_idle--;
            s_spared += next.CanBeSpared ? 1 : 0;
            return next;
        }
    }

    /// <summary>A question that was asked.</summary>
    internal abstract class Question(Action? answered, bool canBeSpared)
    {
        private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _givenUp;

        internal bool CanBeSpared => canBeSpared;

        /// <summary>Ends when there is an answer, be it an error.</summary>
        internal Task Answered => _answered.Task;

        /// <summary>Nobody waits any more: if it has not been asked, it need not be.</summary>
        internal void GiveUp() => Volatile.Write(ref _givenUp, true);

        internal void Run()
        {
            if (!Volatile.Read(ref _givenUp))
            {
                Ask();
                _answered.SetResult();
                if (!Volatile.Read(ref _givenUp))
                {
                    answered?.Invoke();
                }
            }
        }

        private protected abstract void Ask();
    }

    /// <summary>A question that was asked, and its answer.</summary>
    internal sealed class Question<T>(Lookup<T> lookup, Action? answered) : Question(answered, lookup.CanBeSpared)
    {
        private T? _answer;
        private ExceptionDispatchInfo? _problem;

        /// <summary>The answer, or what the question threw; once it is <see cref="Question.Answered"/>.</summary>
        internal T Result()
        {
            _problem?.Throw();
            return _answer!;
        }

        private protected override void Ask()
        {
            try
            {
                _answer = lookup.Ask();
            }
            catch (Exception problem)
            {
                _problem = ExceptionDispatchInfo.Capture(problem);
            }
        }
    }
}
