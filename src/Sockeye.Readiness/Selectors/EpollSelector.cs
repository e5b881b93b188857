using Sockeye.Loops;
using Sockeye.Native;
using Sockeye.Readiness.Waits;
using Sockeye.Sockets;
using Sockeye.Sockets.Async;

namespace Sockeye.Readiness.Selectors;

/// <summary>On epoll: the kernel keeps the set, and hands the key back with the event.</summary>
internal sealed class EpollSelector(Epoll epoll) : Selector(SelectorKind.Epoll, epoll.Descriptor)
{
    private readonly AsyncSide _async = new(epoll.Descriptor, LoopGroup.Default, Lane.Guarded, isTcp: false);
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

        while (true)
        {
            int count = WaitOnce(_room.AsSpan(0, into.Length), end, cancellation);
            int told = Tell(_room.AsSpan(0, count), into);
            if (told > 0 || end.HasPassed)
            {
                return told;
            }
        }
    }

    private int WaitOnce(Span<EpollReady> room, Deadline end, CancellationToken cancellation)
    {
        try
        {
            return epoll.Wait(room, end.IsNever ? null : end.Left, cancellation);
        }
        catch (ObjectDisposedException) when (epoll.IsClosed)
        {
            throw Closed();
        }
    }

    private static int Tell(Span<EpollReady> found, Span<SelectorReady> into)
    {
        int told = 0;
        foreach (EpollReady one in found)
        {
            var key = (SelectorKey)one.Data!;
            if (Ready(one.Events, key) is SelectorEvents ready and not 0)
            {
                into[told++] = new SelectorReady(key, ready);
            }
        }

        found.Clear();
        return told;
    }

    private protected override ValueTask UntilReadable(Deadline end, CancellationToken cancellation)
        => _async.Reads.Rent<ReadableVerb>().Of(end).RunToEnd(_async.Reads, cancellation);

    private protected override void Release()
    {
        epoll.Dispose();
        _async.Dispose();
    }

    // Nothing where it was modified between the event and its telling: what it was asked for is not asked for any more.
    private static SelectorEvents Ready(EpollEvents events, SelectorKey key)
        => (((events & ~EpollEvents.EPOLLOUT) != 0 ? SelectorEvents.Read : 0) | ((events & ~EpollEvents.EPOLLIN) != 0 ? SelectorEvents.Write : 0)) & key.Events;

    private static EpollEvents Events(SelectorKey key)
        => ((key.Events & SelectorEvents.Read) != 0 ? EpollEvents.EPOLLIN : 0) | ((key.Events & SelectorEvents.Write) != 0 ? EpollEvents.EPOLLOUT : 0);
}
