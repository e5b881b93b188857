using System.Numerics;
using Sockeye.Native;
using Sockeye.Sockets;
using Sockeye.Sockets.Calls;

namespace Sockeye.Readiness.Waits;

/// <summary>How every wait is made: again after an interruption with the time that is left, ended by a token, by the interrupt hook and by Dispose.</summary>
/// <remarks>What is ready wins over a token that is cancelled: an edge that was taken from the kernel would else be lost.</remarks>
internal static class Waiting
{
    /// <summary>Success: how many are ready, 0 when the time is up. EINTR: the call is over, see <see cref="IWaitCall.IsOver"/>.</summary>
    /// <remarks>The caller has entered what it waits for, so that other threads find this one.</remarks>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    internal static SysResult Run<TCall>(ref TCall call, Deadline end, CancellationToken cancellation)
        where TCall : struct, IWaitCall, allows ref struct
    {
        using WakeUp wake = WakeUp.On(cancellation);
        BlockedThread thread = BlockedThread.Current;
        while (true)
        {
            thread.AnswerIfAsked();
            cancellation.ThrowIfCancellationRequested();
            if ((thread.Hook ?? BlockedThread.OnAnySignal) is not null && call.IsOver)
            {
                return SysResult.Failure(Errno.EINTR);      // closed by the hook itself: nobody else wakes this thread
            }

            SysResult answer = call.Invoke(end.Left, wake.Number);
            if (answer is { Failed: false, Value: > 0 })
            {
                return answer;
            }

            if (call.IsOver)
            {
                return SysResult.Failure(Errno.EINTR);
            }

            // A wait that ended early, woken or cut to what the kernel takes at once, goes on.
            if (answer.Failed ? answer.Error != Errno.EINTR : end.HasPassed)
            {
                return answer;
            }

            if (answer.Failed)
            {
                thread.AnswerSignal();
            }
        }
    }

    /// <summary>When a wait that begins now must be done.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not infinite.</exception>
    internal static Deadline EndOf(TimeSpan? timeout)
    {
        TimeSpan span = timeout ?? Timeout.InfiniteTimeSpan;
        return span >= TimeSpan.Zero || span == Timeout.InfiniteTimeSpan
            ? Deadline.After(span)
            : throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "a timeout is null (none, as Timeout.InfiniteTimeSpan is), zero (only look) or more");
    }

    /// <summary>How much room to make for so many, so that one more now and then does not cost new room each time.</summary>
    internal static int RoomFor(int count) => (int)BitOperations.RoundUpToPowerOf2((uint)count);
}
