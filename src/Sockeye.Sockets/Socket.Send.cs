using System.Net;
using System.Runtime.CompilerServices;
using Sockeye.Native;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Calls;

namespace Sockeye.Sockets;

// send(2), sendto(2), sendmsg(2) without ancillary data, which is in Socket.Messages.cs. Never a SIGPIPE.
public sealed partial class Socket
{
    /// <summary>Sends, perhaps only a part: send(2). Allocates nothing.</summary>
    /// <param name="data">What to send. A datagram goes whole or not at all.</param>
    /// <param name="flags">MSG_OOB, MSG_MORE, MSG_DONTWAIT …</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <returns>How many bytes the kernel took: the rest is for the caller to send again. See <see cref="SendAll(ReadOnlySpan{byte}, MessageFlags, CancellationToken)"/>.</returns>
    /// <exception cref="BrokenPipeException">The peer has closed, or we have shut down the sending half.</exception>
    /// <exception cref="ConnectionResetException">The peer threw the connection away.</exception>
    /// <exception cref="MessageTooLongException">The datagram is larger than the protocol carries.</exception>
    /// <exception cref="WouldBlockException">Non-blocking, and the buffers are full.</exception>
    /// <exception cref="SocketTimeoutException">The buffers stayed full for the whole timeout.</exception>
    [OverloadResolutionPriority(1)]
    public int Send(ReadOnlySpan<byte> data, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        var call = new SendCall(data, flags);
        SysResult sent = Run("send", ref call, cancellation);
        return sent.Failed ? throw Fault("send", sent.Error) : (int)sent.Value;
    }

    /// <summary>Sends everything, with one timeout for all of it. Python: <c>sendall</c>. Allocates nothing.</summary>
    /// <param name="data">What to send.</param>
    /// <param name="flags">As for <see cref="Send(ReadOnlySpan{byte}, MessageFlags, CancellationToken)"/>.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <remarks>When it fails, <see cref="SocketFaultException.BytesTransferred"/> is what the kernel had taken; what the peer has read nobody knows.</remarks>
    /// <inheritdoc cref="Send(ReadOnlySpan{byte}, MessageFlags, CancellationToken)" path="/exception"/>
    [OverloadResolutionPriority(1)]
    public void SendAll(ReadOnlySpan<byte> data, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        var call = new SendAllCall(data, flags);
        SysResult sent = Run("send", ref call, cancellation);
        if (sent.Failed)
        {
            throw Fault("send", sent.Error, transferred: call.Sent);
        }
    }

    /// <summary>SendAll that counts as it goes: <paramref name="sent"/> is right however it ends, a cancelled token included.</summary>
    internal void SendAll(ReadOnlySpan<byte> data, ref int sent, CancellationToken cancellation)
    {
        var call = new SendAllCall(data, MessageFlags.None);
        try
        {
            SysResult answer = Run("send", ref call, cancellation);
            if (answer.Failed)
            {
                throw Fault("send", answer.Error, transferred: call.Sent);
            }
        }
        finally
        {
            sent += call.Sent;
        }
    }

    /// <summary>Sends what there is room for and never waits, whatever the timeout; full buffers are no error. Allocates nothing.</summary>
    /// <param name="data">What to send. A datagram goes whole or not at all.</param>
    /// <param name="count">How many bytes the kernel took, perhaps only a part.</param>
    /// <returns>False: there is no room, and nothing went.</returns>
    /// <exception cref="BrokenPipeException">The peer has closed, or we have shut down the sending half.</exception>
    /// <exception cref="ConnectionResetException">The peer threw the connection away.</exception>
    /// <exception cref="MessageTooLongException">The datagram is larger than the protocol carries.</exception>
    public bool TrySend(ReadOnlySpan<byte> data, out int count)
    {
        var call = new SendCall(data, MessageFlags.MSG_DONTWAIT);
        return Went("send", Run("send", ref call, CancellationToken.None), out count);
    }

    private bool Went(string operation, SysResult answer, out int count)
    {
        count = answer.Failed ? 0 : (int)answer.Value;
        return !answer.Failed || (answer.Error == Errno.EAGAIN ? false : throw Fault(operation, answer.Error));
    }

    /// <summary>Sends several pieces as one, perhaps only a part: sendmsg(2). Python: <c>sendmsg</c> without ancillary data.</summary>
    /// <param name="pieces">The pieces, in order; of a stream the first <see cref="MaxPieces"/> are taken, a datagram has no more.</param>
    /// <param name="flags">As for the other forms.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <returns>How many bytes over all pieces the kernel took.</returns>
    /// <inheritdoc cref="Send(ReadOnlySpan{byte}, MessageFlags, CancellationToken)" path="/exception"/>
    public int Send(ReadOnlySpan<ReadOnlyMemory<byte>> pieces, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        if (KeepsMessages)
        {
            DemandPieces("sendmsg", pieces.Length);      // the first ones alone would be another message
        }

        var call = new GatherCall(pieces, flags);
        SysResult sent = Run("sendmsg", ref call, cancellation);
        return sent.Failed ? throw Fault("sendmsg", sent.Error) : (int)sent.Value;
    }

    /// <summary>Sends a datagram to an address: sendto(2). Python: <c>sendto</c>.</summary>
    /// <param name="data">The datagram; it goes whole or not at all.</param>
    /// <param name="address">Where to.</param>
    /// <param name="flags">As for the other forms.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <returns>The number of bytes.</returns>
    /// <exception cref="SocketAccessException">A broadcast address without <see cref="SocketOptions.Broadcast"/>.</exception>
    /// <inheritdoc cref="Send(ReadOnlySpan{byte}, MessageFlags, CancellationToken)" path="/exception"/>
    public int SendTo(ReadOnlySpan<byte> data, EndPoint address, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[AddressCodec.MaxSize];
        int length = AddressCodec.Write(address, bytes);
        var call = new SendToCall(data, flags, bytes[..length]);
        SysResult sent = Run("sendto", ref call, cancellation);
        return sent.Failed ? throw Fault("sendto", sent.Error, address) : (int)sent.Value;
    }

    /// <summary>Sends a datagram to the address in an envelope, as ReceiveFrom filled it: allocates nothing.</summary>
    /// <inheritdoc cref="SendTo(ReadOnlySpan{byte}, EndPoint, MessageFlags, CancellationToken)"/>
    public int SendTo(ReadOnlySpan<byte> data, SocketAddress address, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        var call = new SendToCall(data, flags, address.Buffer.Span[..address.Size]);
        SysResult sent = Run("sendto", ref call, cancellation);
        return sent.Failed ? throw Fault("sendto", sent.Error, AddressCodec.Read(address.Buffer.Span[..address.Size])) : (int)sent.Value;
    }
}
