using System.Net;
using Sockeye.Loops;
using Sockeye.Native;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Calls;

namespace Sockeye.Sockets.Async;

/// <summary>recvmsg(2): a message, who sent it, what came beside it, and whether it was cut.</summary>
internal abstract class MessageReceiveVerb<T> : SocketVerb<T>
{
    private Memory<byte> _into;
    private SocketAddress? _envelope;
    private AncillaryData? _ancillary;
    private MessageFlags _flags;
    private MessageFlags _said;
    private EndPoint? _sender;
    private int _received;
    private bool _queues;
    private bool _untilFull;

    internal sealed override bool CanQueue => _queues;

    /// <summary>Whether the sender is told; where there is no envelope, as an end point.</summary>
    private protected abstract bool AsksForSender { get; }

    private protected MessageFlags Flags => _flags;

    private protected ReadOnlySpan<byte> Buffer => _into.Span;

    internal void Take(Socket socket, Memory<byte> into, in MessageOptions options)
    {
        Serve(socket);
        (_into, _flags, _envelope, _ancillary) = (into, options.Flags, options.Envelope, options.Ancillary);
        (_queues, _untilFull) = (socket.KeepsMessages, socket.WantsAll(options.Flags));
        (_said, _sender, _received) = (MessageFlags.None, null, 0);
    }

    private protected sealed override SysResult Step(ref Turn turn)
    {
        Span<byte> room = stackalloc byte[AddressCodec.MaxSize];
        room = _envelope is not null ? _envelope.Buffer.Span : AsksForSender ? room : [];
        MessageFlags asked = (Socket.AskedFor(_flags) | MessageFlags.MSG_DONTWAIT) & ~MessageFlags.MSG_WAITALL;
        while (true)
        {
            var call = new ReceiveMessageCall(_into.Span, asked, room, _ancillary, _untilFull) { Before = _received };
            SysResult got = call.Invoke(turn.Descriptor);
            turn.More |= got.Error != Errno.EAGAIN;     // there may be another one, and no event tells
            if (got.Failed)
            {
                return got;
            }

            _received = call.Arrival.Received;
            _said |= call.Arrival.Said;
            if (!call.Unfinished)
            {
                TakeSender(call.Arrival.Address);
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
        return new Socket.Message(received, _into.Length, _said, _sender);
    }

    private protected override void Forget()
    {
        base.Forget();
        AncillaryData.EndUse(_ancillary);
        (_into, _envelope, _ancillary, _sender) = (default, null, null, null);
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

/// <summary>A message and no more, or with its sender in an envelope.</summary>
internal sealed class DatagramReceiveVerb : MessageReceiveVerb<int>
{
    private bool _from;

    internal override string Name => _from ? nameof(Socket.ReceiveFromAsync) : nameof(Socket.ReceiveAsync);

    private protected override string Operation => _from ? "recvfrom" : "recv";

    private protected override bool AsksForSender => false;

    internal DatagramReceiveVerb Of(Socket socket, Memory<byte> into, in MessageOptions options)
    {
        _from = options.Envelope is not null;
        Take(socket, into, options);
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

    private protected override ReceivedMessage Result(SysResult outcome) => Socket.AsReceived(Arrived(outcome));
}
