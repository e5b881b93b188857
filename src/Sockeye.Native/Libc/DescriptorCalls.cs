using System.Runtime.InteropServices;

namespace Sockeye.Native.Libc;

/// <summary>What any descriptor can do: close, dup, its flags, waiting for it.</summary>
internal static unsafe partial class DescriptorCalls
{
    private const int F_GETFD = 1;
    private const int F_SETFD = 2;
    private const int FD_CLOEXEC = 1;
    private const int F_GETFL = 3;
    private const int F_SETFL = 4;
    private const int F_DUPFD_CLOEXEC = 1030;
    private const int O_NONBLOCK = 0x800;
    private const int EFD_CLOEXEC = 0x80000;
    private const int EFD_NONBLOCK = 0x800;

    /// <summary>close(2). Never called twice for one number: on Linux the descriptor is gone even when close says EINTR.</summary>
    internal static SysResult Close(int fd) => SysResult.Of(close(fd));

    /// <summary>fcntl(2) F_DUPFD_CLOEXEC: dup(2) whose copy is close-on-exec.</summary>
    internal static SysResult Duplicate(int fd) => SysResult.Of(fcntl(fd, F_DUPFD_CLOEXEC, 0));

    /// <summary>fcntl(2) F_GETFD: 1 when a program that this one starts inherits the descriptor, 0 when not.</summary>
    internal static SysResult GetInheritable(int fd)
    {
        SysResult flags = SysResult.Of(fcntl(fd, F_GETFD, 0));
        return flags.Failed ? flags : SysResult.Success((flags.Value & FD_CLOEXEC) != 0 ? 0 : 1);
    }

    /// <summary>fcntl(2) F_SETFD: FD_CLOEXEC off or on.</summary>
    internal static SysResult SetInheritable(int fd, bool on) => SysResult.Of(fcntl(fd, F_SETFD, on ? 0 : FD_CLOEXEC));

    /// <summary>fcntl(2) F_GETFL, O_NONBLOCK of it: 1 or 0.</summary>
    internal static SysResult GetNonBlocking(int fd)
    {
        SysResult flags = SysResult.Of(fcntl(fd, F_GETFL, 0));
        return flags.Failed ? flags : SysResult.Success((flags.Value & O_NONBLOCK) != 0 ? 1 : 0);
    }

    /// <summary>fcntl(2) F_SETFL, with O_NONBLOCK on or off and the rest as it was.</summary>
    internal static SysResult SetNonBlocking(int fd, bool on)
    {
        SysResult flags = SysResult.Of(fcntl(fd, F_GETFL, 0));
        if (flags.Failed)
        {
            return flags;
        }

        nint wanted = on ? flags.Value | O_NONBLOCK : flags.Value & ~O_NONBLOCK;
        return wanted == flags.Value ? SysResult.Success(0) : SysResult.Of(fcntl(fd, F_SETFL, wanted));
    }

    /// <summary>eventfd(2), close-on-exec and non-blocking.</summary>
    internal static SysResult EventDescriptor() => SysResult.Of(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));

    /// <summary>write(2) of one: makes an eventfd readable.</summary>
    internal static SysResult Signal(int eventDescriptor)
    {
        ulong one = 1;
        return SysResult.Of(write(eventDescriptor, &one, sizeof(ulong)));
    }

    /// <summary>read(2) of the count: makes an eventfd unreadable again.</summary>
    internal static SysResult Drain(int eventDescriptor)
    {
        ulong count;
        return SysResult.Of(read(eventDescriptor, &count, sizeof(ulong)));
    }

    [LibraryImport("libc")]
    private static partial int close(int fd);

    // Variadic in C; on Linux, x64 and arm64 alike, an integer argument travels as in an ordinary call.
    [LibraryImport("libc")]
    private static partial int fcntl(int fd, int command, nint argument);

    [LibraryImport("libc")]
    private static partial int eventfd(uint initial, int flags);

    [LibraryImport("libc")]
    private static partial nint read(int fd, void* into, nuint length);

    [LibraryImport("libc")]
    private static partial nint write(int fd, void* data, nuint length);
}
