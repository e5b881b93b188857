using Sockeye.Native;
using Sockeye.Native.Libc;

namespace Sockeye.Sockets.Calls;

/// <summary>
/// recvmsg(2) into one buffer: a message, who sent it, what came beside it, and whether it was cut. Where it is to be full, again and
/// again until it is, or the <see cref="Arrival"/> has ended.
/// </summary>
internal ref struct ReceiveMessageCall(Span<byte> into, MessageFlags flags, Span<byte> address, AncillaryData? ancillary = null, bool untilFull = false) : ISocketCall
{
    private readonly Span<byte> _into = into;
    private Arrival _arrival = new(address, ancillary);

    internal readonly Arrival Arrival => _arrival;

    /// <summary>How many bytes are there already, of steps that others made.</summary>
    internal int Before
    {
        init => _arrival.Received = value;
    }

    public readonly short WaitFor => Wait.ForReading(flags);

    public readonly bool Unfinished => untilFull && !_arrival.Ended && _arrival.Received < _into.Length;

    public SysResult Invoke(int fd)
    {
        Envelope envelope = _arrival.Room();
        SysResult got = MessageCalls.Receive(fd, _into[_arrival.Received..], (int)flags, ref envelope);
        return _arrival.Take(got, envelope);
    }
}

/// <summary>The same into several pieces.</summary>
internal ref struct ScatterCall(ReadOnlySpan<Memory<byte>> pieces, MessageFlags flags, Span<byte> address, AncillaryData? ancillary = null, bool untilFull = false) : ISocketCall
{
    private readonly ReadOnlySpan<Memory<byte>> _pieces = pieces;
    private Arrival _arrival = new(address, ancillary);

    internal readonly Arrival Arrival => _arrival;

    /// <summary>How many bytes are there already, of steps that others made.</summary>
    internal int Before
    {
        init => _arrival.Received = value;
    }

    public readonly short WaitFor => Wait.ForReading(flags);

    public readonly bool Unfinished => untilFull && !_arrival.Ended && !Rest().IsEmpty;

    public SysResult Invoke(int fd)
    {
        Envelope envelope = _arrival.Room();
        SysResult got = _arrival.Received == 0
            ? MessageCalls.Receive(fd, _pieces, (int)flags, ref envelope)
            : MessageCalls.Receive(fd, Rest(), (int)flags, ref envelope);
        return _arrival.Take(got, envelope);
    }

    // The part of the piece that is being filled; empty when all are full.
    private readonly Span<byte> Rest()
    {
        int before = _arrival.Received;
        foreach (Memory<byte> piece in _pieces)
        {
            if (before < piece.Length)
            {
                return piece.Span[before..];
            }

            before -= piece.Length;
        }

        return [];
    }
}

/// <summary>sendmsg(2) of one buffer</summary>
internal readonly ref struct SendMessageCall(ReadOnlySpan<byte> data, MessageFlags flags, Span<byte> address, AncillaryData? ancillary) : ISocketCall
{
    private readonly ReadOnlySpan<byte> _data = data;
    private readonly Span<byte> _address = address;

    public short WaitFor => Wait.ForSendingTo(_address, flags);

    public bool Unfinished => false;

    public SysResult Invoke(int fd)
    {
        SysResult sent = MessageCalls.Send(fd, _data, (int)flags, new Envelope { Address = _address, Control = ancillary is null ? [] : ancillary.ToSend() });
        GC.KeepAlive(ancillary);    // its finalizer would close the descriptors that are on their way
        return sent;
    }
}

/// <summary>sendmsg(2) of several pieces</summary>
internal readonly ref struct GatherCall(ReadOnlySpan<ReadOnlyMemory<byte>> pieces, MessageFlags flags, Span<byte> address = default, AncillaryData? ancillary = null) : ISocketCall
{
    private readonly ReadOnlySpan<ReadOnlyMemory<byte>> _pieces = pieces;
    private readonly Span<byte> _address = address;

    public short WaitFor => Wait.ForSendingTo(_address, flags);

    public bool Unfinished => false;

    public SysResult Invoke(int fd)
    {
        SysResult sent = MessageCalls.Send(fd, _pieces, (int)flags, new Envelope { Address = _address, Control = ancillary is null ? [] : ancillary.ToSend() });
        GC.KeepAlive(ancillary);
        return sent;
    }
}
