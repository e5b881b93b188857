namespace Sockeye.Loops.Buffers;

/// <summary>A piece of memory of one loop, from which receives carve what they lend.</summary>
internal sealed class Slab(int size)
{
    private int _loans;
    private volatile bool _isAbandoned;

    /// <summary>Pinned: the kernel writes into it, and it is never moved.</summary>
    internal readonly byte[] Memory = GC.AllocateUninitializedArray<byte>(size, pinned: true);

    /// <summary>Where the next receive goes. The loop's own: outside of handlers only.</summary>
    internal int Position { get; set; }

    /// <summary>True when nobody looks at bytes in it.</summary>
    internal bool IsFree => Volatile.Read(ref _loans) == 0;

    /// <summary>True when its loop is to use it no more: somebody may look at bytes in it, and may never say when he has done.</summary>
    internal bool IsAbandoned => _isAbandoned && !IsFree;

    /// <summary>By the loop, before anybody sees the bytes.</summary>
    internal void Lend() => Interlocked.Increment(ref _loans);

    /// <summary>By whoever had them, from any thread.</summary>
    internal void GiveBack() => Interlocked.Decrement(ref _loans);

    /// <summary>
    /// From any thread, by who closes a connection under a reader that has a loan: the loop goes on without this memory, and the garbage
    /// collector takes it when nobody sees it any more. So no other connection's bytes ever land where the reader looks.
    /// </summary>
    internal void Abandon() => _isAbandoned = true;

    /// <summary>By the loop: from the beginning again. Only when it is free.</summary>
    internal void Rewind() => (Position, _isAbandoned) = (0, false);
}
