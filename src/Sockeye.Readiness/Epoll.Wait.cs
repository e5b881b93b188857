using System.Buffers;
using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Readiness.Waits;
using Sockeye.Sockets;

namespace Sockeye.Readiness;

// Waiting, and whose an event is. The 64 bits that go with a registration: its number, which registration of it (16), whose epoll (16).
// By the last an event of an Epoll object is told from one that was registered by somebody else on the same epoll.
public sealed partial class Epoll
{
    /// <summary>How many one wait tells where nothing is said. So many fit on the stack; for more, a wait borrows memory from the shared pool.</summary>
    public const int MaxEvents = 1024;

    /// <summary>Waits until at least one is ready, or the time is up.</summary>
    /// <param name="timeout">null: as long as it takes. Zero: only look. Rounded up to milliseconds.</param>
    /// <param name="maxEvents">How many are told at most; 1 or more. The kernel takes turns when there are more.</param>
    /// <param name="cancellation">Ends the wait when nothing is ready.</param>
    /// <returns>Those that are ready; none when the time is up.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or <paramref name="maxEvents"/> below 1.</exception>
    /// <exception cref="ObjectDisposedException">This is closed, or was closed while it waited.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="SocketFaultException">An adopted descriptor is no epoll (EINVAL), or was closed by somebody else (EBADF).</exception>
    public IReadOnlyList<EpollReady> Wait(TimeSpan? timeout = null, int maxEvents = MaxEvents, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxEvents, 1);
        int most = Math.Min(maxEvents, Math.Max(MaxEvents, Count));
        EpollReady[] room = ArrayPool<EpollReady>.Shared.Rent(most);
        int count = 0;
        try
        {
            count = Wait(room.AsSpan(0, most), timeout, cancellation);
            return room[..count];
        }
        finally
        {
            room.AsSpan(0, count).Clear();
            ArrayPool<EpollReady>.Shared.Return(room);
        }
    }

    /// <summary>The same into the caller's memory: nothing is allocated.</summary>
    /// <param name="into">Room for at least one.</param>
    /// <returns>How many there are; 0 when the time is up.</returns>
    /// <exception cref="ArgumentException">There is no room.</exception>
    /// <inheritdoc cref="Wait(TimeSpan?, int, CancellationToken)"/>
    public int Wait(Span<EpollReady> into, TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        if (into.IsEmpty)
        {
            throw new ArgumentException("there is no room for what is ready", nameof(into));
        }

        Deadline end = Waiting.EndOf(timeout);
        int size = checked(into.Length * EpollCalls.EntrySize);
        byte[]? rented = into.Length > MaxEvents ? ArrayPool<byte>.Shared.Rent(size) : null;
        Span<byte> room = rented is null ? stackalloc byte[size] : rented.AsSpan(0, size);
        var call = new EpollCall(_descriptor, room);
        BlockedThread thread = BlockedThread.Current;
        if (!_descriptor.TryEnter(thread, out Descriptor? outer))
        {
            Return(rented);
            throw Closed("epoll_wait");
        }

        try
        {
            while (true)
            {
                SysResult waited = Waiting.Run(ref call, end, cancellation);
                if (waited.Failed)
                {
                    throw waited.Error == Errno.EINTR ? Closed("epoll_wait") : Pollables.Fault("epoll_wait", waited.Error, this, waited.Error == Errno.EINVAL ? "this descriptor is no epoll" : null);
                }

                int told = Tell(room, (int)waited.Value, into);
                if (told > 0 || end.HasPassed)
                {
                    return told;
                }
            }
        }
        finally
        {
            _descriptor.Leave(thread, outer);
            Return(rented);
        }
    }

    private static void Return(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private ulong Tag(int number, ushort serial) => (uint)number | ((ulong)serial << 32) | ((ulong)_mark << 48);

    private int Tell(ReadOnlySpan<byte> room, int count, Span<EpollReady> into)
    {
        int told = 0;
        lock (_gate)
        {
            for (int i = 0; i < count; i++)
            {
                (uint events, ulong tag) = EpollCalls.Read(room, i);
                int number = (int)(uint)tag;
                if ((ushort)(tag >> 48) != _mark)
                {
                    if (number >= 0)
                    {
                        into[told++] = new EpollReady(Descriptor.Borrow(number), (EpollEvents)events, null);
                    }
                }
                else if (_table.Find(number) is Registration found && found.Serial == (ushort)(tag >> 32))
                {
                    into[told++] = new EpollReady(found.Object, (EpollEvents)events, found.Data);
                }

                // Else it was taken out, or replaced, after the kernel had named it.
            }
        }

        return told;
    }
}
