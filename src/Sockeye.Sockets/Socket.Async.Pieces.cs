using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Async;

namespace Sockeye.Sockets;

// Several pieces as one call, awaited. The pieces and the list of them are in use until the task is done.
public sealed partial class Socket
{
    /// <summary><see cref="Receive(ReadOnlySpan{Memory{byte}}, MessageFlags, CancellationToken)"/>, awaited. Allocates nothing.</summary>
    /// <param name="into">The buffers; the first <see cref="MaxPieces"/> are used. They and their list are the socket's until the task is done.</param>
    /// <param name="flags">As for <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>.</param>
    /// <param name="cancellation">Ends the wait early. Bytes that came first are the answer.</param>
    /// <remarks>See <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>.</remarks>
    /// <exception cref="InvalidOperationException">Another reading verb is under way on this stream.</exception>
    /// <inheritdoc cref="Receive(ReadOnlySpan{Memory{byte}}, MessageFlags, CancellationToken)" path="/returns"/>
    /// <inheritdoc cref="Receive(ReadOnlySpan{Memory{byte}}, MessageFlags, CancellationToken)" path="/exception"/>
    public ValueTask<int> ReceiveAsync(ReadOnlyMemory<Memory<byte>> into, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        if (NeverWaits(flags))
        {
            return ReceiveNow(into, flags, cancellation);
        }

        VerbLine line = Reads;
        return line.Rent<DatagramReceiveVerb>().Of(this, into, flags).Run(line, cancellation);
    }

    /// <summary><see cref="ReceiveMessage(ReadOnlySpan{Memory{byte}}, MessageOptions, CancellationToken)"/>, awaited. Allocates nothing where <see cref="MessageOptions.Envelope"/> takes the sender, or there is none.</summary>
    /// <param name="into">The buffers; at most <see cref="MaxPieces"/>. They and their list are the socket's until the task is done.</param>
    /// <param name="options">Room for ancillary data, which is in use until the task is done; flags.</param>
    /// <param name="cancellation">Ends the wait early; a message that came first is the answer.</param>
    /// <remarks>See <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>.</remarks>
    /// <inheritdoc cref="ReceiveMessage(Span{byte}, MessageOptions, CancellationToken)" path="/returns"/>
    /// <inheritdoc cref="ReceiveMessage(ReadOnlySpan{Memory{byte}}, MessageOptions, CancellationToken)" path="/exception"/>
    public ValueTask<ReceivedMessage> ReceiveMessageAsync(ReadOnlyMemory<Memory<byte>> into, MessageOptions options = default, CancellationToken cancellation = default)
    {
        if (NeverWaits(options.Flags))
        {
            return ReceiveMessageNow(into, options, cancellation);
        }

        DemandReceive(options);
        DemandPieces("recvmsg", into.Length);
        VerbLine line = Reads;
        _ = AncillaryData.Use(options.Ancillary);       // until the verb is over
        return line.Rent<ReceiveMessageVerb>().Of(this, into, options).Run(line, cancellation);
    }

    /// <summary><see cref="Send(ReadOnlySpan{ReadOnlyMemory{byte}}, MessageFlags, CancellationToken)"/>, awaited. Allocates nothing.</summary>
    /// <param name="pieces">The pieces, in order; of a stream the first <see cref="MaxPieces"/> are taken, a datagram has no more. They and their list are the socket's until the task is done.</param>
    /// <param name="flags">As for <see cref="SendAsync(ReadOnlyMemory{byte}, MessageFlags, CancellationToken)"/>.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <remarks>See <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>.</remarks>
    /// <exception cref="InvalidOperationException">Another writing verb is under way on this stream.</exception>
    /// <inheritdoc cref="Send(ReadOnlySpan{ReadOnlyMemory{byte}}, MessageFlags, CancellationToken)" path="/returns"/>
    /// <inheritdoc cref="Send(ReadOnlySpan{ReadOnlyMemory{byte}}, MessageFlags, CancellationToken)" path="/exception"/>
    public ValueTask<int> SendAsync(ReadOnlyMemory<ReadOnlyMemory<byte>> pieces, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        if (NeverWaits(flags))
        {
            return SendNow(pieces, flags, cancellation);
        }

        if (KeepsMessages)
        {
            DemandPieces("sendmsg", pieces.Length);      // the first ones alone would be another message
        }

        VerbLine line = Writes;
        return line.Rent<SendVerb>().Of(this, pieces, flags).Run(line, cancellation);
    }

    /// <summary><see cref="SendMessage(ReadOnlySpan{ReadOnlyMemory{byte}}, MessageOptions, CancellationToken)"/>, awaited. Allocates nothing.</summary>
    /// <param name="pieces">The pieces, in order; at most <see cref="MaxPieces"/>. They and their list are the socket's until the task is done.</param>
    /// <param name="options">Ancillary data, which is in use until the task is done; where to; flags.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <remarks>See <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>.</remarks>
    /// <inheritdoc cref="SendMessage(ReadOnlySpan{ReadOnlyMemory{byte}}, MessageOptions, CancellationToken)" path="/returns"/>
    /// <inheritdoc cref="SendMessage(ReadOnlySpan{ReadOnlyMemory{byte}}, MessageOptions, CancellationToken)" path="/exception"/>
    public ValueTask<int> SendMessageAsync(ReadOnlyMemory<ReadOnlyMemory<byte>> pieces, MessageOptions options = default, CancellationToken cancellation = default)
    {
        if (NeverWaits(options.Flags))
        {
            return SendMessageNow(pieces, options, cancellation);
        }

        DemandPieces("sendmsg", pieces.Length);
        Span<byte> address = AddressOf(options, stackalloc byte[AddressCodec.MaxSize]);
        VerbLine line = UseToSend(options.Ancillary, address);
        return line.Rent<SendVerb>().Of(this, pieces, options.Flags).With(options.Ancillary).To(address).Run(line, cancellation);
    }
}
