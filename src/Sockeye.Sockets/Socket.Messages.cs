using System.Net;
using System.Runtime.CompilerServices;
using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Calls;

namespace Sockeye.Sockets;

// sendmsg(2) and recvmsg(2) with all that they can carry: an address, ancillary data, several buffers.
public sealed partial class Socket
{
    /// <summary>Sends a message with ancillary data, perhaps only a part of its bytes: sendmsg(2). Python: <c>sendmsg</c>. Allocates nothing.</summary>
    /// <param name="data">The bytes. On a stream, ancillary data needs at least one to travel with.</param>
    /// <param name="options">Ancillary data, where to, flags.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <returns>How many bytes the kernel took; the ancillary data went with the first of them.</returns>
    /// <exception cref="ArgumentException">The options name two addresses.</exception>
    /// <exception cref="InvalidOperationException">What the kernel would drop in silence: descriptors over a socket that is no Unix socket, and what <see cref="AncillaryData.AddTimeToLive"/>, <see cref="AncillaryData.AddHopLimit"/> and their like added for IP packets of another family, or over a stream. Or the descriptors were taken out of the ancillary data, or another thread uses it.</exception>
    /// <exception cref="SocketFaultException">The kernel does not take a control message, or too many descriptors (EINVAL); they are longer than net.core.optmem_max (ENOBUFS); too many descriptors are on their way (ETOOMANYREFS).</exception>
    /// <inheritdoc cref="Send(ReadOnlySpan{byte}, MessageFlags, CancellationToken)" path="/exception"/>
    [OverloadResolutionPriority(1)]
    public int SendMessage(ReadOnlySpan<byte> data, MessageOptions options = default, CancellationToken cancellation = default)
    {
        using AncillaryData.Turn turn = AncillaryData.Use(options.Ancillary);
        Span<byte> address = AddressOf(options, stackalloc byte[AddressCodec.MaxSize]);
        DemandEffect(options.Ancillary, address);
        var call = new SendMessageCall(data, options.Flags, address, options.Ancillary);
        return SentMessage(Run("sendmsg", ref call, cancellation), address, options.Ancillary);
    }

    /// <summary>Sends several pieces as one message, with ancillary data: sendmsg(2). Python: <c>sendmsg</c>.</summary>
    /// <param name="pieces">The pieces, in order; at most <see cref="MaxPieces"/>.</param>
    /// <param name="options">Ancillary data, where to, flags.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <returns>How many bytes over all pieces the kernel took; the ancillary data went with the first of them.</returns>
    /// <exception cref="MessageTooLongException">More pieces than <see cref="MaxPieces"/>, or a datagram larger than the protocol carries.</exception>
    /// <inheritdoc cref="SendMessage(ReadOnlySpan{byte}, MessageOptions, CancellationToken)" path="/exception"/>
    public int SendMessage(ReadOnlySpan<ReadOnlyMemory<byte>> pieces, MessageOptions options = default, CancellationToken cancellation = default)
    {
        using AncillaryData.Turn turn = AncillaryData.Use(options.Ancillary);
        Span<byte> address = AddressOf(options, stackalloc byte[AddressCodec.MaxSize]);
        DemandEffect(options.Ancillary, address);
        DemandPieces("sendmsg", pieces.Length);
        var call = new GatherCall(pieces, options.Flags, address, options.Ancillary);
        return SentMessage(Run("sendmsg", ref call, cancellation), address, options.Ancillary);
    }

    /// <summary>Receives a message, its sender and its ancillary data: recvmsg(2). Python: <c>recvmsg_into</c>. Allocates nothing where <see cref="MessageOptions.Envelope"/> takes the sender, or there is none.</summary>
    /// <param name="into">Where to.</param>
    /// <param name="options">Room for ancillary data, flags.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <returns>Count, sender, and whether bytes or ancillary data were cut: neither happens in silence.</returns>
    /// <remarks>Descriptors that come belong to the <see cref="AncillaryData"/>, are close-on-exec, and are closed with it unless they are taken. Without room for them the kernel closes them.</remarks>
    /// <exception cref="ArgumentException">The options say where to send to, or the envelope is too small for an address of the socket's family.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses the ancillary data.</exception>
    /// <exception cref="WouldBlockException">Non-blocking, or from the error queue, and nothing is there.</exception>
    /// <exception cref="SocketTimeoutException">Nothing came in time.</exception>
    /// <exception cref="ConnectionResetException">The peer threw the connection away.</exception>
    /// <exception cref="ConnectionRefusedException">A connected datagram socket: an earlier datagram found nobody.</exception>
    [OverloadResolutionPriority(1)]
    public ReceivedMessage ReceiveMessage(Span<byte> into, MessageOptions options = default, CancellationToken cancellation = default)
    {
        using AncillaryData.Turn turn = AncillaryData.Use(options.Ancillary);
        Span<byte> address = RoomForSender(options, stackalloc byte[AddressCodec.MaxSize]);
        var call = new ReceiveMessageCall(into, AskedFor(options.Flags), address, options.Ancillary, WantsAll(options.Flags));
        int received = AllOrPart("recvmsg", Run("recvmsg", ref call, cancellation), call.Arrival.Received, WantsAll(options.Flags));
        return AsReceived(new Message(received, into.Length, call.Arrival.Said, SenderOf(call.Arrival.Address, options.Envelope)));
    }

    /// <summary>Receives a message into several buffers in order, as one call: recvmsg(2). Python: <c>recvmsg_into</c>.</summary>
    /// <param name="into">The buffers; at most <see cref="MaxPieces"/>.</param>
    /// <param name="options">Room for ancillary data, flags.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <exception cref="MessageTooLongException">More buffers than <see cref="MaxPieces"/>.</exception>
    /// <inheritdoc cref="ReceiveMessage(Span{byte}, MessageOptions, CancellationToken)"/>
    public ReceivedMessage ReceiveMessage(ReadOnlySpan<Memory<byte>> into, MessageOptions options = default, CancellationToken cancellation = default)
    {
        using AncillaryData.Turn turn = AncillaryData.Use(options.Ancillary);
        Span<byte> address = RoomForSender(options, stackalloc byte[AddressCodec.MaxSize]);
        DemandPieces("recvmsg", into.Length);
        var call = new ScatterCall(into, AskedFor(options.Flags), address, options.Ancillary, WantsAll(options.Flags));
        int received = AllOrPart("recvmsg", Run("recvmsg", ref call, cancellation), call.Arrival.Received, WantsAll(options.Flags));
        return AsReceived(new Message(received, RoomOf(into), call.Arrival.Said, SenderOf(call.Arrival.Address, options.Envelope)));
    }

    private void DemandPieces(string operation, int count)
    {
        if (count > MaxPieces)
        {
            throw IsClosed ? Closed(operation) : Fault(operation, Errno.EMSGSIZE);
        }
    }

    // What the kernel would drop in silence is refused.
    private void DemandEffect(AncillaryData? ancillary, ReadOnlySpan<byte> address)
    {
        if (ancillary is { DescriptorCount: > 0 } && Family != Family.AF_UNIX)
        {
            throw IsClosed ? Closed("sendmsg") : new InvalidOperationException($"descriptors go over Unix sockets alone, and this one is {Family}");
        }

        if (ancillary is { IsForPackets: true } && !IsClosed)
        {
            DemandPackets(ancillary, address);
        }
    }

    private void DemandPackets(AncillaryData ancillary, ReadOnlySpan<byte> address)
    {
        if (Kind == SocketKind.SOCK_STREAM || Family is not (Family.AF_INET or Family.AF_INET6))
        {
            throw new InvalidOperationException($"{ancillary.Dropped(Family.AF_UNSPEC, Family)} goes beside IP datagrams alone, and this is {Family} {Kind}");
        }

        Family packet = Family == Family.AF_INET ? Family.AF_INET : AddressCodec.PacketsTo(address.IsEmpty ? PeerOf(stackalloc byte[AddressCodec.MaxSize]) : address);
        if (packet != Family.AF_UNSPEC && ancillary.Dropped(packet, Family) is SocketOption dropped)
        {
            throw new InvalidOperationException(packet == Family.AF_INET
                ? $"{dropped} goes beside IPv6 datagrams alone, and this one is IPv4: AddTimeToLive, AddTypeOfService and an IPv4 PacketInfo are for those"
                : $"{dropped} goes beside IPv4 datagrams alone, and this one is IPv6: AddHopLimit, AddTrafficClass and an IPv6 PacketInfo are for those");
        }
    }

    // Empty where there is none: then the kernel says what is missing.
    private ReadOnlySpan<byte> PeerOf(Span<byte> room)
    {
        using Entered entered = Enter("sendmsg");
        return SocketCalls.GetPeerName(_descriptor.Raw, room, out int length).Failed ? [] : room[..length];
    }

    private static Span<byte> AddressOf(in MessageOptions options, Span<byte> room) => options switch
    {
        { To: not null, Envelope: not null } => throw new ArgumentException("To and Envelope both say where to send to", nameof(options)),
        { To: EndPoint to } => room[..AddressCodec.Write(to, room)],
        { Envelope: SocketAddress envelope } => envelope.Buffer.Span[..envelope.Size],
        _ => [],
    };

    private Span<byte> RoomForSender(in MessageOptions options, Span<byte> room)
    {
        DemandReceive(options);
        return options.Envelope is null ? room : options.Envelope.Buffer.Span;
    }

    private void DemandReceive(in MessageOptions options)
    {
        if (options.To is not null)
        {
            throw new ArgumentException("To says where to send to, and this is a receive", nameof(options));
        }

        if (options.Envelope is not null)
        {
            DemandRoom(options.Envelope, nameof(options));
        }
    }

    private EndPoint? SenderOf(ReadOnlySpan<byte> address, SocketAddress? envelope)
    {
        if (envelope is null)
        {
            return SenderOf(address);
        }

        envelope.Size = address.Length;
        return null;
    }

    internal MessageFlags AskedFor(MessageFlags flags) => KeepsMessages ? flags | MessageFlags.MSG_TRUNC : flags;

    internal int SentMessage(SysResult sent, ReadOnlySpan<byte> address, AncillaryData? ancillary)
        => sent.Failed ? throw Fault("sendmsg", sent.Error, AddressCodec.Read(address), hint: ancillary?.HintFor(sent.Error)) : (int)sent.Value;

    internal static ReceivedMessage AsReceived(Message message) => new(message.Count, message.Sender, message.Length, message.Said);
}
