using Sockeye.Native;
using Sockeye.Native.Layout;
using Sockeye.Readiness.Waits;
using Sockeye.Sockets;

namespace Sockeye.Readiness;

/// <summary>A set of things to wait for, registered once and waited for often: poll(2). Python: <c>select.poll</c>.</summary>
/// <remarks>
/// <para>It takes any descriptor number; each wait hands all of them to the kernel. It owns nothing: there is nothing to dispose.</para>
/// <para>What is registered may change from any thread; a wait that is under way does not see it. One wait at a time. An object that is
/// closed, before or during a wait, is told with POLLNVAL, until it is unregistered.</para>
/// </remarks>
public sealed class Poll
{
    /// <summary>What is asked for where nothing is said.</summary>
    public const PollEvents DefaultEvents = PollEvents.POLLIN | PollEvents.POLLPRI | PollEvents.POLLOUT;

    private readonly Lock _gate = new();
    private readonly RegistrationTable _table = new();
    private readonly Gathering _gathering = new();
    private readonly Descriptor? _owner;
    private bool _changed = true;
    private int _waiting;
    private int _next;          // where the telling begins, after a wait that had no room for all

    // What the wait works with; renewed by it when the table has changed.
    private Registration[] _registrations = [];
    private PollEntry[] _entries = [];

    /// <summary>Makes an empty set.</summary>
    public Poll()
    {
    }

    /// <summary>For a selector, which can be closed while it waits.</summary>
    internal Poll(Descriptor owner) => _owner = owner;

    /// <summary>How many are registered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _table.Count;
            }
        }
    }

    /// <summary>Adds an object. One with the same descriptor number is replaced.</summary>
    /// <param name="item">A socket, a descriptor, or an object that has one.</param>
    /// <param name="events">What to wait for; errors, hang-ups and closed descriptors are told in any case.</param>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The events are more than 16 bits.</exception>
    public void Register(IPollable item, PollEvents events = DefaultEvents)
    {
        Registration registration = New(item, events);
        lock (_gate)
        {
            _table.Put(registration);
            _changed = true;
        }
    }

    /// <summary>Changes what is waited for.</summary>
    /// <exception cref="SocketFaultException">It is not registered (ENOENT).</exception>
    /// <inheritdoc cref="Register" path="/exception"/>
    public void Modify(IPollable item, PollEvents events)
    {
        Registration registration = New(item, events);
        lock (_gate)
        {
            if (_table.Find(registration.Descriptor) is null)
            {
                throw Pollables.Fault("poll", Errno.ENOENT, item, "it is not registered");
            }

            _table.Put(registration);
            _changed = true;
        }
    }

    /// <summary>Takes an object out, a closed one too.</summary>
    /// <exception cref="KeyNotFoundException">It is not registered.</exception>
    public void Unregister(IPollable item)
    {
        Descriptor descriptor = Pollables.DescriptorOf(item);
        lock (_gate)
        {
            _table.Remove(_table.Find(descriptor) ?? throw new KeyNotFoundException($"poll: {item} is not registered"));
            _changed = true;
        }
    }

    /// <summary>Takes an object out if it is in, itself and no other one with its number.</summary>
    internal void Forget(IPollable item)
    {
        lock (_gate)
        {
            if (_table.Find(item.Descriptor) is Registration found && ReferenceEquals(found.Object, item))
            {
                _table.Remove(found);
                _changed = true;
            }
        }
    }

    /// <summary>Waits until at least one is ready, or the time is up.</summary>
    /// <param name="timeout">null: as long as it takes. Zero: only look. Rounded up to what the kernel counts in.</param>
    /// <param name="cancellation">Ends the wait when nothing is ready.</param>
    /// <returns>Those that are ready; none when the time is up.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="InvalidOperationException">Another thread is waiting here.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<PollReady> Wait(TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        Enter();
        try
        {
            int ready = Gather(timeout, cancellation);
            var found = new PollReady[ready];
            Collect(found);
            return found;
        }
        finally
        {
            Volatile.Write(ref _waiting, 0);
        }
    }

    /// <summary>The same into the caller's memory: nothing is allocated unless what is registered has changed.</summary>
    /// <param name="into">Room for at least one; what does not fit is told by the next waits, in turn. <see cref="Count"/> is always enough.</param>
    /// <returns>How many there are.</returns>
    /// <inheritdoc cref="Wait(TimeSpan?, CancellationToken)"/>
    /// <exception cref="ArgumentException">There is no room.</exception>
    public int Wait(Span<PollReady> into, TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        if (into.IsEmpty)
        {
            throw new ArgumentException("there is no room for what is ready", nameof(into));
        }

        Enter();
        try
        {
            Gather(timeout, cancellation);
            return Collect(into);
        }
        finally
        {
            Volatile.Write(ref _waiting, 0);
        }
    }

    private static ObjectDisposedException OwnerClosed() => new(nameof(Selector), "poll: the selector is closed");

    private static Registration New(IPollable item, PollEvents events)
    {
        Descriptor descriptor = Pollables.DescriptorOf(item);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)events, ushort.MaxValue, nameof(events));
        return descriptor.IsClosed ? throw Pollables.Closed("poll", item) : new Registration(item, descriptor, (uint)events);
    }

    private void Enter()
    {
        if (Interlocked.Exchange(ref _waiting, 1) == 1)
        {
            throw new InvalidOperationException("concurrent poll() invocation: another thread, or this one further out, is waiting here");
        }
    }

    /// <summary>Waits, and leaves the answers in the entries. Returns how many there are.</summary>
    private int Gather(TimeSpan? timeout, CancellationToken cancellation)
    {
        Deadline end = Waiting.EndOf(timeout);
        Renew();
        Span<PollEntry> entries = _entries;
        int closed = 0;
        _gathering.Begin(BlockedThread.Current);
        try
        {
            if (_owner is not null && !_gathering.TryAdd(_owner))
            {
                throw OwnerClosed();
            }

            for (int i = 0; i < _registrations.Length; i++)
            {
                Registration one = _registrations[i];
                bool open = _gathering.TryAdd(one.Descriptor);
                closed += open ? 0 : 1;
                entries[i] = new PollEntry { Descriptor = open ? one.Descriptor.Raw : -1, Wanted = (short)one.Events };
            }

            var call = new PollCall(entries, _gathering);
            SysResult waited = Waiting.Run(ref call, closed > 0 ? Deadline.After(TimeSpan.Zero) : end, cancellation);
            if (waited.Failed && waited.Error != Errno.EINTR)
            {
                throw Pollables.Fault("poll", waited.Error, hint: waited.Error == Errno.EINVAL ? "more are registered than this process may have open" : null);
            }

            return _owner?.IsClosed == true ? throw OwnerClosed() : MarkClosed(entries[..^1]);
        }
        finally
        {
            _gathering.End();
        }
    }

    private void Renew()
    {
        lock (_gate)
        {
            if (_changed)
            {
                _registrations = [.. _table.All];
                _entries = new PollEntry[_registrations.Length + 1];
                _changed = false;
            }
        }
    }

    // Before the numbers are let go of: who is closed by now says so, whatever the kernel said of it.
    private int MarkClosed(Span<PollEntry> entries)
    {
        int ready = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            if (_registrations[i].Descriptor.IsClosed)
            {
                entries[i].Got = (short)PollEvents.POLLNVAL;
            }

            ready += entries[i].Got != 0 ? 1 : 0;
        }

        return ready;
    }

    private int Collect(Span<PollReady> into)
    {
        int count = 0;
        int all = _registrations.Length;
        int begin = _next < all ? _next : 0;
        _next = 0;
        for (int i = 0; i < all; i++)
        {
            int at = (begin + i) % all;
            if (_entries[at].Got == 0)
            {
                continue;
            }

            if (count == into.Length)
            {
                _next = at;     // who finds no room is the first of the next wait
                break;
            }

            into[count++] = new PollReady(_registrations[at].Object, (PollEvents)(ushort)_entries[at].Got);
        }

        return count;
    }
}
