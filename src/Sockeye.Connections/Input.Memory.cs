using System.Buffers;
using Sockeye.Loops;
using Sockeye.Loops.Buffers;

namespace Sockeye.Connections;

// Where the bytes lie.
internal sealed partial class Input
{
    private const int SmallestOwn = 1024;
    private const int LargestOwn = 1 << 30;     // an array's length is an int, and they grow by doubling
    private const int TurnsInOwnMemory = 8;

    private byte[]? _memory;        // the bytes at hand, from _start to _end: in a slab, or rented
    private int _start;
    private int _end;
    private Slab? _loan;
    private int _lastCount;
    private byte _ownTurns;

    /// <inheritdoc/>
    public bool KeepsLoan()
    {
        if (Volatile.Read(ref _loan) is not Slab loan)
        {
            return false;
        }

        _ownTurns = TurnsInOwnMemory;
        if (connection.IsClosed)
        {
            loan.Abandon();     // who closed it may have looked before the loan was there
        }

        return true;
    }

    /// <summary>By who closes the connection: where bytes of the loop's are being looked at, the loop goes on without that memory.</summary>
    internal void Abandon() => Volatile.Read(ref _loan)?.Abandon();

    /// <summary>By the reader, or when its handler is over: nobody looks at what is at hand any more. Not under a read, which may be filling it.</summary>
    internal void LetGo()
    {
        if (!_isUnderWay)
        {
            Free();
        }
    }

    /// <summary>Takes what is left, for somebody who reads the connection by other means.</summary>
    internal byte[] TakeAll()
    {
        byte[] left = _memory is null ? [] : _memory[_start.._end];
        Free();
        return left;
    }

    /// <summary>The same into a span, as far as it goes.</summary>
    internal int Take(Span<byte> into)
    {
        int count = Math.Min(into.Length, Left);
        if (count > 0)
        {
            _memory.AsSpan(_start, count).CopyTo(into);
            _start += count;
            if (_start == _end)
            {
                Free();
            }
        }

        return count;
    }

    private Span<byte> Room(ref Turn turn, out Slab? slab)
    {
        slab = null;
        if (_ownTurns > 0)
        {
            _ownTurns--;
        }
        else if (turn.Slabs?.Carve() is Slab carved)
        {
            slab = carved;
            return slab.Memory.AsSpan(slab.Position);
        }

        (_memory, _start, _end) = (ArrayPool<byte>.Shared.Rent(Math.Clamp(_lastCount + 1, SmallestOwn, connection.Channel.Loop.Group.Options.SlabSize)), 0, 0);
        return _memory;
    }

    // Behind what is left over: it grows, at most doubling, only by bytes that have come.
    private Span<byte> RoomBehind()
    {
        byte[] memory = _memory!;
        if (memory.Length - _end < memory.Length / 4)
        {
            int have = _end - _start;
            byte[] to = have > memory.Length / 2 && memory.Length <= LargestOwn / 2 ? ArrayPool<byte>.Shared.Rent(memory.Length * 2) : memory;
            memory.AsSpan(_start, have).CopyTo(to);
            if (to != memory)
            {
                ArrayPool<byte>.Shared.Return(memory);
            }

            (_memory, _start, _end) = (to, 0, have);
        }

        return _memory.AsSpan(_end);
    }

    private void MoveOut(int from)
    {
        int left = _end - from;
        byte[] own = ArrayPool<byte>.Shared.Rent(Math.Max(SmallestOwn, left * 2));
        _memory.AsSpan(from, left).CopyTo(own);
        Free();
        (_memory, _start, _end) = (own, 0, left);
    }

    private void Free()
    {
        if (_memory is null)
        {
            return;
        }

        if (_loan is Slab slab)
        {
            Volatile.Write(ref _loan, null);
            _memory = null;
            slab.GiveBack();
        }
        else
        {
            ArrayPool<byte>.Shared.Return(_memory);
            _memory = null;
        }

        (_start, _end) = (0, 0);
    }

    private int PlaceOf(SequencePosition position)
    {
        if (position.GetObject() is byte[] memory && memory != _memory)
        {
            throw new InvalidOperationException("the position is none of this input's");
        }

        return position.GetObject() is null ? _start : position.GetInteger() & int.MaxValue;
    }
}
