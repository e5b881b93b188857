using System.Runtime.InteropServices;

namespace Sockeye.Native.Libc;

/// <summary>The calls that move bytes alone: send, sendto, recv, sendfile. Those with more beside the bytes are in <see cref="MessageCalls"/>.</summary>
/// <remarks>
/// <para>Every send carries MSG_NOSIGNAL: a peer that left is an error value, never a SIGPIPE.</para>
/// <para>recv and send, of which there is one for each message, go by syscall(2): the C library's own are points of cancellation, and in a
/// process with threads swap a word twice for that. Nobody cancels threads here.</para>
/// </remarks>
internal static unsafe partial class TransferCalls
{
    private const int MSG_NOSIGNAL = 0x4000;

    private static readonly nint SYS_sendto = NumbersOn(RuntimeInformation.ProcessArchitecture).SendTo;
    private static readonly nint SYS_recvfrom = NumbersOn(RuntimeInformation.ProcessArchitecture).ReceiveFrom;

    /// <summary>syscalls(2): x64 has numbers of its own, arm64 those of all that came later.</summary>
    internal static (nint SendTo, nint ReceiveFrom) NumbersOn(Architecture architecture) => architecture == Architecture.X64 ? (44, 45) : (206, 207);

    /// <summary>recv(2)</summary>
    internal static SysResult Receive(int fd, Span<byte> into, int flags)
    {
        fixed (byte* p = into)
        {
            return SysResult.Of(syscall(SYS_recvfrom, fd, p, (nuint)into.Length, flags, 0, 0));
        }
    }

    /// <summary>send(2)</summary>
    internal static SysResult Send(int fd, ReadOnlySpan<byte> data, int flags)
    {
        fixed (byte* p = data)
        {
            return SysResult.Of(syscall(SYS_sendto, fd, p, (nuint)data.Length, flags | MSG_NOSIGNAL, 0, 0));
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

    // Variadic in C; on Linux, x64 and arm64 alike, integers and pointers travel as in an ordinary call.
    [LibraryImport("libc")]
    private static partial nint syscall(nint number, nint fd, byte* data, nuint length, nint flags, nint address, nint addressLength);

    [LibraryImport("libc")]
    private static partial nint sendto(int fd, byte* data, nuint length, int flags, byte* address, uint addressLength);

    [LibraryImport("libc")]
    private static partial nint sendfile(int to, int from, long* offset, nuint count);
}
