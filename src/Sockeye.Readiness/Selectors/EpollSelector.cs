using Sockeye.Native;
using Sockeye.Readiness.Waits;
using Sockeye.Sockets;

namespace Sockeye.Readiness.Selectors;

/// <summary>On epoll: the kernel keeps the set, and hands the key back with the event.</summary>
internal sealed class EpollSelector(Epoll epoll) : Selector(SelectorKind.Epoll, epoll.Descriptor)
{
    private EpollReady[] _room = [];

    private protected override void Add(SelectorKey key) => epoll.Register(key.Object, Events(key), key);

    private protected override void Change(SelectorKey key)
    {
        try
        {
            epoll.Modify(key.Object, Events(key), key);
        }
        catch (SocketFaultException gone) when (gone.Errno == Errno.ENOENT)
        {
            Add(key);   // a borrowed number is another file by now, and the kernel has forgotten the one before
        }
    }

    private protected override void Remove(SelectorKey key)
    {
        try
        {
            epoll.Unregister(key.Object);
        }
        catch (SocketFaultException gone) when (gone.Errno is Errno.EBADF or Errno.ENOENT)
        {
            // Its owner closed it without a word, and the kernel has forgotten it.
        }
        catch (ObjectDisposedException)
        {
            // Closing it took it out.
        }
    }

    private protected override int Wait(Span<SelectorReady> into, Deadline end, CancellationToken cancellation)
    {
        if (_room.Length < into.Length)
        {
            _room = new EpollReady[Waiting.RoomFor(into.Length)];
        }

        TimeSpan? left = end.IsNever ? null : end.Left;
        int count = epoll.Wait(_room.AsSpan(0, into.Length), left, cancellation);
        for (int i = 0; i < count; i++)
        {
            var key = (SelectorKey)_room[i].Data!;
            EpollEvents events = _room[i].Events;
            SelectorEvents ready = ((events & ~EpollEvents.EPOLLOUT) != 0 ? SelectorEvents.Read : 0)
                | ((events & ~EpollEvents.EPOLLIN) != 0 ? SelectorEvents.Write : 0);
            into[i] = new SelectorReady(key, ready & key.Events);
        }

        _room.AsSpan(0, count).Clear();
        return count;
    }

    private protected override void Release() => epoll.Dispose();

    private static EpollEvents Events(SelectorKey key)
        => ((key.Events & SelectorEvents.Read) != 0 ? EpollEvents.EPOLLIN : 0) | ((key.Events & SelectorEvents.Write) != 0 ? EpollEvents.EPOLLOUT : 0);
}
