using System.Runtime.InteropServices;

namespace Sockeye.Native.Libc;

/// <summary>socket(2) and the calls that give a socket its place: bind, listen, accept, connect, shutdown.</summary>
/// <remarks>
/// The house rule of this folder: C spelling inside, .NET spelling outside, one line each, the summary is the man page.
/// An <c>int fd</c> is borrowed from a <see cref="Descriptor"/> whose call count the caller holds. Spans are pinned for the call.
/// </remarks>
internal static unsafe partial class SocketCalls
{
    private const int SOCK_CLOEXEC = 0x80000;

    /// <summary>socket(2), close-on-exec.</summary>
    internal static SysResult Socket(int family, int type, int protocol) => SysResult.Of(socket(family, type | SOCK_CLOEXEC, protocol));

    /// <summary>socketpair(2), close-on-exec.</summary>
    internal static SysResult SocketPair(int family, int type, int protocol, out int first, out int second)
    {
        int* pair = stackalloc int[2];
        SysResult made = SysResult.Of(socketpair(family, type | SOCK_CLOEXEC, protocol, pair));
        (first, second) = (pair[0], pair[1]);
        return made;
    }

    /// <summary>bind(2)</summary>
    internal static SysResult Bind(int fd, ReadOnlySpan<byte> address)
    {
        fixed (byte* a = address)
        {
            return SysResult.Of(bind(fd, a, (uint)address.Length));
        }
    }

    /// <summary>listen(2)</summary>
    internal static SysResult Listen(int fd, int backlog) => SysResult.Of(listen(fd, backlog));

    /// <summary>accept4(2), close-on-exec. <paramref name="length"/>: how many bytes of <paramref name="address"/> the kernel filled.</summary>
    internal static SysResult Accept(int fd, Span<byte> address, out int length)
    {
        uint size = (uint)address.Length;
        fixed (byte* a = address)
        {
            SysResult accepted = SysResult.Of(accept4(fd, a, &size, SOCK_CLOEXEC));
            length = (int)Math.Min(size, (uint)address.Length);
            return accepted;
        }
    }

    /// <summary>connect(2)</summary>
    internal static SysResult Connect(int fd, ReadOnlySpan<byte> address)
    {
        fixed (byte* a = address)
        {
            return SysResult.Of(connect(fd, a, (uint)address.Length));
        }
    }

    /// <summary>getsockname(2)</summary>
    internal static SysResult GetSockName(int fd, Span<byte> address, out int length)
    {
        uint size = (uint)address.Length;
        fixed (byte* a = address)
        {
            SysResult got = SysResult.Of(getsockname(fd, a, &size));
            length = (int)Math.Min(size, (uint)address.Length);
            return got;
        }
    }

    /// <summary>getpeername(2)</summary>
    internal static SysResult GetPeerName(int fd, Span<byte> address, out int length)
    {
        uint size = (uint)address.Length;
        fixed (byte* a = address)
        {
            SysResult got = SysResult.Of(getpeername(fd, a, &size));
            length = (int)Math.Min(size, (uint)address.Length);
            return got;
        }
    }

    /// <summary>shutdown(2)</summary>
    internal static SysResult Shutdown(int fd, int how) => SysResult.Of(shutdown(fd, how));

    [LibraryImport("libc")]
    private static partial int socket(int family, int type, int protocol);

    [LibraryImport("libc")]
    private static partial int socketpair(int family, int type, int protocol, int* pair);

    [LibraryImport("libc")]
    private static partial int bind(int fd, byte* address, uint length);

    [LibraryImport("libc")]
    private static partial int listen(int fd, int backlog);

    [LibraryImport("libc")]
    private static partial int accept4(int fd, byte* address, uint* length, int flags);

    [LibraryImport("libc")]
    private static partial int connect(int fd, byte* address, uint length);

    [LibraryImport("libc")]
    private static partial int getsockname(int fd, byte* address, uint* length);

    [LibraryImport("libc")]
    private static partial int getpeername(int fd, byte* address, uint* length);

    [LibraryImport("libc")]
    private static partial int shutdown(int fd, int how);
}
