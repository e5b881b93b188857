namespace Sockeye.Sockets;

// One user at a time. A word says whether somebody is sending, receiving into or changing this, and whether it is disposed. Who finds
// it in use is refused, so that each descriptor has one owner at every moment: one that two threads closed would the second time be a
// stranger's. Dispose alone is never refused: where it comes in between, whoever is in use closes what there is on the way out.
public sealed partial class AncillaryData
{
    private const int InUse = 1;
    private const int Disposed = 2;

    private int _state;

    private bool IsDisposed => (Volatile.Read(ref _state) & Disposed) != 0;

    /// <summary>Closes the descriptors that were not taken. Afterwards this is good for nothing. During a send or receive of another thread, that one closes them when it ends.</summary>
    public void Dispose()
    {
        if (Interlocked.Or(ref _state, Disposed) == 0)
        {
            Forget();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Begins a send or a receive, which ends with the answer's Dispose. For null it does nothing.</summary>
    /// <exception cref="InvalidOperationException">It is in use.</exception>
    /// <exception cref="ObjectDisposedException">It is disposed.</exception>
    internal static Turn Use(AncillaryData? ancillary)
    {
        ObjectDisposedException.ThrowIf(ancillary is not null && !ancillary.TryUse(), typeof(AncillaryData));
        return new Turn(ancillary);
    }

    /// <summary>Ends a use whose <see cref="Turn"/> was not kept, since it goes over an await.</summary>
    internal static void EndUse(AncillaryData? ancillary) => new Turn(ancillary).Dispose();

    // False: it is disposed.
    private bool TryUse()
    {
        int before = Interlocked.CompareExchange(ref _state, InUse, 0);
        return before == InUse
            ? throw new InvalidOperationException("concurrent use of ancillary data: another thread, or this one further out, is sending it, receiving into it or changing it")
            : before == 0;
    }

    /// <summary>The time in which nobody else uses it.</summary>
    internal readonly ref struct Turn(AncillaryData? ancillary)
    {
        /// <summary>Ends it.</summary>
        public void Dispose()
        {
            if (ancillary is not null && Interlocked.And(ref ancillary._state, ~InUse) != InUse)
            {
                ancillary.Forget();     // disposed meanwhile
            }
        }
    }
}
