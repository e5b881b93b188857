namespace Sockeye.Native;

/// <summary>The descriptors that one thread waits for together. While it lasts none of their numbers can be closed, and so reused; closing one ends the wait.</summary>
/// <remarks>
/// A descriptor is listed first and counted then: whoever closes it finds the count, and so looks for the thread and finds it
/// here. It is taken off the list after it was counted off. May be used again and again, by one thread at a time.
/// </remarks>
internal sealed class Gathering
{
    private Descriptor?[] _held = new Descriptor?[8];
    private int _count;
    private BlockedThread? _thread;
    private Gathering? _outer;

    /// <summary>True when one of them was closed since it was added.</summary>
    internal bool AnyClosed
    {
        get
        {
            foreach (Descriptor? held in _held.AsSpan(0, _count))
            {
                if (held!.IsClosed)
                {
                    return true;
                }
            }

            return false;
        }
    }

    internal void Begin(BlockedThread thread)
    {
        _thread = thread;
        _outer = thread.Enter(this);
    }

    /// <summary>False: it is closed, and the wait goes without it.</summary>
    internal bool TryAdd(Descriptor descriptor)
    {
        if (_count == _held.Length)
        {
            Array.Resize(ref _held, _count * 2);
        }

        Volatile.Write(ref _held[_count], descriptor);
        if (!descriptor.TryHold(_thread!))
        {
            _held[_count] = null;
            return false;
        }

        _count++;
        return true;
    }

    /// <summary>Ends the wait: descriptors that were closed meanwhile are closed by this.</summary>
    internal void End()
    {
        BlockedThread thread = _thread!;
        thread.Leave(_outer);
        foreach (Descriptor? held in _held.AsSpan(0, _count))
        {
            held!.Release(thread);
        }

        Array.Clear(_held, 0, _count);
        _count = 0;
    }

    /// <summary>Asked by any thread.</summary>
    internal bool Holds(Descriptor descriptor) => Array.IndexOf(Volatile.Read(ref _held), descriptor) >= 0;
}
