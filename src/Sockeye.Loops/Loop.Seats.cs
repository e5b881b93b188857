namespace Sockeye.Loops;

// Which channel an event is for: a slot, and which use of it, so that an event that comes late does not hit the next one in it.
internal sealed partial class Loop
{
    private readonly Lock _seating = new();
    private readonly Stack<int> _free = new();
    private Channel?[] _seats = new Channel?[64];
    private int _ever;
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

    /// <summary>By the loop: the channel that an event names, or null when it has gone.</summary>
    internal Channel? Find(ulong name)
    {
        Channel?[] seats = Volatile.Read(ref _seats);
        int slot = (int)(uint)name;
        Channel? channel = slot < seats.Length ? Volatile.Read(ref seats[slot]) : null;
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

            if (slot == _seats.Length)
            {
                var more = new Channel?[slot * 2];
                _seats.CopyTo(more, 0);
                Volatile.Write(ref _seats, more);
            }

            (channel.Slot, channel.Generation) = (slot, ++_generation);
            Volatile.Write(ref _seats[slot], channel);
        }
    }

    private void Unseat(Channel channel)
    {
        lock (_seating)
        {
            if (channel.Slot >= 0)
            {
                _seats[channel.Slot] = null;
                _free.Push(channel.Slot);
                channel.Slot = -1;
            }
        }
    }

    private List<Channel> Seated()
    {
        lock (_seating)
        {
            return [.. _seats.OfType<Channel>()];
        }
    }
}
