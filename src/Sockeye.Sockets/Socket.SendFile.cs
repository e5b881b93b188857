using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Sockeye.Native;
using Sockeye.Sockets.Calls;

namespace Sockeye.Sockets;

// sendfile(2), and the copy by hand where it does not apply.
public sealed partial class Socket
{
    private const int CopyBufferSize = 64 * 1024;

    /// <summary>Sends a part of a file without a copy through this process: sendfile(2). Python: <c>sendfile</c>.</summary>
    /// <param name="file">An open file. Its own position is neither used nor moved.</param>
    /// <param name="offset">Where to begin, in bytes; 0 or more.</param>
    /// <param name="count">How many bytes; null for all up to the end.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <returns>How many bytes were sent: fewer than asked only where the file ends before.</returns>
    /// <exception cref="ArgumentException">The file is a pipe or another stream, which has no offsets: copy from it with <see cref="OpenStream"/>.</exception>
    /// <exception cref="InvalidOperationException">The socket is non-blocking (its <see cref="Timeout"/> is zero), or not a stream.</exception>
    /// <inheritdoc cref="SendAll(ReadOnlySpan{byte}, MessageFlags, CancellationToken)" path="/exception"/>
    public long SendFile(SafeFileHandle file, long offset = 0, long? count = null, CancellationToken cancellation = default)
    {
        DemandFile(file, offset, count);
        if (!Blocking)
        {
            throw new InvalidOperationException("a file cannot be sent on a non-blocking socket: how much went would be lost");
        }

        bool held = false;
        try
        {
            file.DangerousAddRef(ref held);
            var call = new SendFileCall((int)file.DangerousGetHandle(), offset, count ?? long.MaxValue);
            SysResult sent = Run("sendfile", ref call, cancellation);
            if (!sent.Failed)
            {
                return call.Sent;
            }

            if (sent.Error == Errno.ESPIPE)
            {
                throw NoOffsets(nameof(file));
            }

            // Not a file that the kernel can send from (some file systems, /proc among them): by hand then.
            return call.Sent == 0 && sent.Error is (Errno.EINVAL or Errno.ENOSYS)
                ? CopyByHand(file, offset, count ?? long.MaxValue, cancellation)
                : throw Fault("sendfile", sent.Error, transferred: call.Sent);
        }
        finally
        {
            if (held)
            {
                file.DangerousRelease();
            }
        }
    }

    /// <summary>Opens a file, sends a part of it, and closes it.</summary>
    /// <param name="path">The file's path.</param>
    /// <inheritdoc cref="SendFile(SafeFileHandle, long, long?, CancellationToken)"/>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public long SendFile(string path, long offset = 0, long? count = null, CancellationToken cancellation = default)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        return SendFile(file, offset, count, cancellation);
    }

    private void DemandFile(SafeFileHandle file, long offset, long? count)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count ?? 0, nameof(count));
        if (Kind != SocketKind.SOCK_STREAM)
        {
            throw new InvalidOperationException($"a file can be sent on a stream socket only, and this one is {Kind}");
        }
    }

    private static ArgumentException NoOffsets(string name) => new("a pipe has no offset to send from: copy from it with OpenStream()", name);

    private long CopyByHand(SafeFileHandle file, long offset, long count, CancellationToken cancellation)
    {
        Deadline whole = Limit();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(CopyBufferSize);
        long sent = 0;
        try
        {
            while (sent < count)
            {
                int read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, count - sent)), offset + sent);
                if (read == 0)
                {
                    break;
                }

                var call = new SendAllCall(buffer.AsSpan(0, read), MessageFlags.None);
                SysResult step = whole.IsNever && !cancellation.CanBeCanceled
                    ? Run("sendfile", ref call, cancellation)
                    : RunWaiting("sendfile", ref call, cancellation, within: whole);
                sent += call.Sent;
                if (step.Failed)
                {
                    throw Fault("sendfile", step.Error, transferred: sent);
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
