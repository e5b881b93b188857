using System.Buffers;
using System.Net;
using Microsoft.Win32.SafeHandles;
using Sockeye.Native;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Async;

namespace Sockeye.Sockets;

// The sending verbs, awaited.
public sealed partial class Socket
{
    /// <summary><see cref="Send(ReadOnlySpan{byte}, MessageFlags, CancellationToken)"/>, awaited. Allocates nothing.</summary>
    /// <param name="data">What to send. It is the socket's until the task is done.</param>
    /// <param name="flags">MSG_OOB, MSG_MORE … With MSG_DONTWAIT it does not wait.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <remarks>See <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>.</remarks>
    /// <exception cref="InvalidOperationException">Another writing verb is under way on this stream.</exception>
    /// <inheritdoc cref="Send(ReadOnlySpan{byte}, MessageFlags, CancellationToken)" path="/returns"/>
    /// <inheritdoc cref="Send(ReadOnlySpan{byte}, MessageFlags, CancellationToken)" path="/exception"/>
    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> data, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        if (NeverWaits(flags))
        {
            return SendNow(data, flags, cancellation);
        }

        VerbLine line = Writes;
        return line.Rent<SendVerb>().Of(this, data, flags).Run(line, cancellation);
    }

    /// <summary>Send as a part of something longer, which is to be done within that time too.</summary>
    internal ValueTask<int> SendPartAsync(ReadOnlyMemory<byte> data, Deadline within, CancellationToken cancellation)
    {
        VerbLine line = Writes;
        SendVerb verb = line.Rent<SendVerb>().Of(this, data, MessageFlags.None);
        verb.Serve(this, within);
        return verb.Run(line, cancellation);
    }

    /// <summary><see cref="SendAll(ReadOnlySpan{byte}, MessageFlags, CancellationToken)"/>, awaited. asyncio: <c>loop.sock_sendall</c>. Allocates nothing.</summary>
    /// <param name="data">What to send. It is the socket's until the task is done.</param>
    /// <param name="flags">As for <see cref="SendAsync(ReadOnlyMemory{byte}, MessageFlags, CancellationToken)"/>.</param>
    /// <param name="cancellation">Ends the wait early; a part may have gone, and the stream is then good for nothing but to be closed.</param>
    /// <remarks>See <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>. When it fails, <see cref="SocketFaultException.BytesTransferred"/> is what the kernel had taken.</remarks>
    /// <exception cref="InvalidOperationException">Another writing verb is under way on this stream.</exception>
    /// <inheritdoc cref="SendAll(ReadOnlySpan{byte}, MessageFlags, CancellationToken)" path="/exception"/>
    public ValueTask SendAllAsync(ReadOnlyMemory<byte> data, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        if (NeverWaits(flags))
        {
            return SendAllNow(data, flags, cancellation);
        }

        VerbLine line = Writes;
        return line.Rent<SendVerb>().Of(this, data, flags, all: true).RunToEnd(line, cancellation);
    }

    /// <summary><see cref="SendTo(ReadOnlySpan{byte}, EndPoint, MessageFlags, CancellationToken)"/>, awaited. asyncio: <c>loop.sock_sendto</c>.</summary>
    /// <param name="data">The datagram; it goes whole or not at all.</param>
    /// <param name="address">Where to.</param>
    /// <param name="flags">As for <see cref="SendAsync(ReadOnlyMemory{byte}, MessageFlags, CancellationToken)"/>.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <remarks>See <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>.</remarks>
    /// <inheritdoc cref="SendTo(ReadOnlySpan{byte}, EndPoint, MessageFlags, CancellationToken)" path="/returns"/>
    /// <inheritdoc cref="SendTo(ReadOnlySpan{byte}, EndPoint, MessageFlags, CancellationToken)" path="/exception"/>
    public ValueTask<int> SendToAsync(ReadOnlyMemory<byte> data, EndPoint address, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (NeverWaits(flags))
        {
            return SendToNow(data, address, flags, cancellation);
        }

        Span<byte> bytes = stackalloc byte[AddressCodec.MaxSize];
        int length = AddressCodec.Write(address, bytes);
        VerbLine line = Writes;
        return line.Rent<SendVerb>().Of(this, data, flags).To(bytes[..length]).Run(line, cancellation);
    }

    /// <summary><see cref="SendTo(ReadOnlySpan{byte}, SocketAddress, MessageFlags, CancellationToken)"/>, awaited. Allocates nothing.</summary>
    /// <param name="data">The datagram; it goes whole or not at all.</param>
    /// <param name="address">Where to: the envelope is free again at once.</param>
    /// <param name="flags">As for <see cref="SendAsync(ReadOnlyMemory{byte}, MessageFlags, CancellationToken)"/>.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <remarks>See <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>.</remarks>
    /// <inheritdoc cref="SendTo(ReadOnlySpan{byte}, EndPoint, MessageFlags, CancellationToken)" path="/returns"/>
    /// <inheritdoc cref="SendTo(ReadOnlySpan{byte}, EndPoint, MessageFlags, CancellationToken)" path="/exception"/>
    public ValueTask<int> SendToAsync(ReadOnlyMemory<byte> data, SocketAddress address, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (NeverWaits(flags))
        {
            return SendToNow(data, address, flags, cancellation);
        }

        VerbLine line = Writes;
        return line.Rent<SendVerb>().Of(this, data, flags).To(address.Buffer.Span[..address.Size]).Run(line, cancellation);
    }

    /// <summary><see cref="SendMessage(ReadOnlySpan{byte}, MessageOptions, CancellationToken)"/>, awaited. Allocates nothing.</summary>
    /// <param name="data">The bytes. On a stream, ancillary data needs at least one to travel with.</param>
    /// <param name="options">Ancillary data, which is in use until the task is done; where to; flags.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <remarks>See <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>.</remarks>
    /// <inheritdoc cref="SendMessage(ReadOnlySpan{byte}, MessageOptions, CancellationToken)" path="/returns"/>
    /// <inheritdoc cref="SendMessage(ReadOnlySpan{byte}, MessageOptions, CancellationToken)" path="/exception"/>
    public ValueTask<int> SendMessageAsync(ReadOnlyMemory<byte> data, MessageOptions options = default, CancellationToken cancellation = default)
    {
        if (NeverWaits(options.Flags))
        {
            return SendMessageNow(data, options, cancellation);
        }

        Span<byte> address = AddressOf(options, stackalloc byte[AddressCodec.MaxSize]);
        VerbLine line = UseToSend(options.Ancillary, address);
        return line.Rent<SendVerb>().Of(this, data, options.Flags).With(options.Ancillary).To(address).Run(line, cancellation);
    }

    /// <summary><see cref="SendFile(SafeFileHandle, long, long?, CancellationToken)"/>, awaited. asyncio: <c>loop.sock_sendfile</c>.</summary>
    /// <param name="file">An open file. Its own position is neither used nor moved. It stays open until the task is done.</param>
    /// <param name="offset">Where to begin, in bytes; 0 or more.</param>
    /// <param name="count">How many bytes; null for all up to the end.</param>
    /// <param name="cancellation">Ends the wait early; a part may have gone.</param>
    /// <remarks>See <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>. What is not in the page cache is read from the disk by the loop, in steps of at most 1 MiB, which holds up its other sockets.</remarks>
    /// <returns>How many bytes were sent: fewer than asked only where the file ends before.</returns>
    /// <exception cref="InvalidOperationException">The socket is no stream, or another writing verb is under way.</exception>
    /// <exception cref="ArgumentException">The file is a pipe or another stream, which has no offsets: copy from it with <see cref="OpenStream"/>.</exception>
    /// <inheritdoc cref="SendAll(ReadOnlySpan{byte}, MessageFlags, CancellationToken)" path="/exception"/>
    public ValueTask<long> SendFileAsync(SafeFileHandle file, long offset = 0, long? count = null, CancellationToken cancellation = default)
    {
        DemandFile(file, offset, count);
        VerbLine line = Writes;
        SendFileVerb verb = line.Rent<SendFileVerb>().Of(this, file, offset, count ?? long.MaxValue);
        return SendFile(verb.Run(line, cancellation), file, offset, count ?? long.MaxValue, cancellation);
    }

    /// <summary>Opens a file, sends a part of it, and closes it.</summary>
    /// <param name="path">The file's path.</param>
    /// <inheritdoc cref="SendFileAsync(SafeFileHandle, long, long?, CancellationToken)"/>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public async ValueTask<long> SendFileAsync(string path, long offset = 0, long? count = null, CancellationToken cancellation = default)
    {
        using SafeFileHandle file = File.OpenHandle(path, options: FileOptions.Asynchronous);
        return await SendFileAsync(file, offset, count, cancellation).ConfigureAwait(false);
    }

    // Until the verb is over.
    private VerbLine UseToSend(AncillaryData? ancillary, ReadOnlySpan<byte> address)
    {
        VerbLine line = Writes;
        _ = AncillaryData.Use(ancillary);
        try
        {
            DemandEffect(ancillary, address);
        }
        catch
        {
            AncillaryData.EndUse(ancillary);
            throw;
        }

        return line;
    }

    private async ValueTask<long> SendFile(ValueTask<SysResult> asked, SafeFileHandle file, long offset, long count, CancellationToken cancellation)
    {
        Deadline whole = Patience;
        SysResult sent = await asked.ConfigureAwait(false);
        return !sent.Failed ? sent.Value
            : sent.Error == Errno.ESPIPE ? throw NoOffsets(nameof(file))
            : await CopyByHandAsync(file, (offset, count), whole, cancellation).ConfigureAwait(false);
    }

    // Not a file that the kernel can send from (some file systems, /proc among them).
    private async ValueTask<long> CopyByHandAsync(SafeFileHandle file, (long Offset, long Count) part, Deadline whole, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(CopyBufferSize);
        long sent = 0;
        try
        {
            while (sent < part.Count)
            {
                int most = (int)Math.Min(buffer.Length, part.Count - sent);
                int read = await RandomAccess.ReadAsync(file, buffer.AsMemory(0, most), part.Offset + sent, cancellation).ConfigureAwait(false);
                if (read == 0)
                {
                    break;
                }

                for (int gone = 0; gone < read;)
                {
                    int went = await SendPartAsync(buffer.AsMemory(gone, read - gone), whole, cancellation).ConfigureAwait(false);
                    (gone, sent) = (gone + went, sent + went);
                }
            }

            return sent;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
