using Sockeye.Loops;
using Sockeye.Loops.Telemetry;
using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Calls;

namespace Sockeye.Sockets.Async;

/// <summary>send(2): once, or until everything is with the kernel; sendto(2); sendmsg(2), of one buffer or of several.</summary>
internal sealed class SendVerb : SocketVerb<int>
{
    private ReadOnlyMemory<byte> _data;
    private ReadOnlyMemory<ReadOnlyMemory<byte>> _pieces;       // instead of that one, where it gathers
    private MessageFlags _flags;
    private AncillaryData? _ancillary;
    private byte[] _address = [];       // kept for the next use
    private int _addressLength;
    private int _sent;
    private bool _all;
    private bool _queues;
    private bool _asMessage;
    private bool _gathers;

    internal override string Name
        => _asMessage ? nameof(Socket.SendMessageAsync)
            : _addressLength > 0 ? nameof(Socket.SendToAsync)
            : _all ? nameof(Socket.SendAllAsync)
            : nameof(Socket.SendAsync);

    internal override bool CanQueue => _queues;

    private protected override string Operation => _asMessage || _gathers ? "sendmsg" : _addressLength > 0 ? "sendto" : "send";

    private protected override bool UsuallyGoes => true;

    internal SendVerb Of(Socket socket, ReadOnlyMemory<byte> data, MessageFlags flags, bool all = false)
    {
        Serve(socket);
        (_data, _flags, _all, _queues) = (data, flags, all, socket.KeepsMessages);
        (_addressLength, _sent, _asMessage, _gathers) = (0, 0, false, false);
        return this;
    }

    internal SendVerb Of(Socket socket, ReadOnlyMemory<ReadOnlyMemory<byte>> pieces, MessageFlags flags)
    {
        Of(socket, ReadOnlyMemory<byte>.Empty, flags);
        (_pieces, _gathers) = (pieces, true);
        return this;
    }

    /// <summary>To that address.</summary>
    internal SendVerb To(ReadOnlySpan<byte> address)
    {
        if (_address.Length < address.Length)
        {
            _address = new byte[AddressCodec.MaxSize];
        }

        address.CopyTo(_address);
        _addressLength = address.Length;
        return this;
    }

    /// <summary>With that beside it, perhaps nothing; it is in use until this is over.</summary>
    internal SendVerb With(AncillaryData? ancillary)
    {
        (_ancillary, _asMessage) = (ancillary, true);
        return this;
    }

    private protected override SysResult Step(ref Turn turn)
    {
        while (true)
        {
            SysResult sent = ByteCount.Sent(Once(turn.Descriptor));
            if (sent.Error == Errno.EAGAIN && Wait.ForSendingTo(Address, MessageFlags.None) == Wait.Retry)
            {
                TryAgainSoon();
            }

            if (sent.Failed || !_all)
            {
                return sent;
            }

            _sent += (int)sent.Value;
            if (_sent == _data.Length)
            {
                return SysResult.Success(_sent);
            }

            if (!MayGoOn(turn, out SysResult instead))
            {
                return instead;
            }
        }
    }

    private protected override int Result(SysResult outcome)
        => _asMessage ? Socket.SentMessage(outcome, Address, _ancillary)
            : outcome.Failed ? throw Socket.Fault(Operation, outcome.Error, AddressCodec.Read(Address), transferred: _sent)
            : (int)outcome.Value;

    private protected override void Forget()
    {
        base.Forget();
        AncillaryData.EndUse(_ancillary);
        (_data, _pieces, _ancillary) = (default, default, null);
    }

    private Span<byte> Address => _address.AsSpan(0, _addressLength);

    private SysResult Once(int descriptor)
    {
        MessageFlags flags = _flags | MessageFlags.MSG_DONTWAIT;
        if (_gathers)
        {
            return new GatherCall(_pieces.Span, flags, Address, _ancillary).Invoke(descriptor);
        }

        if (_asMessage)
        {
            return new SendMessageCall(_data.Span, flags, Address, _ancillary).Invoke(descriptor);
        }

        ReadOnlySpan<byte> rest = _data.Span[_sent..];
        return _addressLength > 0
            ? TransferCalls.SendTo(descriptor, rest, (int)flags, Address)
            : TransferCalls.Send(descriptor, rest, (int)flags);
    }
}
