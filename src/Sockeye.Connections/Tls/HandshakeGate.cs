namespace Sockeye.Connections.Tls;

/// <summary>How many handshakes compute at once: so that a crowd that comes together does not take the processors from those who are served.</summary>
/// <remarks>
/// A handshake computes for a millisecond or two, on the thread pool and on no loop. While it waits for its peer it has no place here, so those that
/// stall keep nobody out. Places are given in the order of coming.
/// </remarks>
/// <param name="most">That many.</param>
internal sealed class HandshakeGate(int most)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = [];
    private int _free = most;

    /// <summary>For handshakes that belong to no server.</summary>
    internal static HandshakeGate OfTheProcess { get; } = new(Environment.ProcessorCount);

    private Task EnterAsync()
    {
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return Task.CompletedTask;
            }

            var place = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(place);
            return place.Task;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (_waiting.TryDequeue(out TaskCompletionSource? next))
            {
                next.SetResult();
            }
            else
            {
                _free++;
            }
        }
    }

    /// <summary>One handshake, coming and going.</summary>
    /// <param name="gate">Where.</param>
    /// <param name="waitsWithThread">It has a thread to itself, and stays on it; else it goes on where it is on the thread pool.</param>
    internal sealed class Turn(HandshakeGate gate, bool waitsWithThread)
    {
        private bool _isIn;

        // One whose time is up has its turn all the same, to find that out: it takes no longer than the others before it.
        internal async ValueTask EnterAsync(CancellationToken cancellation)
        {
            Task place = gate.EnterAsync();
            if (waitsWithThread)
            {
                place.GetAwaiter().GetResult();
            }
            else
            {
                await place.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            }

            _isIn = true;
            cancellation.ThrowIfCancellationRequested();
        }

        internal void Leave()
        {
            if (_isIn)
            {
                _isIn = false;
                gate.Leave();
            }
        }
    }
}
