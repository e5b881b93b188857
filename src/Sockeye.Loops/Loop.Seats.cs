namespace Sockeye.Loops;

// Which channel an event is for: a slot, and which use of it, so that an event that comes late does not hit the next one in it.
internal sealed partial class Loop
{
    private const int RowBits = 10;
    private const int RowMask = (1 << RowBits) - 1;

    private readonly Lock _seating = new();
    private readonly Stack<int> _free = new();
    private Channel?[][] _rows = [];        // a new array for each row that is added: who looks meanwhile sees the one or the other
    private int _ever;
    private int _connections;
    private uint _generation;

    /// <summary>How many descriptors it watches.</summary>
    internal int Watched
    {
        get
        {
            lock (_seating)
            {
                return _ever - _free.Count;
            }
        }
    }

    /// <summary>How many of them are connections.</summary>
    internal int Connections => Volatile.Read(ref _connections);

    /// <summary>By the loop: the channel that an event names, or null when it has gone.</summary>
    internal Channel? Find(ulong name)
    {
        Channel?[][] rows = Volatile.Read(ref _rows);
        uint slot = (uint)name;
        uint row = slot >> RowBits;
        Channel? channel = row < (uint)rows.Length ? Volatile.Read(ref rows[row][slot & RowMask]) : null;
        return channel is not null && channel.Generation == (uint)(name >> 32) ? channel : null;
    }

    private void Seat(Channel channel)
    {
        lock (_seating)
        {
            if (!_free.TryPop(out int slot))
            {
                slot = _ever++;
            }

            if (slot >> RowBits == _rows.Length)
            {
                Volatile.Write(ref _rows, [.. _rows, new Channel?[1 << RowBits]]);
            }

            (channel.Slot, channel.Generation) = (slot, ++_generation);
            _connections += channel.IsConnection ? 1 : 0;
            Volatile.Write(ref _rows[slot >> RowBits][slot & RowMask], channel);
        }
    }

    private void Unseat(Channel channel)
    {
        lock (_seating)
        {
            if (channel.Slot >= 0)
            {
                _rows[channel.Slot >> RowBits][channel.Slot & RowMask] = null;
                _free.Push(channel.Slot);
                channel.Slot = -1;
                _connections -= channel.IsConnection ? 1 : 0;
            }
        }
    }

    private List<Channel> Seated()
    {
        lock (_seating)
        {
            return [.. _rows.SelectMany(static row => row.OfType<Channel>())];
        }
    }
}
