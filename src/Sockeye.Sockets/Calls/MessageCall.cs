using Sockeye.Native;
using Sockeye.Native.Libc;

namespace Sockeye.Sockets.Calls;

/// <summary>
/// recvmsg(2) into one buffer: a message, who sent it, what came beside it, and whether it was cut. Where it is to be full, again and
/// again until it is, the peer has closed its half, or descriptors have come: with those a step ends, as in the kernel.
/// </summary>
internal ref struct ReceiveMessageCall(Span<byte> into, MessageFlags flags, Span<byte> address, AncillaryData? ancillary = null, bool untilFull = false) : ISocketCall
{
    private readonly Span<byte> _into = into;
    private readonly Span<byte> _address = address;
    private int _addressLength;
    private int _said;
    private bool _ended;

    internal int Received { get; private set; }

    /// <summary>The sender's address, after success.</summary>
    internal readonly ReadOnlySpan<byte> Address => _address[.._addressLength];

    /// <summary>What the kernel said of the message, after success: MSG_TRUNC when it was cut.</summary>
    internal readonly MessageFlags Said => (MessageFlags)_said;

    public readonly short WaitFor => Wait.ForReading(flags);

    public readonly bool Unfinished => untilFull && !_ended && Received < _into.Length;

    public SysResult Invoke(int fd)
    {
        var envelope = new Envelope { Address = _address, Control = ancillary is null ? [] : ancillary.RoomToReceive() };
        SysResult got = MessageCalls.Receive(fd, _into[Received..], (int)flags, ref envelope);
        if (got.Failed)
        {
            return got;
        }

        ancillary?.HasReceived(envelope.Control.Length);
        (_addressLength, _said) = (envelope.Address.Length, _said | envelope.Said);
        _ended = got.Value == 0 || ancillary is { DescriptorCount: > 0 };
        Received += (int)got.Value;
        return SysResult.Success(Received);
    }
}

/// <summary>The same into several pieces.</summary>
internal ref struct ScatterCall(ReadOnlySpan<Memory<byte>> pieces, MessageFlags flags, Span<byte> address, AncillaryData? ancillary = null, bool untilFull = false) : ISocketCall
{
    private readonly ReadOnlySpan<Memory<byte>> _pieces = pieces;
    private readonly Span<byte> _address = address;
    private int _addressLength;
    private int _said;
    private bool _ended;

    internal int Received { get; private set; }

    /// <inheritdoc cref="ReceiveMessageCall.Address"/>
    internal readonly ReadOnlySpan<byte> Address => _address[.._addressLength];

    /// <inheritdoc cref="ReceiveMessageCall.Said"/>
    internal readonly MessageFlags Said => (MessageFlags)_said;

    public readonly short WaitFor => Wait.ForReading(flags);

    public readonly bool Unfinished => untilFull && !_ended && !Rest().IsEmpty;

    public SysResult Invoke(int fd)
    {
        var envelope = new Envelope { Address = _address, Control = ancillary is null ? [] : ancillary.RoomToReceive() };
        SysResult got = Received == 0
            ? MessageCalls.Receive(fd, _pieces, (int)flags, ref envelope)
            : MessageCalls.Receive(fd, Rest(), (int)flags, ref envelope);
        if (got.Failed)
        {
            return got;
        }

        ancillary?.HasReceived(envelope.Control.Length);
        (_addressLength, _said) = (envelope.Address.Length, _said | envelope.Said);
        _ended = got.Value == 0 || ancillary is { DescriptorCount: > 0 };
        Received += (int)got.Value;
        return SysResult.Success(Received);
    }

    // The part of the piece that is being filled; empty when all are full.
    private readonly Span<byte> Rest()
    {
        int before = Received;
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
