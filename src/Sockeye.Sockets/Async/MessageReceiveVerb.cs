using System.Net;
using Sockeye.Loops;
using Sockeye.Loops.Telemetry;
using Sockeye.Native;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Calls;

namespace Sockeye.Sockets.Async;

/// <summary>recvmsg(2): a message, who sent it, what came beside it, and whether it was cut.</summary>
internal abstract class MessageReceiveVerb<T> : SocketVerb<T>
{
    private Memory<byte> _into;
    private ReadOnlyMemory<Memory<byte>> _pieces;       // instead of that one, where it scatters
    private SocketAddress? _envelope;
    private AncillaryData? _ancillary;
    private MessageFlags _flags;
    private MessageFlags _said;
    private EndPoint? _sender;
    private int _received;
    private bool _queues;
    private bool _untilFull;
    private bool _unfinished;
    private bool _scatters;

    internal sealed override bool CanQueue => _queues;

    /// <summary>Whether the sender is told; where there is no envelope, as an end point.</summary>
    private protected abstract bool AsksForSender { get; }

    private protected MessageFlags Flags => _flags;

    private protected bool Scatters => _scatters;

    /// <summary>What shows what came of a message that was cut; none of several pieces, as in the blocking form.</summary>
    private protected ReadOnlySpan<byte> Buffer => _into.Span;

    private int Room => _scatters ? Socket.RoomOf(_pieces.Span[..Math.Min(_pieces.Length, Socket.MaxPieces)]) : _into.Length;

    internal void Take(Socket socket, Memory<byte> into, in MessageOptions options)
    {
        Serve(socket);
        (_into, _flags, _envelope, _ancillary) = (into, options.Flags, options.Envelope, options.Ancillary);
        (_queues, _untilFull) = (socket.KeepsMessages, socket.WantsAll(options.Flags));
        (_said, _sender, _received, _scatters) = (MessageFlags.None, null, 0, false);
    }

    internal void Take(Socket socket, ReadOnlyMemory<Memory<byte>> pieces, in MessageOptions options)
    {
        Take(socket, Memory<byte>.Empty, options);
        (_pieces, _scatters) = (pieces, true);
    }

    private protected sealed override SysResult Step(ref Turn turn)
    {
        Span<byte> room = stackalloc byte[AddressCodec.MaxSize];
        room = _envelope is not null ? _envelope.Buffer.Span : AsksForSender ? room : [];
        MessageFlags asked = (Socket.AskedFor(_flags) | MessageFlags.MSG_DONTWAIT) & ~MessageFlags.MSG_WAITALL;
        while (true)
        {
            SysResult got = _scatters ? Several(turn.Descriptor, asked, room) : One(turn.Descriptor, asked, room);
            turn.More |= got.Error != Errno.EAGAIN;     // there may be another one, and no event tells
            if (got.Failed || !_unfinished)
            {
                return got;
            }

            if (!MayGoOn(turn, out SysResult instead))
            {
                return instead;
            }
        }
    }

    /// <summary>What came; throws if nothing did.</summary>
    private protected Socket.Message Arrived(SysResult outcome)
    {
        int received = Socket.AllOrPart(Operation, outcome, _received, partIsFine: _untilFull);
        return new Socket.Message(received, Room, _said, _sender);
    }

    private protected override void Forget()
    {
        base.Forget();
        AncillaryData.EndUse(_ancillary);
        (_into, _pieces, _envelope, _ancillary, _sender) = (default, default, null, null, null);
    }

    private SysResult One(int descriptor, MessageFlags asked, Span<byte> room)
    {
        var call = new ReceiveMessageCall(_into.Span, asked, room, _ancillary, _untilFull) { Before = _received };
        SysResult got = call.Invoke(descriptor);
        TakeIn(got, call.Arrival, call.Unfinished);
        return got;
    }

    private SysResult Several(int descriptor, MessageFlags asked, Span<byte> room)
    {
        var call = new ScatterCall(_pieces.Span, asked, room, _ancillary, _untilFull) { Before = _received };
        SysResult got = call.Invoke(descriptor);
        TakeIn(got, call.Arrival, call.Unfinished);
        return got;
    }

    private void TakeIn(SysResult got, scoped in Arrival arrival, bool unfinished)
    {
        if (got.Failed)
        {
            return;
        }

        if ((_flags & MessageFlags.MSG_PEEK) == 0)
        {
            ByteCount.HasReceived(Math.Min(arrival.Received, Room) - Math.Min(_received, Room));     // of one that was cut, what fitted
        }

        _received = arrival.Received;
        _said |= arrival.Said;
        _unfinished = unfinished;
        if (!unfinished)
        {
            TakeSender(arrival.Address);
        }
    }

    private void TakeSender(ReadOnlySpan<byte> address)
    {
        if (_envelope is not null)
        {
            _envelope.Size = address.Length;
        }
        else if (AsksForSender)
        {
            _sender = Socket.SenderOf(address);
        }
    }
}

/// <summary>A message and no more, or with its sender in an envelope; and what goes into several pieces, of a stream too.</summary>
internal sealed class DatagramReceiveVerb : MessageReceiveVerb<int>
{
    private bool _from;

    internal override string Name => _from ? nameof(Socket.ReceiveFromAsync) : nameof(Socket.ReceiveAsync);

    private protected override string Operation => _from ? "recvfrom" : Scatters ? "recvmsg" : "recv";

    private protected override bool AsksForSender => false;

    internal DatagramReceiveVerb Of(Socket socket, Memory<byte> into, in MessageOptions options)
    {
        _from = options.Envelope is not null;
        Take(socket, into, options);
        return this;
    }

    internal DatagramReceiveVerb Of(Socket socket, ReadOnlyMemory<Memory<byte>> pieces, MessageFlags flags)
    {
        _from = false;
        Take(socket, pieces, new MessageOptions { Flags = flags });
        return this;
    }

    private protected override int Result(SysResult outcome) => Socket.Whole(Operation, Arrived(outcome), Buffer, Flags);
}

/// <summary>A message and its sender.</summary>
internal sealed class ReceiveFromVerb : MessageReceiveVerb<ReceivedFrom>
{
    internal override string Name => nameof(Socket.ReceiveFromAsync);

    private protected override string Operation => "recvfrom";

    private protected override bool AsksForSender => true;

    internal ReceiveFromVerb Of(Socket socket, Memory<byte> into, MessageFlags flags)
    {
        Take(socket, into, new MessageOptions { Flags = flags });
        return this;
    }

    private protected override ReceivedFrom Result(SysResult outcome)
    {
        Socket.Message message = Arrived(outcome);
        return new ReceivedFrom(message.Count, message.Sender, message.Length, message.IsCut);
    }
}

/// <summary>A message, its sender and its ancillary data.</summary>
internal sealed class ReceiveMessageVerb : MessageReceiveVerb<ReceivedMessage>
{
    internal override string Name => nameof(Socket.ReceiveMessageAsync);

    private protected override string Operation => "recvmsg";

    private protected override bool AsksForSender => true;

    internal ReceiveMessageVerb Of(Socket socket, Memory<byte> into, in MessageOptions options)
    {
        Take(socket, into, options);
        return this;
    }

    internal ReceiveMessageVerb Of(Socket socket, ReadOnlyMemory<Memory<byte>> pieces, in MessageOptions options)
    {
        Take(socket, pieces, options);
        return this;
    }

    private protected override ReceivedMessage Result(SysResult outcome) => Socket.AsReceived(Arrived(outcome));
}
