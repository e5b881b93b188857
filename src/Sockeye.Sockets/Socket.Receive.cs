using System.Net;
using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Calls;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets;

// recv(2), recvfrom(2), recvmsg(2) without ancillary data.
public sealed partial class Socket
{
    // Kinds that keep messages apart: MSG_TRUNC makes the kernel tell a message's real length. (On TCP it would throw bytes away.)
    private bool KeepsMessages => Kind is not SocketKind.SOCK_STREAM;

    /// <summary>How many pieces one gathering send or scattering receive takes: IOV_MAX, 1024. Python: <c>sysconf("SC_IOV_MAX")</c>.</summary>
    public const int MaxPieces = TransferCalls.MaxPieces;

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
    public int Receive(Span<byte> into, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        if ((flags & MessageFlags.MSG_WAITALL) != 0 && !KeepsMessages && (flags & MessageFlags.MSG_PEEK) == 0)
        {
            return ReceiveAsManyAsAsked(into, flags, cancellation);
        }

        var call = new ReceiveCall(into, KeepsMessages ? flags | MessageFlags.MSG_TRUNC : flags);
        SysResult got = Run("recv", ref call, cancellation);
        if (got.Failed)
        {
            throw Fault("recv", got.Error);
        }

        return Whole("recv", (int)got.Value, into.Length, flags);
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
        int count = Math.Min(Receive(buffer.AsSpan(), flags, cancellation), max);
        return count == max ? buffer : buffer[..count];
    }

    /// <summary>Receives until the buffer is full: one timeout for all of it.</summary>
    /// <param name="into">What to fill.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <exception cref="InvalidOperationException">The socket is no stream: messages have ends of their own.</exception>
    /// <exception cref="EndOfStreamException">The peer closed in the middle; the message says after how many bytes.</exception>
    /// <exception cref="SocketTimeoutException">Not all came in time; <see cref="SocketFaultException.BytesTransferred"/> are in the buffer.</exception>
    public void ReceiveExactly(Span<byte> into, CancellationToken cancellation = default)
    {
        if (KeepsMessages)
        {
            throw new InvalidOperationException($"only a SOCK_STREAM socket is received from until a buffer is full, and this one is {Kind}");
        }

        int received = ReceiveAsManyAsAsked(into, MessageFlags.None, cancellation);
        if (received < into.Length)
        {
            throw IsClosed
                ? Closed("recv")
                : new EndOfStreamException($"recv from {Quietly(local: false) ?? _remote}: the peer closed after {received} of {into.Length} bytes");
        }
    }

    private int ReceiveAsManyAsAsked(Span<byte> into, MessageFlags flags, CancellationToken cancellation)
    {
        var call = new ReceiveExactlyCall(into, flags);
        SysResult got = Run("recv", ref call, cancellation);
        if (!got.Failed)
        {
            return (int)got.Value;
        }

        // Not to wait was asked for: then MSG_WAITALL brings what is there, as the kernel itself would.
        return got.Error == Errno.EAGAIN && call.Received > 0 && (flags & MessageFlags.MSG_WAITALL) != 0
            ? call.Received
            : throw Fault("recv", got.Error, transferred: call.Received);
    }

    /// <summary>Receives into several buffers in order, as one call: recvmsg(2). Python: <c>recvmsg_into</c> without ancillary data.</summary>
    /// <param name="into">The buffers; the first <see cref="MaxPieces"/> are used.</param>
    /// <param name="flags">As for <see cref="Receive(Span{byte}, MessageFlags, CancellationToken)"/>.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <returns>The number of bytes over all buffers.</returns>
    /// <inheritdoc cref="Receive(Span{byte}, MessageFlags, CancellationToken)" path="/exception"/>
    public int Receive(ReadOnlySpan<Memory<byte>> into, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        var call = new ScatterCall(into, KeepsMessages ? flags | MessageFlags.MSG_TRUNC : flags);
        SysResult got = Run("recvmsg", ref call, cancellation);
        if (got.Failed)
        {
            throw Fault("recvmsg", got.Error);
        }

        // What the kernel did not look at is no room.
        long room = 0;
        foreach (Memory<byte> piece in into[..Math.Min(into.Length, MaxPieces)])
        {
            room += piece.Length;
        }

        return Whole("recvmsg", (int)got.Value, room, flags);
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
        int length = ReceiveWithAddress(into, flags, stackalloc byte[AddressCodec.MaxSize], out EndPoint? sender, cancellation);
        return new ReceivedFrom(Math.Min(length, into.Length), sender, length);
    }

    /// <summary>Receives a datagram of at most <paramref name="max"/> bytes into a new array. Python: <c>recvfrom</c>.</summary>
    /// <param name="max">The largest number of bytes, 0 or more.</param>
    /// <param name="sender">Who sent it; null on a connected stream.</param>
    /// <param name="flags">MSG_PEEK …</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <exception cref="MessageTooLongException">The datagram was larger: what did not fit is gone.</exception>
    public byte[] ReceiveFrom(int max, out EndPoint? sender, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(max);
        byte[] buffer = new byte[max];
        int length = ReceiveWithAddress(buffer, flags, stackalloc byte[AddressCodec.MaxSize], out sender, cancellation);
        int count = Math.Min(Whole("recvfrom", length, max, flags), max);
        return count == max ? buffer : buffer[..count];
    }

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
        int needed = AddressCodec.SizeOf(Family);
        if (sender.Buffer.Length < needed)
        {
            throw new ArgumentException($"an address of {Family} needs {needed} bytes, and this envelope has {sender.Buffer.Length}", nameof(sender));
        }

        var call = new ReceiveFromCall(into, KeepsMessages ? flags | MessageFlags.MSG_TRUNC : flags, sender.Buffer.Span);
        SysResult got = Run("recvfrom", ref call, cancellation);
        if (got.Failed)
        {
            throw Fault("recvfrom", got.Error);
        }

        sender.Size = call.Address.Length;
        return Whole("recvfrom", (int)got.Value, into.Length, flags);
    }

    private int ReceiveWithAddress(Span<byte> into, MessageFlags flags, Span<byte> address, out EndPoint? sender, CancellationToken cancellation)
    {
        var call = new ReceiveFromCall(into, KeepsMessages ? flags | MessageFlags.MSG_TRUNC : flags, address);
        SysResult got = Run("recvfrom", ref call, cancellation);
        if (got.Failed)
        {
            throw Fault("recvfrom", got.Error);
        }

        sender = AddressCodec.Read(call.Address);
        return (int)got.Value;
    }

    // The caller who peeks or asks for the real length knows what a short buffer means; for the others a cut is an error.
    private int Whole(string operation, int length, long room, MessageFlags flags)
    {
        if (length > room && (flags & (MessageFlags.MSG_TRUNC | MessageFlags.MSG_PEEK)) == 0)
        {
            throw FaultFactory.Create(new Fault(operation, Errno.EMSGSIZE)
            {
                Local = Quietly(local: true),
                Cause = $"a datagram of {length} bytes was cut to the {room} of the buffer",
            });
        }

        return (flags & MessageFlags.MSG_TRUNC) != 0 ? length : (int)Math.Min(length, room);
    }
}
