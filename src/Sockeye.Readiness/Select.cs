using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Readiness.Waits;
using Sockeye.Sockets;

namespace Sockeye.Readiness;

/// <summary>Waits until some of many are ready: select(2). Python: <c>select.select</c>.</summary>
/// <remarks>
/// <para>The oldest of the waits and the easiest to read: three lists in, three lists out. It takes descriptors below
/// <see cref="FD_SETSIZE"/>, and each call hands all of them to the kernel: for many use <see cref="Poll"/>, for very many
/// <see cref="Epoll"/> or a <see cref="Selector"/>.</para>
/// <para>Ready says that a call would not block at this moment, not that it will succeed. Between the wait and the call another thread may
/// have taken what there was: a socket that must never block has a <see cref="Socket.Timeout"/> of zero.</para>
/// </remarks>
public static class Select
{
    /// <summary>The first descriptor number that select(2) cannot take: 1024.</summary>
    public const int FD_SETSIZE = PollCalls.FD_SETSIZE;

    // select(2) refuses numbers that are not open, but for those beyond the end of the process's table, which it does not look at:
    // it would wait for nothing. The table has at least so many places.
    private const int LeastTable = 64;

    /// <summary>Waits until at least one is ready, or the time is up.</summary>
    /// <param name="read">To receive, to accept. May be empty.</param>
    /// <param name="write">To send, to see a connect end. May be empty.</param>
    /// <param name="except">For urgent data. May be empty; where all three are, this is a pause.</param>
    /// <param name="timeout">null: as long as it takes. Zero: only look. Rounded up to what the kernel counts in.</param>
    /// <returns>The same objects, in the order given, an object given twice twice. All empty: the time is up.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or a descriptor is not below <see cref="FD_SETSIZE"/>.</exception>
    /// <exception cref="ObjectDisposedException">One of them is closed, or was closed by another thread while this waited.</exception>
    /// <exception cref="SocketFaultException">Nothing is open under the number of a borrowed descriptor (EBADF).</exception>
    public static SelectLists<T> Wait<T>(
        IReadOnlyCollection<T> read, IReadOnlyCollection<T> write, IReadOnlyCollection<T> except, TimeSpan? timeout = null)
        where T : IPollable
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(write);
        ArgumentNullException.ThrowIfNull(except);
        return Wait(new SelectLists<T>([.. read], [.. write], [.. except]), timeout);
    }

    /// <summary>The same, and a token can end it.</summary>
    /// <param name="lists">What to wait for. A list that is null is empty.</param>
    /// <param name="timeout">null: as long as it takes. Zero: only look.</param>
    /// <param name="cancellation">Ends the wait when nothing is ready.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <inheritdoc cref="Wait{T}(IReadOnlyCollection{T}, IReadOnlyCollection{T}, IReadOnlyCollection{T}, TimeSpan?)"/>
    public static SelectLists<T> Wait<T>(SelectLists<T> lists, TimeSpan? timeout = null, CancellationToken cancellation = default)
        where T : IPollable
    {
        Deadline end = Waiting.EndOf(timeout);
        Platform.Demand();
        return Wait(lists, end, owner: null, cancellation);
    }

    /// <summary>The same for a selector, which can be closed while it waits.</summary>
    internal static SelectLists<T> Wait<T>(SelectLists<T> lists, Deadline end, Descriptor? owner, CancellationToken cancellation)
        where T : IPollable
    {
        lists = new SelectLists<T>(lists.Read ?? [], lists.Write ?? [], lists.Except ?? []);
        Span<ulong> sets = stackalloc ulong[2 * SelectCall.Words];
        sets.Clear();
        var gathering = new Gathering();
        var call = new SelectCall(sets[..SelectCall.Words], sets[SelectCall.Words..], gathering);
        gathering.Begin(BlockedThread.Current);
        try
        {
            if (owner is not null && !gathering.TryAdd(owner))
            {
                throw OwnerClosed();
            }

            Ask(ref call, SelectSet.Read, lists.Read, gathering);
            Ask(ref call, SelectSet.Write, lists.Write, gathering);
            Ask(ref call, SelectSet.Except, lists.Except, gathering);
            SysResult waited = Waiting.Run(ref call, end, cancellation);
            return waited.Failed && owner?.IsClosed == true ? throw OwnerClosed()
                : waited.Failed ? throw Failure(waited.Error, lists)
                : waited.Value == 0 ? new SelectLists<T>([], [], [])
                : new SelectLists<T>(
                    Ready(ref call, SelectSet.Read, lists.Read),
                    Ready(ref call, SelectSet.Write, lists.Write),
                    Ready(ref call, SelectSet.Except, lists.Except));
        }
        finally
        {
            gathering.End();
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">It is not below <see cref="FD_SETSIZE"/>.</exception>
    internal static void ThrowIfTooHigh(IPollable item)
    {
        if (item.Descriptor.Raw >= FD_SETSIZE)
        {
            throw new ArgumentOutOfRangeException(
                nameof(item), $"select: {item} has the number {item.Descriptor.Raw}, and select(2) takes those below {FD_SETSIZE}; Poll and Epoll take any");
        }
    }

    private static void Ask<T>(ref SelectCall call, SelectSet set, IReadOnlyList<T> items, Gathering gathering)
        where T : IPollable
    {
        foreach (T item in items)
        {
            Descriptor descriptor = Pollables.DescriptorOf(item);
            if (!gathering.TryAdd(descriptor))
            {
                throw Pollables.Closed("select", item);
            }

            ThrowIfTooHigh(item);
            if (descriptor.IsBorrowed && descriptor.Raw >= LeastTable && !IsOpen(descriptor))
            {
                throw NotOpen(item);
            }

            call.Ask(set, descriptor.Raw);
        }
    }

    private static List<T> Ready<T>(ref SelectCall call, SelectSet set, IReadOnlyList<T> items)
        where T : IPollable
    {
        var ready = new List<T>();
        foreach (T item in items)
        {
            if (call.Has(set, item.Descriptor.Raw))
            {
                ready.Add(item);
            }
        }

        return ready;
    }

    // The kernel says of a bad number only that there is one.
    private static Exception Failure<T>(Errno error, SelectLists<T> lists)
        where T : IPollable
    {
        foreach (T item in lists.Read.Concat(lists.Write).Concat(lists.Except))
        {
            if (item.Descriptor.IsClosed)
            {
                return Pollables.Closed("select", item);
            }

            if (error == Errno.EBADF && !IsOpen(item.Descriptor))
            {
                return NotOpen(item);
            }
        }

        return Pollables.Fault("select", error);
    }

    private static ObjectDisposedException OwnerClosed() => new(nameof(Selector), "select: the selector is closed");

    private static bool IsOpen(Descriptor descriptor) => !DescriptorCalls.GetInheritable(descriptor.Raw).Failed;

    private static SocketFaultException NotOpen(IPollable item)
        => Pollables.Fault("select", Errno.EBADF, item, "nothing is open under that number");
}
