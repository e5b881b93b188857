using System.Runtime.InteropServices;
using Sockeye.Native.Layout;

namespace Sockeye.Native.Libc;

/// <summary>Files below a folder and nowhere else: openat2(2), and statx(2) for what was opened. By syscall(2): not each C library has them.</summary>
internal static unsafe partial class FileCalls
{
    private const int SYS_openat2 = 437;        // the same number on x64 and arm64
    private const int AT_FDCWD = -100;
    private const int AT_EMPTY_PATH = 0x1000;
    private const int O_PATH = 0x200000;
    private const int O_CLOEXEC = 0x80000;
    private const int O_NONBLOCK = 0x800;
    private const int O_NOCTTY = 0x100;
    private const int RESOLVE_NO_MAGICLINKS = 0x02;
    private const int RESOLVE_BENEATH = 0x08;
    private const int STATX_BASIC_STATS = 0x7FF;
    private const int HowFields = 3;

    private static readonly nint SYS_statx = StatusNumberOn(RuntimeInformation.ProcessArchitecture);

    /// <summary>syscalls(2): x64 has numbers of its own, arm64 those of all that came later.</summary>
    internal static nint StatusNumberOn(Architecture architecture) => architecture == Architecture.X64 ? 332 : 291;

    /// <summary>openat2(2) with O_PATH: a folder to open files beneath. ENOSYS where the kernel is older than 5.6; EPERM where a filter forbids it.</summary>
    /// <param name="path">Ends with a zero byte.</param>
    internal static SysResult OpenFolder(ReadOnlySpan<byte> path) => Open(AT_FDCWD, path, O_PATH | O_CLOEXEC, 0);

    /// <summary>openat2(2) for reading. What leads out of the folder, by .. or by a link, is EXDEV; a pipe or a device is not waited for.</summary>
    /// <param name="folder">Of <see cref="OpenFolder"/>.</param>
    /// <param name="path">Relative, and ends with a zero byte.</param>
    internal static SysResult OpenBeneath(int folder, ReadOnlySpan<byte> path)
        => Open(folder, path, O_CLOEXEC | O_NONBLOCK | O_NOCTTY, RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS);

    /// <summary>openat2(2) for reading, wherever it is; a pipe or a device is not waited for. ENOSYS and EPERM as with <see cref="OpenFolder"/>.</summary>
    /// <param name="path">Ends with a zero byte.</param>
    internal static SysResult OpenToRead(ReadOnlySpan<byte> path) => Open(AT_FDCWD, path, O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0);

    /// <summary>statx(2) of an open descriptor.</summary>
    /// <remarks>Invariant: the kernel fills the room during the call, on this stack, and no more than that.</remarks>
    internal static SysResult Status(int fd, out FoundFile found)
    {
        byte* room = stackalloc byte[FileStatusLayout.Size];
        byte empty = 0;
        SysResult done = SysResult.Of(syscall(SYS_statx, fd, &empty, AT_EMPTY_PATH, STATX_BASIC_STATS, room));
        found = done.Failed ? default : new FoundFile(
            *(ushort*)(room + FileStatusLayout.Mode),
            *(ulong*)(room + FileStatusLayout.Inode),
            *(long*)(room + FileStatusLayout.Length),
            *(long*)(room + FileStatusLayout.ModifiedSeconds),
            *(uint*)(room + FileStatusLayout.ModifiedNanoseconds));
        return done;
    }

    // struct open_how (linux/openat2.h) is flags, mode and resolve, 64 bits each.
    private static SysResult Open(int folder, ReadOnlySpan<byte> path, ulong flags, ulong resolve)
    {
        ulong* how = stackalloc ulong[HowFields] { flags, 0, resolve };
        fixed (byte* name = path)
        {
            return SysResult.Of(syscall(SYS_openat2, folder, name, (nint)how, HowFields * sizeof(ulong), null));
        }
    }

    // Variadic in C; on Linux, x64 and arm64 alike, integers and pointers travel as in an ordinary call.
    [LibraryImport("libc")]
    private static partial nint syscall(nint number, nint fd, byte* path, nint third, nint fourth, byte* fifth);
}
