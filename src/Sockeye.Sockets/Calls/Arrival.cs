using Sockeye.Native;
using Sockeye.Native.Libc;

namespace Sockeye.Sockets.Calls;

/// <summary>What the steps of one recvmsg verb have brought so far: how many bytes, and what came beside them.</summary>
/// <remarks>
/// A step that ends in an error, or with nothing beside its bytes, leaves what came beside the bytes before it. Descriptors are not
/// among that: with those a receive ends, as in the kernel.
/// </remarks>
internal ref struct Arrival(Span<byte> address, AncillaryData? ancillary)
{
    private readonly Span<byte> _address = address;
    private int _addressLength;
    private int _said;

    /// <summary>Set at the beginning where steps went before, for which another one of these was there.</summary>
    internal int Received { get; set; }

    /// <summary>The peer has closed its half, or descriptors have come.</summary>
    internal bool Ended { get; private set; }

    /// <summary>The sender's address, after success.</summary>
    internal readonly ReadOnlySpan<byte> Address => _address[.._addressLength];

    /// <summary>What the kernel said of the message, after success: MSG_TRUNC when it was cut.</summary>
    internal readonly MessageFlags Said => (MessageFlags)_said;

    /// <summary>Room for the next step.</summary>
    internal readonly Envelope Room() => new()
    {
        Address = _address,
        Control = ancillary is null ? [] : Received == 0 ? ancillary.RoomToReceive() : ancillary.RoomForMore(),
    };

    /// <summary>Takes in what a step brought. The answer of the verb: all bytes so far, or the error.</summary>
    internal SysResult Take(SysResult got, Envelope envelope)
    {
        if (Received > 0 && (got.Failed || envelope.Control.IsEmpty))
        {
            ancillary?.KeepEarlier();
        }
        else if (!got.Failed)
        {
            ancillary?.HasReceived(envelope.Control.Length);
        }

        if (got.Failed)
        {
            return got;
        }

        (_addressLength, _said) = (envelope.Address.Length, _said | envelope.Said);
        Ended = got.Value == 0 || ancillary is { DescriptorCount: > 0 };
        Received += (int)got.Value;
        return SysResult.Success(Received);
    }
}
