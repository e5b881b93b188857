using System.Runtime.InteropServices;

namespace Sockeye.Native.Libc;

/// <summary>The calls that move bytes alone: send, sendto, recv, sendfile. Those with more beside the bytes are in <see cref="MessageCalls"/>.</summary>
/// <remarks>Every send carries MSG_NOSIGNAL: a peer that left is an error value, never a SIGPIPE.</remarks>
internal static unsafe partial class TransferCalls
{
    private const int MSG_NOSIGNAL = 0x4000;

    /// <summary>recv(2)</summary>
    internal static SysResult Receive(int fd, Span<byte> into, int flags)
    {
        fixed (byte* p = into)
        {
            return SysResult.Of(recv(fd, p, (nuint)into.Length, flags));
        }
    }

    /// <summary>send(2)</summary>
    internal static SysResult Send(int fd, ReadOnlySpan<byte> data, int flags)
    {
        fixed (byte* p = data)
        {
            return SysResult.Of(send(fd, p, (nuint)data.Length, flags | MSG_NOSIGNAL));
        }
    }

    /// <summary>sendto(2)</summary>
    internal static SysResult SendTo(int fd, ReadOnlySpan<byte> data, int flags, ReadOnlySpan<byte> address)
    {
        fixed (byte* p = data)
        fixed (byte* a = address)
        {
            return SysResult.Of(sendto(fd, p, (nuint)data.Length, flags | MSG_NOSIGNAL, a, (uint)address.Length));
        }
    }

    /// <summary>sendfile(2): from a file, at an offset of its own, to a socket.</summary>
    internal static SysResult SendFile(int socket, int file, long offset, long count)
    {
        return SysResult.Of(sendfile(socket, file, &offset, (nuint)count));
    }

    [LibraryImport("libc")]
    private static partial nint recv(int fd, byte* into, nuint length, int flags);

    [LibraryImport("libc")]
    private static partial nint send(int fd, byte* data, nuint length, int flags);

    [LibraryImport("libc")]
    private static partial nint sendto(int fd, byte* data, nuint length, int flags, byte* address, uint addressLength);

    [LibraryImport("libc")]
    private static partial nint sendfile(int to, int from, long* offset, nuint count);
}
