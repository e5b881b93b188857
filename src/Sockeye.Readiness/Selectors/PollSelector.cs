using Sockeye.Native;
using Sockeye.Readiness.Waits;
using Sockeye.Sockets;

namespace Sockeye.Readiness.Selectors;

/// <summary>On poll. What is closed is told with POLLNVAL, and is then not asked for any more: that is the silence of epoll.</summary>
internal sealed class PollSelector : Selector
{
    // Stands for this selector among those that are waited for: closing it ends the wait. The kernel is never asked about it.
    private readonly Descriptor _self = Descriptor.Borrow(int.MaxValue);
    private readonly Dictionary<IPollable, SelectorKey> _keys = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _gate = new();
    private readonly Poll _poll;
    private PollReady[] _room = [];

    internal PollSelector()
        : base(SelectorKind.Poll) => _poll = new Poll(_self);

    private protected override void Add(SelectorKey key)
    {
        lock (_gate)
        {
            _poll.Register(key.Object, Events(key));
            _keys[key.Object] = key;
        }
    }

    private protected override void Change(SelectorKey key) => Add(key);

    private protected override void Remove(SelectorKey key)
    {
        lock (_gate)
        {
            _keys.Remove(key.Object);
            _poll.Forget(key.Object);
        }
    }

    private protected override int Wait(Span<SelectorReady> into, Deadline end, CancellationToken cancellation)
    {
        while (true)
        {
            int most = Math.Max(_poll.Count, 1);
            if (_room.Length < most)
            {
                _room = new PollReady[Waiting.RoomFor(most)];
            }

            int count = _poll.Wait(_room, end.IsNever ? null : end.Left, cancellation);
            int told = Tell(_room.AsSpan(0, count), into);
            if (told > 0 || end.HasPassed)
            {
                return told;
            }
        }
    }

    private int Tell(Span<PollReady> found, Span<SelectorReady> into)
    {
        int told = 0;
        lock (_gate)
        {
            int begin = Begin(found.Length);
            for (int i = 0; i < found.Length; i++)
            {
                PollReady one = found[(begin + i) % found.Length];
                if ((one.Events & PollEvents.POLLNVAL) != 0)
                {
                    _poll.Forget(one.Object);
                }
                else if (told < into.Length && _keys.TryGetValue(one.Object, out SelectorKey? key) && Ready(one.Events, key) is SelectorEvents ready and not 0)
                {
                    into[told++] = new SelectorReady(key, ready);
                }
            }
        }

        found.Clear();
        Told(told, into.Length);
        return told;
    }

    private protected override void Release() => _self.Dispose();

    // Nothing where it was modified during the wait: what it was asked for is not asked for any more.
    private static SelectorEvents Ready(PollEvents events, SelectorKey key)
        => (((events & ~PollEvents.POLLOUT) != 0 ? SelectorEvents.Read : 0) | ((events & ~PollEvents.POLLIN) != 0 ? SelectorEvents.Write : 0)) & key.Events;

    private static PollEvents Events(SelectorKey key)
        => ((key.Events & SelectorEvents.Read) != 0 ? PollEvents.POLLIN : 0) | ((key.Events & SelectorEvents.Write) != 0 ? PollEvents.POLLOUT : 0);
}
