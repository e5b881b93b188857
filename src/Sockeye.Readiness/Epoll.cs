using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Readiness.Waits;
using Sockeye.Sockets;
using Sockeye.Sockets.Faults;

namespace Sockeye.Readiness;

/// <summary>A set of things to wait for that the kernel keeps: epoll(7). A wait costs as much as is ready, however many are registered. Python: <c>select.epoll</c>.</summary>
/// <remarks>
/// <para>Told by level, the default, an object is told with every wait as long as it is ready; by edge (EPOLLET) when something comes, and
/// then it is yours to receive until it would block. Once (EPOLLONESHOT) is for several threads that wait here: one is given the object,
/// and gives it back with <see cref="Modify(IPollable, EpollEvents)"/>.</para>
/// <para>Closing an object, or detaching it, takes it out before its number is free: no event is ever told of an object for
/// what its number has become. This holds for sockets and descriptors that are owned. Of a borrowed number whose owner closes it
/// without a word the kernel forgets the registration by itself, unless a duplicate is open; take such a one out first.</para>
/// <para>All members may be called from any thread, also while others wait; a wait sees what is registered meanwhile.
/// <see cref="Dispose"/> ends the waits with <see cref="ObjectDisposedException"/>.</para>
/// </remarks>
public sealed partial class Epoll : IPollable, IDisposable, IDescriptorWatcher
{
    /// <summary>What is asked for where nothing is said.</summary>
    public const EpollEvents DefaultEvents = EpollEvents.EPOLLIN | EpollEvents.EPOLLPRI | EpollEvents.EPOLLOUT;

    private static readonly object Kept = new();     // in place of data: those that are there stay

    private static int s_last;

    private readonly Descriptor _descriptor;
    private readonly ushort _mark = (ushort)(((uint)Interlocked.Increment(ref s_last) % ushort.MaxValue) + 1);    // never 0
    private readonly Lock _gate = new();
    private readonly RegistrationTable _table = new();
    private ushort _serial;

    private Epoll(Descriptor descriptor) => _descriptor = descriptor;

    /// <summary>Makes a new one, close-on-exec: epoll_create1(2).</summary>
    /// <exception cref="SocketFaultException">There are too many open files (EMFILE), or epolls of this user.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not 64-bit Linux.</exception>
    public static Epoll Create()
    {
        Platform.Demand();
        SysResult made = EpollCalls.Create();
        return made.Failed
            ? throw Pollables.Fault("epoll_create", made.Error, hint: made.Error == Errno.EMFILE ? "this process has reached its limit of open files; see getrlimit(2) RLIMIT_NOFILE" : null)
            : new Epoll(Descriptor.Adopt((int)made.Value));
    }

    /// <summary>Takes over an epoll that something else opened. Python: <c>epoll.fromfd</c>.</summary>
    /// <param name="descriptor">It belongs to the new object from now on; where it is borrowed, the epoll stays open when this is disposed.</param>
    /// <remarks>
    /// What was registered elsewhere is told too, as a borrowed descriptor: of the number in the lower half of its epoll_data, where
    /// nearly every program puts it. That the descriptor is no epoll (EINVAL) is told by the first call.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public static Epoll Adopt(Descriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return descriptor.IsClosed ? throw Pollables.Closed("epoll_create", descriptor) : new Epoll(descriptor);
    }

    /// <summary>The epoll's own descriptor. It can be waited for: it is readable when something is ready.</summary>
    public Descriptor Descriptor => _descriptor;

    /// <summary>True once this was disposed.</summary>
    public bool IsClosed => _descriptor.IsClosed;

    /// <summary>How many are registered here.</summary>
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

    /// <summary>Adds an object: EPOLL_CTL_ADD.</summary>
    /// <param name="item">A socket, a descriptor, another epoll, or an object that has a descriptor.</param>
    /// <param name="events">What to wait for and how to be told of it; errors and hang-ups are told in any case.</param>
    /// <param name="data">Handed back with each event.</param>
    /// <exception cref="SocketFaultException">
    /// It is registered already (EEXIST); it is always ready, as a regular file is (EPERM, a <see cref="SocketAccessException"/>); nothing is
    /// open there (EBADF); two epolls would wait for each other (ELOOP); this is no epoll, or itself was registered (EINVAL).
    /// </exception>
    /// <exception cref="ObjectDisposedException">It or this is closed.</exception>
    public void Register(IPollable item, EpollEvents events = DefaultEvents, object? data = null)
        => Control(EpollCalls.EPOLL_CTL_ADD, item, events, data);

    /// <summary>Changes what is waited for and how; the data stay. Arms an object again that was told once: EPOLL_CTL_MOD.</summary>
    /// <exception cref="SocketFaultException">It is not registered (ENOENT), nothing is open there (EBADF), or it is exclusive (EINVAL).</exception>
    /// <inheritdoc cref="Register" path="/exception[@cref='T:System.ObjectDisposedException']"/>
    public void Modify(IPollable item, EpollEvents events) => Modify(item, events, Kept);

    /// <summary>The same, with other data.</summary>
    /// <inheritdoc cref="Modify(IPollable, EpollEvents)"/>
    public void Modify(IPollable item, EpollEvents events, object? data)
        => Control(EpollCalls.EPOLL_CTL_MOD, item, events, data);

    /// <summary>Takes an object out: EPOLL_CTL_DEL. One that was closed is out already.</summary>
    /// <exception cref="SocketFaultException">It is not registered (ENOENT), or nothing is open there (EBADF).</exception>
    /// <inheritdoc cref="Register" path="/exception[@cref='T:System.ObjectDisposedException']"/>
    public void Unregister(IPollable item) => Control(EpollCalls.EPOLL_CTL_DEL, item);

    /// <summary>Closes it. Waits in other threads end with <see cref="ObjectDisposedException"/>; what was registered stays open.</summary>
    public void Dispose()
    {
        _descriptor.Dispose();
        lock (_gate)
        {
            foreach (Registration one in _table.All)
            {
                one.Descriptor.Unwatch(this);
            }

            _table.Clear();
        }
    }

    /// <summary>Descriptor and how many are registered.</summary>
    public override string ToString() => IsClosed ? "<Epoll closed>" : $"<Epoll fd={_descriptor.Number} registered={Count}>";

    /// <summary>It leaves the kernel's table and ours while its number is still its own.</summary>
    void IDescriptorWatcher.OnClosing(Descriptor descriptor)
    {
        BlockedThread thread = BlockedThread.Current;
        if (!_descriptor.TryHold(thread))
        {
            return;
        }

        lock (_gate)
        {
            if (_table.Find(descriptor) is Registration found && found.Descriptor == descriptor)
            {
                _ = EpollCalls.Control(_descriptor.Raw, EpollCalls.EPOLL_CTL_DEL, descriptor.Raw, 0, 0);
                _table.Remove(found);
            }
        }

        _descriptor.Release(thread);
    }

    // Both are held: neither number can become something else under the call. They are let go of outside of the gate, for that may close.
    private void Control(int operation, IPollable item, EpollEvents events = EpollEvents.None, object? data = null)
    {
        Descriptor descriptor = Pollables.DescriptorOf(item);
        BlockedThread thread = BlockedThread.Current;
        if (!_descriptor.TryHold(thread))
        {
            throw Closed("epoll_ctl");
        }

        try
        {
            if (!descriptor.TryHold(thread))
            {
                throw Pollables.Closed("epoll_ctl", item);
            }

            try
            {
                lock (_gate)
                {
                    Apply(operation, (item, descriptor), events, data);
                }
            }
            finally
            {
                descriptor.Release(thread);
            }
        }
        finally
        {
            _descriptor.Release(thread);
        }
    }

    // The table follows the kernel: nothing is changed here when it refuses.
    private void Apply(int operation, (IPollable Item, Descriptor Descriptor) what, EpollEvents events, object? data)
    {
        (IPollable item, Descriptor descriptor) = what;
        Registration? before = _table.Find(descriptor.Raw);
        data = data == Kept ? before?.Data : data;
        bool same = operation == EpollCalls.EPOLL_CTL_MOD && before?.Descriptor == descriptor;
        ushort serial = same ? before!.Serial : ++_serial;
        SysResult done = EpollCalls.Control(_descriptor.Raw, operation, descriptor.Raw, (uint)events, Tag(descriptor.Raw, serial));
        if (done.Failed)
        {
            if (operation == EpollCalls.EPOLL_CTL_DEL && before is not null && done.Error is (Errno.EBADF or Errno.ENOENT))
            {
                before.Descriptor.Unwatch(this);       // its owner closed it, and the kernel has forgotten it by itself
                _table.Remove(before);
            }

            throw Pollables.Fault("epoll_ctl", done.Error, item, Hint(operation, done.Error, descriptor));
        }

        if (same)
        {
            before!.Data = data;    // arming an object again allocates nothing
            return;
        }

        if (before is not null)
        {
            before.Descriptor.Unwatch(this);
            _table.Remove(before);
        }

        if (operation != EpollCalls.EPOLL_CTL_DEL)
        {
            _table.Put(new Registration(item, descriptor, (uint)events) { Data = data, Serial = serial });
            descriptor.Watch(this);
        }
    }

    private string? Hint(int operation, Errno error, Descriptor descriptor) => error switch
    {
        Errno.EEXIST => "it is registered already: Modify changes it",
        Errno.ENOENT => "it is not registered here",
        Errno.EPERM => "files and directories are always ready, and epoll does not take them",
        Errno.EBADF => "nothing is open under that number",
        Errno.ELOOP => "two epolls would wait for each other, or too many stand in a row",
        Errno.EINVAL when descriptor.Raw == _descriptor.Raw => "an epoll cannot wait for itself",
        Errno.EINVAL when operation == EpollCalls.EPOLL_CTL_MOD => "what was registered with EPOLLEXCLUSIVE cannot be modified: take it out and register it again",
        Errno.EINVAL => "this descriptor is no epoll, or EPOLLEXCLUSIVE stands with what it cannot stand with",
        _ => WatchFault.Hint(error),
    };

    private ObjectDisposedException Closed(string operation) => new(nameof(Epoll), $"{operation}: the epoll is closed");
}
