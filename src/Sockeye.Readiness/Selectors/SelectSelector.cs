using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets;

namespace Sockeye.Readiness.Selectors;

/// <summary>On select. What is closed is left out of the lists: that is the silence of epoll.</summary>
internal sealed class SelectSelector() : Selector(SelectorKind.Select)
{
    // Stands for this selector among those that are waited for: closing it ends the wait. The kernel is never asked about it.
    private readonly Descriptor _self = Descriptor.Borrow(int.MaxValue);
    private readonly Dictionary<int, SelectorKey> _keys = [];
    private readonly Lock _gate = new();

    private protected override void Add(SelectorKey key)
    {
        Readiness.Select.ThrowIfTooHigh(key.Object);
        lock (_gate)
        {
            _keys[key.Number] = key;
        }
    }

    private protected override void Change(SelectorKey key) => Add(key);

    private protected override void Remove(SelectorKey key)
    {
        lock (_gate)
        {
            if (_keys.GetValueOrDefault(key.Number)?.Object == key.Object)
            {
                _keys.Remove(key.Number);
            }
        }
    }

    private protected override int Wait(Span<SelectorReady> into, Deadline end, CancellationToken cancellation)
    {
        while (true)
        {
            SelectorKey[] open = Open();
            try
            {
                SelectLists<KeyItem> ready = Readiness.Select.Wait(
                    new SelectLists<KeyItem>(Asking(open, SelectorEvents.Read), Asking(open, SelectorEvents.Write), []), end, _self, cancellation);
                int told = Tell(open, ready, into);
                if (told > 0 || end.HasPassed)
                {
                    return told;
                }
            }
            catch (ObjectDisposedException) when (!_self.IsClosed)
            {
                // One of them was closed meanwhile: on without it.
            }
            catch (SocketFaultException fault) when (fault.Errno == Errno.EBADF)
            {
                // So was a borrowed one, by its owner.
            }
        }
    }

    private protected override void Release() => _self.Dispose();

    private SelectorKey[] Open()
    {
        lock (_gate)
        {
            // Asked of each: one that somebody closed behind our back would fail every wait.
            return [.. _keys.Values.Where(static key => !key.Object.Descriptor.IsClosed && !DescriptorCalls.GetInheritable(key.Number).Failed)];
        }
    }

    private static KeyItem[] Asking(SelectorKey[] keys, SelectorEvents events)
        => [.. keys.Where(key => (key.Events & events) != 0).Select(static key => new KeyItem(key))];

    // As they are registered now: what was taken out or modified during the wait is told as if the wait had seen it.
    private int Tell(SelectorKey[] keys, SelectLists<KeyItem> ready, Span<SelectorReady> into)
    {
        var events = new Dictionary<SelectorKey, SelectorEvents>(ReferenceEqualityComparer.Instance);
        foreach (KeyItem item in ready.Read)
        {
            events[item.Key] = SelectorEvents.Read;
        }

        foreach (KeyItem item in ready.Write)
        {
            events[item.Key] = events.GetValueOrDefault(item.Key) | SelectorEvents.Write;
        }

        int told = 0;
        lock (_gate)
        {
            SelectorKey[] found = [.. keys.Where(events.ContainsKey)];
            int begin = Begin(found.Length);
            for (int i = 0; i < found.Length; i++)
            {
                SelectorKey asked = found[(begin + i) % found.Length];
                if (told < into.Length && _keys.TryGetValue(asked.Number, out SelectorKey? key) && key.Object == asked.Object
                    && (events[asked] & key.Events) is SelectorEvents now and not 0)
                {
                    into[told++] = new SelectorReady(key, now);
                }
            }
        }

        Told(told, into.Length);
        return told;
    }

    private readonly record struct KeyItem(SelectorKey Key) : IPollable
    {
        public Descriptor Descriptor => Key.Object.Descriptor;

        public override string ToString() => $"{Key.Object}";
    }
}
