using System.Runtime.ExceptionServices;
using Sockeye.Native;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets.Calls;

/// <summary>Lookups that must end in time. getaddrinfo(3) cannot be interrupted: it is asked on a thread of its own, and abandoned when time is up.</summary>
/// <remarks>
/// An abandoned question is answered in the background, to nobody. While all threads are held up by a name server that does not
/// answer, further questions wait in line, each no longer than its own deadline. Without a deadline and a token the caller's thread asks.
/// </remarks>
internal static class Lookups
{
    /// <summary>Dedicated threads, made as they are needed: enough that one dead name does not hold up the others, few enough that a dead name server costs little.</summary>
    private const int MaxThreads = 4;

    private static readonly Lock Gate = new();
    private static readonly Queue<Question> Line = new();
    private static readonly SemaphoreSlim Asked = new(0);
    private static int s_threads;
    private static int s_idle;
    private static long s_abandoned;

    /// <summary>How many lookups were given up before their answer came.</summary>
    internal static long Abandoned => Interlocked.Read(ref s_abandoned);

    /// <summary>The answer, or what the question threw.</summary>
    /// <exception cref="SocketTimeoutException">The deadline passed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    internal static IReadOnlyList<AddressInfo> Ask(string target, Func<IReadOnlyList<AddressInfo>> ask, Deadline end, CancellationToken cancellation)
    {
        if (end.IsNever && !cancellation.CanBeCanceled)
        {
            return ask();
        }

        var question = new Question(ask);
        PutInLine(question);
        try
        {
            if (!question.Answered.Wait(Milliseconds(end.Left), cancellation))
            {
                throw FaultFactory.Create(new Fault("getaddrinfo", Errno.ETIMEDOUT)
                {
                    Target = "of " + target,
                    IsOwnTimeout = true,
                    Cause = "no answer in time",
                });
            }
        }
        catch (Exception early) when (early is OperationCanceledException or SocketTimeoutException)
        {
            question.GiveUp();
            throw;
        }

        return question.Result();
    }

    /// <summary>Asks and does not wait.</summary>
    /// <param name="ask">The question.</param>
    /// <param name="answered">Called on the lookup's thread once there is an answer, unless it was given up before.</param>
    internal static Question Begin(Func<IReadOnlyList<AddressInfo>> ask, Action answered)
    {
        var question = new Question(ask, answered);
        PutInLine(question);
        return question;
    }

    // Rounded up; a wait takes no more than int.MaxValue.
    private static int Milliseconds(TimeSpan left)
        => left < TimeSpan.Zero ? -1 : (int)Math.Min(int.MaxValue, Math.Ceiling(left.TotalMilliseconds));

    private static void PutInLine(Question question)
    {
        lock (Gate)
        {
            Line.Enqueue(question);
            if (Line.Count > Volatile.Read(ref s_idle) && s_threads < MaxThreads)
            {
                s_threads++;
                new Thread(AnswerForEver) { IsBackground = true, Name = "sockeye lookup" }.Start();
            }
        }

        Asked.Release();
    }

    private static void AnswerForEver()
    {
        while (true)
        {
            Interlocked.Increment(ref s_idle);
            Asked.Wait();
            Interlocked.Decrement(ref s_idle);
            Question question;
            lock (Gate)
            {
                question = Line.Dequeue();
            }

            question.Run();
        }
    }

    /// <summary>A question that was asked, and its answer.</summary>
    internal sealed class Question(Func<IReadOnlyList<AddressInfo>> ask, Action? answered = null)
    {
        private IReadOnlyList<AddressInfo>? _answer;
        private ExceptionDispatchInfo? _problem;
        private bool _givenUp;

        internal ManualResetEventSlim Answered { get; } = new();

        /// <summary>The answer, or what the question threw; once <see cref="Answered"/> is set.</summary>
        internal IReadOnlyList<AddressInfo> Result()
        {
            _problem?.Throw();
            return _answer!;
        }

        /// <summary>Nobody waits any more: if it has not been asked, it need not be.</summary>
        internal void GiveUp()
        {
            Volatile.Write(ref _givenUp, true);
            Interlocked.Increment(ref s_abandoned);
        }

        internal void Run()
        {
            if (Volatile.Read(ref _givenUp))
            {
                return;
            }

            try
            {
                _answer = ask();
            }
            catch (Exception problem)
            {
                _problem = ExceptionDispatchInfo.Capture(problem);
            }

            Answered.Set();
            if (!Volatile.Read(ref _givenUp))
            {
                answered?.Invoke();
            }
        }
    }
}
