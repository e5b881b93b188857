using System.Net;
using Sockeye.Sockets.Async;

namespace Sockeye.Sockets;

// The receiving verbs, awaited.
public sealed partial class Socket
{
    /// <summary><see cref="Receive(Span{byte}, MessageFlags, CancellationToken)"/>, awaited. asyncio: <c>loop.sock_recv_into</c>. Allocates nothing.</summary>
    /// <param name="into">Where to. It is the socket's until the task is done.</param>
    /// <param name="flags">MSG_PEEK, MSG_OOB, MSG_WAITALL … With MSG_DONTWAIT it does not wait.</param>
    /// <param name="cancellation">Ends the wait early. Bytes that came first are the answer.</param>
    /// <remarks>
    /// <para>Verbs that are awaited wait on an event loop of the process (<see cref="Loops.LoopGroup.Default"/>), and whoever awaits goes on there unless it has a
    /// context of its own. It may block, at a price: see <see cref="Loops.Lane.Guarded"/>. The first of them makes the descriptor non-blocking for good.</para>
    /// <para>Code that goes on there must not block on another awaited verb of the same socket (<c>.Result</c>, <c>.Wait()</c>): its answer is handed out only after that code,
    /// and neither a timeout nor closing ends the wait. Call the blocking verb. Other sockets go on, but for <see cref="Loops.Lane.Inline"/>.</para>
    /// <para>Time, errors and closing are those of the blocking form, but that a <see cref="Timeout"/> of zero does not keep them from waiting: only one
    /// above zero limits them, and <see cref="Deadline"/>. Await each task once.</para>
    /// <para>A stream socket takes one reading and one writing verb at a time. Accepts, and the verbs of sockets that keep messages apart, may be many: they are answered in the order they were called.</para>
    /// </remarks>
    /// <exception cref="InvalidOperationException">Another reading verb is under way on this stream.</exception>
    /// <inheritdoc cref="Receive(Span{byte}, MessageFlags, CancellationToken)" path="/returns"/>
    /// <inheritdoc cref="Receive(Span{byte}, MessageFlags, CancellationToken)" path="/exception"/>
    public ValueTask<int> ReceiveAsync(Memory<byte> into, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        if (NeverWaits(flags))
        {
            return ReceiveNow(into, flags, cancellation);
        }

        return KeepsMessages
            ? ReceiveDatagram(into, new MessageOptions { Flags = flags }, cancellation)
            : ReceiveFromStream(into, flags, exactly: false).Run(Reads, cancellation);
    }

    /// <summary><see cref="ReceiveExactly"/>, awaited: one timeout for all of it. Allocates nothing.</summary>
    /// <param name="into">What to fill.</param>
    /// <param name="cancellation">Ends the wait early; a part may have come, and the stream is then good for nothing but to be closed.</param>
    /// <remarks>See <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>.</remarks>
    /// <inheritdoc cref="ReceiveExactly" path="/exception"/>
    public ValueTask ReceiveExactlyAsync(Memory<byte> into, CancellationToken cancellation = default)
    {
        DemandStream();
        return ReceiveFromStream(into, MessageFlags.None, exactly: true).RunToEnd(Reads, cancellation);
    }

    /// <summary><see cref="ReceiveFrom(Span{byte}, MessageFlags, CancellationToken)"/>, awaited. asyncio: <c>loop.sock_recvfrom_into</c>.</summary>
    /// <param name="into">Where to.</param>
    /// <param name="flags">MSG_PEEK …</param>
    /// <param name="cancellation">Ends the wait early; a datagram that came first is the answer.</param>
    /// <remarks>See <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>.</remarks>
    /// <inheritdoc cref="ReceiveFrom(Span{byte}, MessageFlags, CancellationToken)" path="/returns"/>
    /// <inheritdoc cref="ReceiveFrom(Span{byte}, MessageFlags, CancellationToken)" path="/exception"/>
    public ValueTask<ReceivedFrom> ReceiveFromAsync(Memory<byte> into, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        if (NeverWaits(flags))
        {
            return ReceiveFromNow(into, flags, cancellation);
        }

        VerbLine line = Reads;
        return line.Rent<ReceiveFromVerb>().Of(this, into, flags).Run(line, cancellation);
    }

    /// <summary><see cref="ReceiveFrom(Span{byte}, SocketAddress, MessageFlags, CancellationToken)"/>, awaited. Allocates nothing.</summary>
    /// <param name="into">Where to.</param>
    /// <param name="sender">Filled with the sender's address, its size set, when the task is done.</param>
    /// <param name="flags">MSG_PEEK …</param>
    /// <param name="cancellation">Ends the wait early; a datagram that came first is the answer.</param>
    /// <remarks>See <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>.</remarks>
    /// <inheritdoc cref="ReceiveFrom(Span{byte}, SocketAddress, MessageFlags, CancellationToken)" path="/returns"/>
    /// <inheritdoc cref="ReceiveFrom(Span{byte}, SocketAddress, MessageFlags, CancellationToken)" path="/exception"/>
    public ValueTask<int> ReceiveFromAsync(Memory<byte> into, SocketAddress sender, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sender);
        DemandRoom(sender, nameof(sender));
        return NeverWaits(flags)
            ? ReceiveFromNow(into, sender, flags, cancellation)
            : ReceiveDatagram(into, new MessageOptions { Flags = flags, Envelope = sender }, cancellation);
    }

    /// <summary><see cref="ReceiveMessage(Span{byte}, MessageOptions, CancellationToken)"/>, awaited. Allocates nothing where <see cref="MessageOptions.Envelope"/> takes the sender, or there is none.</summary>
    /// <param name="into">Where to.</param>
    /// <param name="options">Room for ancillary data, which is in use until the task is done; flags.</param>
    /// <param name="cancellation">Ends the wait early; a message that came first is the answer.</param>
    /// <remarks>See <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>.</remarks>
    /// <inheritdoc cref="ReceiveMessage(Span{byte}, MessageOptions, CancellationToken)" path="/returns"/>
    /// <inheritdoc cref="ReceiveMessage(Span{byte}, MessageOptions, CancellationToken)" path="/exception"/>
    public ValueTask<ReceivedMessage> ReceiveMessageAsync(Memory<byte> into, MessageOptions options = default, CancellationToken cancellation = default)
    {
        if (NeverWaits(options.Flags))
        {
            return ReceiveMessageNow(into, options, cancellation);
        }

        DemandReceive(options);
        VerbLine line = Reads;
        _ = AncillaryData.Use(options.Ancillary);       // until the verb is over
        return line.Rent<ReceiveMessageVerb>().Of(this, into, options).Run(line, cancellation);
    }

    /// <summary><see cref="Receive(int, MessageFlags, CancellationToken)"/>, awaited. asyncio: <c>loop.sock_recv</c>.</summary>
    /// <param name="max">The largest number of bytes, 0 or more.</param>
    /// <param name="flags">As for the other form.</param>
    /// <param name="cancellation">Ends the wait early. Bytes that came first are the answer.</param>
    /// <remarks>See <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="max"/> is negative.</exception>
    /// <inheritdoc cref="Receive(int, MessageFlags, CancellationToken)" path="/returns"/>
    /// <inheritdoc cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)" path="/exception"/>
    public ValueTask<byte[]> ReceiveAsync(int max, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(max);
        return ReceiveNew(new byte[max], flags, cancellation);
    }

    /// <summary><see cref="ReceiveFrom(int, out EndPoint?, MessageFlags, CancellationToken)"/>, awaited. asyncio: <c>loop.sock_recvfrom</c>.</summary>
    /// <param name="max">The largest number of bytes, 0 or more.</param>
    /// <param name="flags">MSG_PEEK …</param>
    /// <param name="cancellation">Ends the wait early; a datagram that came first is the answer.</param>
    /// <remarks>See <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>.</remarks>
    /// <returns>The datagram and who sent it; null on a connected stream.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="max"/> is negative.</exception>
    /// <inheritdoc cref="ReceiveFrom(int, out EndPoint?, MessageFlags, CancellationToken)" path="/exception"/>
    public ValueTask<(byte[] Data, EndPoint? Sender)> ReceiveFromAsync(int max, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(max);
        return ReceiveNewFrom(new byte[max], flags, cancellation);
    }

    private async ValueTask<byte[]> ReceiveNew(byte[] buffer, MessageFlags flags, CancellationToken cancellation)
        => Filled(buffer, await ReceiveAsync(buffer.AsMemory(), flags, cancellation).ConfigureAwait(false));

    private async ValueTask<(byte[] Data, EndPoint? Sender)> ReceiveNewFrom(byte[] buffer, MessageFlags flags, CancellationToken cancellation)
    {
        ReceivedFrom got = await ReceiveFromAsync(buffer.AsMemory(), flags, cancellation).ConfigureAwait(false);
        var message = new Message(got.Length, buffer.Length, got.Truncated ? MessageFlags.MSG_TRUNC : MessageFlags.None, got.Sender);
        return (Filled(buffer, Whole("recvfrom", message, buffer, flags)), got.Sender);
    }

    private StreamReceiveVerb ReceiveFromStream(Memory<byte> into, MessageFlags flags, bool exactly)
    {
        StreamReceiveVerb verb = Reads.Rent<StreamReceiveVerb>().Of(into, flags, untilFull: exactly || WantsAll(flags), exactly);
        verb.Serve(this);
        return verb;
    }

    private ValueTask<int> ReceiveDatagram(Memory<byte> into, in MessageOptions options, CancellationToken cancellation)
    {
        VerbLine line = Reads;
        return line.Rent<DatagramReceiveVerb>().Of(this, into, options).Run(line, cancellation);
    }
}
