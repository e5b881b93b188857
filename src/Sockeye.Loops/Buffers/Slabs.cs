namespace Sockeye.Loops.Buffers;

/// <summary>The memory that one loop lends to its receives: one slab, more when loans outlive their turn, and then no more.</summary>
/// <remarks>Used by the loop alone, outside of handlers. Where all slabs are lent, a connection uses memory of its own: nobody waits.</remarks>
internal sealed class Slabs(int size, int most)
{
    private readonly List<Slab> _all = [];
    private Slab? _current;

    /// <summary>How many receives found every slab lent.</summary>
    internal long Exhausted { get; private set; }

    internal int Count => _all.Count;

    /// <summary>True when nobody has bytes of any of them.</summary>
    internal bool IsFree => _all.TrueForAll(static slab => slab.IsFree);

    /// <summary>A slab with a useful rest; null when all are lent.</summary>
    internal Slab? Carve()
    {
        Slab? current = _current;
        if (current is null || (current.Position > 0 && !TryRewind(current) && current.Memory.Length - current.Position < size / 4))
        {
            current = _current = Another();
        }

        return current;
    }

    /// <summary>
    /// After a handler that looked at lent bytes has returned, and the loop is still ours: what it gave back is used again. Only the
    /// last piece that was carved can be: behind another one, somebody may still be looking.
    /// </summary>
    internal static void Settle(in Turn turn, bool stillHeld)
    {
        if (turn.Lent is Slab slab && !stillHeld && slab.Position == turn.LentEnd)
        {
            slab.Position = turn.LentEnd - turn.LentCount;
        }
    }

    private Slab? Another()
    {
        _all.RemoveAll(static slab => slab.IsAbandoned);
        foreach (Slab slab in _all)
        {
            if (TryRewind(slab))
            {
                return slab;
            }
        }

        if (_all.Count < most)
        {
            var made = new Slab(size);
            _all.Add(made);
            return made;
        }

        Exhausted++;
        return null;
    }

    private static bool TryRewind(Slab slab)
    {
        if (!slab.IsFree)
        {
            return false;
        }

        slab.Rewind();
        return true;
    }
}
