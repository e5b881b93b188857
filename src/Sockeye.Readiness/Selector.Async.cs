using Sockeye.Readiness.Waits;
using Sockeye.Sockets;

namespace Sockeye.Readiness;

// The wait, awaited.
public abstract partial class Selector
{
    /// <summary><see cref="Select(TimeSpan?, CancellationToken)"/>, awaited: the same answers.</summary>
    /// <remarks>
    /// On epoll it waits on an event loop of the process and holds no thread. Poll and select are calls that block, and there is nothing that a loop
    /// could wait for in their place: on these back ends each wait has a thread of its own as long as it lasts.
    /// </remarks>
    /// <inheritdoc cref="Select(TimeSpan?, CancellationToken)"/>
    public Task<IReadOnlyList<SelectorReady>> WaitAsync(TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        Deadline end = Waiting.EndOf(timeout);
        return Descriptor is null
            ? Task.Factory.StartNew(() => Select(end.IsNever ? null : end.Left, cancellation), cancellation, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default)
            : WaitOnLoop(end, cancellation);
    }

    /// <summary>On a back end with a descriptor: returns when that is readable, or the time is up.</summary>
    private protected virtual ValueTask UntilReadable(Deadline end, CancellationToken cancellation) => default;

    private async Task<IReadOnlyList<SelectorReady>> WaitOnLoop(Deadline end, CancellationToken cancellation)
    {
        Enter();
        try
        {
            while (true)
            {
                SelectorReady[] ready = Collect(Deadline.After(TimeSpan.Zero), cancellation);
                if (ready.Length > 0 || end.HasPassed)
                {
                    return ready;
                }

                await UntilReadable(end, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            Volatile.Write(ref _waiting, 0);
        }
    }
}
