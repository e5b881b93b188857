using Sockeye.Native;
using Sockeye.Readiness.Selectors;
using Sockeye.Readiness.Waits;
using Sockeye.Sockets;

namespace Sockeye.Readiness;

/// <summary>Objects with something of the caller's beside them, waited for together: one contract over select, poll and epoll. Python: <c>selectors</c>.</summary>
/// <remarks>
/// <para>An object that is closed, or detached, says nothing more, on every back end: it need not be taken out first. Its key stays
/// until <see cref="Unregister"/>, which still finds it, also when its number has become another object's.</para>
/// <para>One thread waits at a time. Registering from other threads is allowed; a wait that is under way sees it on epoll only. What
/// another thread took out or modified is on no back end told as it was before.
/// <see cref="Dispose"/> from any thread ends the wait with <see cref="ObjectDisposedException"/>.</para>
/// <para>Told by level: what is ready is told with each wait, until it is received.</para>
/// </remarks>
public abstract partial class Selector : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, SelectorKey> _byNumber = [];
    private readonly Dictionary<Descriptor, SelectorKey> _replaced = [];    // closed, and their numbers registered anew
    private SelectorReady[] _room = [];
    private int _waiting;
    private int _turn;
    private bool _closed;

    private protected Selector(SelectorKind kind, Descriptor? descriptor = null)
    {
        Kind = kind;
        Descriptor = descriptor;
    }

    /// <summary>What it stands on.</summary>
    public SelectorKind Kind { get; }

    /// <summary>On epoll the epoll's own descriptor, readable when something is ready: so a selector can be waited for by another. Else null. Python: <c>EpollSelector.fileno</c>.</summary>
    public Descriptor? Descriptor { get; }

    /// <summary>The one place that chooses. epoll where nothing is said: every Linux has it, and its waits cost what is ready.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such kind.</exception>
    /// <exception cref="SocketFaultException">There are too many open files.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not 64-bit Linux.</exception>
    public static Selector Create(SelectorKind kind = SelectorKind.Epoll) => kind switch
    {
        SelectorKind.Epoll => new EpollSelector(Epoll.Create()),
        SelectorKind.Poll => new PollSelector(),
        SelectorKind.Select => new SelectSelector(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "a selector is Epoll, Poll or Select"),
    };

    /// <summary>The keys of all that is registered, as they are now. Python: <c>get_map</c>.</summary>
    /// <exception cref="ObjectDisposedException">The selector is closed.</exception>
    public IReadOnlyCollection<SelectorKey> Keys
    {
        get
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_closed, this);
                return [.. _byNumber.Values, .. _replaced.Values];
            }
        }
    }

    /// <summary>Adds an object.</summary>
    /// <param name="item">A socket, a descriptor, or an object that has one.</param>
    /// <param name="events">Read, Write or both.</param>
    /// <param name="data">Handed back in the key.</param>
    /// <exception cref="ArgumentException">No events, or others; registered already, or another object with this number is.</exception>
    /// <exception cref="ArgumentOutOfRangeException">On select: the descriptor is not below 1024.</exception>
    /// <exception cref="ObjectDisposedException">The object or the selector is closed.</exception>
    /// <exception cref="SocketFaultException">On epoll: nothing is open there (EBADF), or it is a regular file (EPERM).</exception>
    public SelectorKey Register(IPollable item, SelectorEvents events, object? data = null)
    {
        Descriptor descriptor = Pollables.DescriptorOf(item);
        ThrowIfBad(events);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (descriptor.IsClosed)
            {
                throw Pollables.Closed("register", item);
            }

            SelectorKey? before = _byNumber.GetValueOrDefault(descriptor.Raw);
            if (before is not null && !before.Object.Descriptor.IsClosed)
            {
                throw new ArgumentException($"{item} is registered already: Modify changes it", nameof(item));
            }

            var key = new SelectorKey(item, descriptor.Raw, events, data);
            Add(key);
            if (before is not null)
            {
                _replaced[before.Object.Descriptor] = before;
            }

            return _byNumber[descriptor.Raw] = key;
        }
    }

    /// <summary>Changes what is waited for, and the data.</summary>
    /// <param name="item">It is registered. A borrowed number that its owner closed and opened anew is registered anew.</param>
    /// <param name="events">Read, Write or both.</param>
    /// <param name="data">Takes the place of the data before, also when it is null.</param>
    /// <exception cref="ArgumentException">No events, or others.</exception>
    /// <exception cref="KeyNotFoundException">It is not registered.</exception>
    /// <exception cref="ObjectDisposedException">The object or the selector is closed.</exception>
    /// <exception cref="SocketFaultException">On epoll: nothing is open under a borrowed number any more (EBADF). It stays registered.</exception>
    public SelectorKey Modify(IPollable item, SelectorEvents events, object? data = null)
    {
        Descriptor descriptor = Pollables.DescriptorOf(item);
        ThrowIfBad(events);
        lock (_gate)
        {
            SelectorKey before = Find(item, descriptor);
            if (descriptor.IsClosed)
            {
                throw Pollables.Closed("modify", item);
            }

            SelectorKey key = before with { Events = events, Data = data };
            Change(key);
            return _byNumber[key.Number] = key;
        }
    }

    /// <summary>Takes an object out, a closed one too.</summary>
    /// <returns>The key it had.</returns>
    /// <exception cref="KeyNotFoundException">It is not registered.</exception>
    /// <exception cref="ObjectDisposedException">The selector is closed.</exception>
    public SelectorKey Unregister(IPollable item)
    {
        Descriptor descriptor = Pollables.DescriptorOf(item);
        lock (_gate)
        {
            SelectorKey key = Find(item, descriptor);
            if (!_replaced.Remove(descriptor))
            {
                _byNumber.Remove(key.Number);
            }

            Remove(key);
            return key;
        }
    }

    /// <summary>The key of an object, a closed one too.</summary>
    /// <inheritdoc cref="Unregister" path="/exception"/>
    public SelectorKey GetKey(IPollable item)
    {
        Descriptor descriptor = Pollables.DescriptorOf(item);
        lock (_gate)
        {
            return Find(item, descriptor);
        }
    }

    /// <summary>Waits until at least one is ready, or the time is up.</summary>
    /// <param name="timeout">null: as long as it takes. Zero: only look. Rounded up to what the kernel counts in.</param>
    /// <param name="cancellation">Ends the wait when nothing is ready.</param>
    /// <returns>All that are ready; none when the time is up.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="InvalidOperationException">Another thread is waiting here.</exception>
    /// <exception cref="ObjectDisposedException">The selector is closed, or was closed while this waited.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<SelectorReady> Select(TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        Deadline end = Waiting.EndOf(timeout);
        Enter();
        try
        {
            return Collect(end, cancellation);
        }
        finally
        {
            Volatile.Write(ref _waiting, 0);
        }
    }

    /// <summary>The same into the caller's memory: on epoll and poll nothing is allocated.</summary>
    /// <param name="into">Room for at least one; what does not fit is told by the next waits, in turn.</param>
    /// <returns>How many there are; 0 when the time is up.</returns>
    /// <exception cref="ArgumentException">There is no room.</exception>
    /// <inheritdoc cref="Select(TimeSpan?, CancellationToken)"/>
    public int Select(Span<SelectorReady> into, TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        if (into.IsEmpty)
        {
            throw new ArgumentException("there is no room for what is ready", nameof(into));
        }

        Deadline end = Waiting.EndOf(timeout);
        Enter();
        try
        {
            return Wait(into, end, cancellation);
        }
        finally
        {
            Volatile.Write(ref _waiting, 0);
        }
    }

    /// <summary>Closes it; what was registered stays open. A wait in another thread ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            _byNumber.Clear();
            _replaced.Clear();
        }

        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>Kind and how many are registered.</summary>
    public override string ToString() => _closed ? $"<Selector {Kind} closed>" : $"<Selector {Kind} registered={Count}>";

    /// <summary>Tells the back end. When it throws, nothing is registered.</summary>
    private protected abstract void Add(SelectorKey key);

    /// <summary>Tells the back end. When it throws, all is as it was.</summary>
    private protected abstract void Change(SelectorKey key);

    /// <summary>Tells the back end, which may have lost it already, or have another object under its number.</summary>
    private protected abstract void Remove(SelectorKey key);

    /// <summary>Waits for all that was added, as far as it is open.</summary>
    private protected abstract int Wait(Span<SelectorReady> into, Deadline end, CancellationToken cancellation);

    /// <summary>Closes what the back end has, and ends its wait.</summary>
    private protected abstract void Release();

    /// <summary>With which of so many that are ready the telling begins: where there was no room for all, they take turns.</summary>
    private protected int Begin(int ready) => ready == 0 ? 0 : _turn % ready;

    /// <summary>So many were told where there was room for so many.</summary>
    private protected void Told(int count, int room) => _turn = count < room ? 0 : (_turn + count) & int.MaxValue;

    private protected ObjectDisposedException Closed() => new(nameof(Selector), "select: the selector is closed");

    /// <summary>True while a thread waits here.</summary>
    internal bool IsWaiting => Volatile.Read(ref _waiting) == 1;

    private int Count
    {
        get
        {
            lock (_gate)
            {
                return _byNumber.Count;
            }
        }
    }

    // An open object is found by its number, a closed one by itself.
    private SelectorKey Find(IPollable item, Descriptor descriptor)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return _replaced.TryGetValue(descriptor, out SelectorKey? key) ? key
            : _byNumber.TryGetValue(descriptor.Raw, out key) && (!descriptor.IsClosed || key.Object.Descriptor == descriptor) ? key
            : throw new KeyNotFoundException($"{item} is not registered");
    }

    private SelectorReady[] Collect(Deadline end, CancellationToken cancellation)
    {
        int most = Math.Max(Count, 1);
        if (_room.Length < most)
        {
            _room = new SelectorReady[Waiting.RoomFor(most)];
        }

        int count = Wait(_room, end, cancellation);
        SelectorReady[] ready = _room[..count];
        _room.AsSpan(0, count).Clear();     // keys and objects are kept no longer than they are registered
        return ready;
    }

    private void Enter()
    {
        if (Interlocked.Exchange(ref _waiting, 1) == 1)
        {
            throw new InvalidOperationException("another thread, or this one further out, is waiting at this selector");
        }

        if (Volatile.Read(ref _closed))
        {
            Volatile.Write(ref _waiting, 0);
            throw Closed();
        }
    }

    private static void ThrowIfBad(SelectorEvents events)
    {
        if (events is SelectorEvents.None or < 0 or > (SelectorEvents.Read | SelectorEvents.Write))
        {
            throw new ArgumentException($"events are Read, Write or both, and not {events}", nameof(events));
        }
    }
}
