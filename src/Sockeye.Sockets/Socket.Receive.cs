using System.Net;
using System.Runtime.CompilerServices;
using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Calls;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets;

// recv(2), recvfrom(2), recvmsg(2) without ancillary data, which is in Socket.Messages.cs.
public sealed partial class Socket
{
    // Kinds that keep messages apart: MSG_TRUNC makes the kernel tell a message's real length. (On TCP it would throw bytes away.)
    internal bool KeepsMessages => Kind is not SocketKind.SOCK_STREAM;

    /// <summary>How many pieces one gathering send or scattering receive takes: IOV_MAX, 1024. Python: <c>sysconf("SC_IOV_MAX")</c>.</summary>
    public const int MaxPieces = MessageCalls.MaxPieces;

    /// <summary>Receives what is there, waiting for at least one byte: recv(2). Python: <c>recv_into</c>. Allocates nothing.</summary>
    /// <param name="into">Where to. A stream fills at most all of it; a datagram must fit.</param>
    /// <param name="flags">MSG_PEEK, MSG_OOB, MSG_WAITALL …</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <returns>The number of bytes. 0 on a stream: the peer has closed its half. 0 on a datagram socket: an empty datagram.</returns>
    /// <exception cref="MessageTooLongException">
    /// A datagram was larger than <paramref name="into"/>: what fits is there, the rest is gone. Pass MSG_TRUNC to have the real
    /// length returned instead, or use <see cref="ReceiveFrom(Span{byte}, MessageFlags, CancellationToken)"/>.
    /// </exception>
    /// <exception cref="WouldBlockException">Non-blocking, and nothing is there.</exception>
    /// <exception cref="SocketTimeoutException">Nothing came in time.</exception>
    /// <exception cref="ConnectionResetException">The peer threw the connection away.</exception>
    [OverloadResolutionPriority(1)]
    public int Receive(Span<byte> into, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        if (KeepsMessages)
        {
            Message message = ReceiveOne("recv", into, flags, [], cancellation);
            return Whole("recv", message, into, flags);
        }

        if (WantsAll(flags))
        {
            return ReceiveAsManyAsAsked(into, flags, partIsFine: true, cancellation);
        }

        var call = new ReceiveCall(into, flags);
        SysResult got = Run("recv", ref call, cancellation);
        return got.Failed ? throw Fault("recv", got.Error) : (int)got.Value;
    }

    /// <summary>Receives what is there of a stream and never waits, whatever the timeout; that nothing is there is no error. Allocates nothing.</summary>
    /// <param name="into">Where to: room for at least one byte, or the answer would look like the end.</param>
    /// <param name="count">The number of bytes; 0 together with true: the peer has closed its half.</param>
    /// <returns>False: nothing is there.</returns>
    /// <exception cref="InvalidOperationException">The socket is no stream: an empty datagram could not be told from the end.</exception>
    /// <exception cref="ConnectionResetException">The peer threw the connection away.</exception>
    public bool TryReceive(Span<byte> into, out int count)
    {
        if (KeepsMessages)
        {
            throw new InvalidOperationException($"only a SOCK_STREAM socket is received from like this, and this one is {Kind}");
        }

        var call = new ReceiveCall(into, MessageFlags.MSG_DONTWAIT);
        return Went("recv", Run("recv", ref call, CancellationToken.None), out count);
    }

    /// <summary>Receives at most <paramref name="max"/> bytes into a new array. Python: <c>recv</c>.</summary>
    /// <param name="max">The largest number of bytes, 0 or more.</param>
    /// <param name="flags">As for the other form.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <returns>The bytes; none when the peer of a stream has closed its half.</returns>
    /// <inheritdoc cref="Receive(Span{byte}, MessageFlags, CancellationToken)" path="/exception"/>
    public byte[] Receive(int max, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(max);
        byte[] buffer = new byte[max];
        return Filled(buffer, Receive(buffer.AsSpan(), flags, cancellation));
    }

    /// <summary>Receives until the buffer is full: one timeout for all of it.</summary>
    /// <param name="into">What to fill.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <exception cref="InvalidOperationException">The socket is no stream: messages have ends of their own.</exception>
    /// <exception cref="EndOfStreamException">The peer closed in the middle; the message says after how many bytes.</exception>
    /// <exception cref="SocketTimeoutException">Not all came in time; <see cref="SocketFaultException.BytesTransferred"/> are in the buffer.</exception>
    public void ReceiveExactly(Span<byte> into, CancellationToken cancellation = default)
    {
        DemandStream();
        Exactly(ReceiveAsManyAsAsked(into, MessageFlags.None, partIsFine: false, cancellation), into.Length);
    }

    internal int Exactly(int received, int asked)
        => received == asked ? received
            : IsClosed ? throw Closed("recv")
            : throw new EndOfStreamException($"recv from {Quietly(local: false) ?? _remote}: the peer closed after {received} of {asked} bytes");

    private void DemandStream()
    {
        if (KeepsMessages)
        {
            throw new InvalidOperationException($"only a SOCK_STREAM socket is received from until a buffer is full, and this one is {Kind}");
        }
    }

    // MSG_WAITALL answers with the part that came in time, as recv(2) does; ReceiveExactly does not.
    private int ReceiveAsManyAsAsked(Span<byte> into, MessageFlags flags, bool partIsFine, CancellationToken cancellation)
    {
        var call = new ReceiveExactlyCall(into, flags);
        SysResult got = Run("recv", ref call, cancellation);
        return AllOrPart("recv", got, call.Received, partIsFine);
    }

    /// <summary>Receives into several buffers in order, as one call: recvmsg(2). Python: <c>recvmsg_into</c> without ancillary data.</summary>
    /// <param name="into">The buffers; the first <see cref="MaxPieces"/> are used.</param>
    /// <param name="flags">As for <see cref="Receive(Span{byte}, MessageFlags, CancellationToken)"/>.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <returns>The number of bytes over all buffers.</returns>
    /// <inheritdoc cref="Receive(Span{byte}, MessageFlags, CancellationToken)" path="/exception"/>
    public int Receive(ReadOnlySpan<Memory<byte>> into, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        var call = new ScatterCall(into, AskedFor(flags), [], untilFull: WantsAll(flags));
        int received = AllOrPart("recvmsg", Run("recvmsg", ref call, cancellation), call.Arrival.Received, WantsAll(flags));
        if (!KeepsMessages)
        {
            return received;
        }

        // What the kernel did not look at is no room.
        return Whole("recvmsg", new Message(received, RoomOf(into[..Math.Min(into.Length, MaxPieces)]), call.Arrival.Said, null), [], flags);
    }

    /// <summary>Receives a datagram and says who sent it: recvfrom(2). Python: <c>recvfrom_into</c>.</summary>
    /// <param name="into">Where to.</param>
    /// <param name="flags">MSG_PEEK …</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <returns>The count, the sender, and whether the datagram was larger than the buffer: it never is cut in silence.</returns>
    /// <exception cref="WouldBlockException">Non-blocking, and nothing is there.</exception>
    /// <exception cref="SocketTimeoutException">Nothing came in time.</exception>
    /// <exception cref="ConnectionRefusedException">A connected datagram socket: an earlier datagram found nobody.</exception>
    public ReceivedFrom ReceiveFrom(Span<byte> into, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        Message message = ReceiveOne("recvfrom", into, flags, stackalloc byte[AddressCodec.MaxSize], cancellation);
        return new ReceivedFrom(message.Count, message.Sender, message.Length, message.IsCut);
    }

    /// <summary>Receives a datagram of at most <paramref name="max"/> bytes into a new array. Python: <c>recvfrom</c>.</summary>
    /// <param name="max">The largest number of bytes, 0 or more.</param>
    /// <param name="sender">Who sent it; null on a connected stream.</param>
    /// <param name="flags">MSG_PEEK …</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <exception cref="MessageTooLongException">The datagram was larger: what fitted, its length and its sender are in the error, the rest is gone.</exception>
    public byte[] ReceiveFrom(int max, out EndPoint? sender, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(max);
        byte[] buffer = new byte[max];
        Message message = ReceiveOne("recvfrom", buffer, flags, stackalloc byte[AddressCodec.MaxSize], cancellation);
        sender = message.Sender;
        return Filled(buffer, Whole("recvfrom", message, buffer, flags));
    }

    // With MSG_TRUNC the count may be more than fitted.
    private static byte[] Filled(byte[] buffer, int count) => count >= buffer.Length ? buffer : buffer[..count];

    /// <summary>Receives a datagram and writes the sender into an envelope that is used again and again: allocates nothing.</summary>
    /// <param name="into">Where to.</param>
    /// <param name="sender">Filled with the sender's address, its size set; made with room for the family, as <c>new SocketAddress(AddressFamily.InterNetworkV6)</c>.</param>
    /// <param name="flags">MSG_PEEK …</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <returns>The number of bytes.</returns>
    /// <exception cref="ArgumentException">The envelope is too small for an address of the socket's family.</exception>
    /// <exception cref="MessageTooLongException">The datagram was larger: what fits is there, the rest is gone.</exception>
    public int ReceiveFrom(Span<byte> into, SocketAddress sender, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sender);
        DemandRoom(sender, nameof(sender));
        if (WantsAll(flags))
        {
            sender.Size = 0;
            return ReceiveAsManyAsAsked(into, flags, partIsFine: true, cancellation);
        }

        var call = new ReceiveMessageCall(into, AskedFor(flags), sender.Buffer.Span);
        SysResult got = Run("recvfrom", ref call, cancellation);
        if (got.Failed)
        {
            throw Fault("recvfrom", got.Error);
        }

        sender.Size = call.Arrival.Address.Length;
        return Whole("recvfrom", new Message((int)got.Value, into.Length, call.Arrival.Said, null), into, flags);
    }

    private void DemandRoom(SocketAddress envelope, string name)
    {
        int needed = AddressCodec.SizeOf(Family);
        if (envelope.Buffer.Length < needed)
        {
            throw new ArgumentException($"an address of {Family} needs {needed} bytes, and this envelope has {envelope.Buffer.Length}", name);
        }
    }

    internal bool WantsAll(MessageFlags flags)
        => !KeepsMessages && (flags & (MessageFlags.MSG_WAITALL | MessageFlags.MSG_PEEK)) == MessageFlags.MSG_WAITALL;

    internal int AllOrPart(string operation, SysResult got, int received, bool partIsFine)
        => !got.Failed || (partIsFine && received > 0 && got.Error is (Errno.EAGAIN or OwnTimeout))
            ? received
            : throw Fault(operation, got.Error, transferred: received);

    private Message ReceiveOne(string operation, Span<byte> into, MessageFlags flags, Span<byte> address, CancellationToken cancellation)
    {
        if (WantsAll(flags))
        {
            int all = ReceiveAsManyAsAsked(into, flags, partIsFine: true, cancellation);
            return new Message(all, into.Length, MessageFlags.None, Sender: null);
        }

        var call = new ReceiveMessageCall(into, AskedFor(flags), address);
        SysResult got = Run(operation, ref call, cancellation);
        if (got.Failed)
        {
            throw Fault(operation, got.Error);
        }

        return new Message((int)got.Value, into.Length, call.Arrival.Said, address.IsEmpty ? null : SenderOf(call.Arrival.Address));
    }

    // A Unix sender that was not bound has an address of no bytes.
    internal EndPoint? SenderOf(ReadOnlySpan<byte> address)
        => AddressCodec.Read(address) ?? (Family == Family.AF_UNIX && KeepsMessages ? UnixEndPoint.Unnamed : null);

    internal static int RoomOf(ReadOnlySpan<Memory<byte>> pieces)
    {
        long room = 0;
        foreach (Memory<byte> piece in pieces)
        {
            room += piece.Length;
        }

        return (int)Math.Min(room, int.MaxValue);
    }

    // The caller who peeks or asks for the real length knows what a short buffer means; for the others a cut is an error.
    internal int Whole(string operation, Message message, ReadOnlySpan<byte> buffer, MessageFlags flags)
    {
        if (message.IsCut && (flags & (MessageFlags.MSG_TRUNC | MessageFlags.MSG_PEEK)) == 0)
        {
            throw new MessageTooLongException(
                new Fault(operation, Errno.EMSGSIZE)
                {
                    Local = Quietly(local: true),
                    Remote = message.Sender,
                    BytesTransferred = message.Count,
                    Cause = message.Length > message.Count
                        ? $"a message of {message.Length} bytes was cut to the {message.Room} of the buffer"
                        : $"a message was cut to the {message.Room} bytes of the buffer",
                },
                message.Length,
                buffer[..Math.Min(buffer.Length, message.Count)].ToArray());
        }

        return (flags & MessageFlags.MSG_TRUNC) != 0 ? message.Length : message.Count;
    }

    /// <summary>What one receive brought: most families tell a cut message's whole length (MSG_TRUNC), all of them that it was cut.</summary>
    internal readonly record struct Message(int Length, int Room, MessageFlags Said, EndPoint? Sender)
    {
        internal int Count => Math.Min(Length, Room);

        internal bool IsCut => Length > Room || (Said & MessageFlags.MSG_TRUNC) != 0;
    }
}
