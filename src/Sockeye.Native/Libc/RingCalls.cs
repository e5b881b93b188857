using System.Runtime.InteropServices;

namespace Sockeye.Native.Libc;

/// <summary>io_uring(7), which the C libraries do not declare: by syscall(2).</summary>
internal static unsafe partial class RingCalls
{
    private const int SYS_io_uring_setup = 425;    // the same number on x64 and arm64

    // struct io_uring_params has 120 bytes; should a later one have more, they are zero too.
    private const int ParametersRoom = 512;

    /// <summary>io_uring_setup(2) with everything as it is by default; the descriptor is close-on-exec.</summary>
    /// <remarks>Invariant: the kernel reads and fills the parameters during the call, on this stack.</remarks>
    internal static SysResult Setup(uint entries)
    {
        byte* parameters = stackalloc byte[ParametersRoom];
        new Span<byte>(parameters, ParametersRoom).Clear();
        return SysResult.Of(syscall(SYS_io_uring_setup, entries, parameters));
    }

    // Variadic in C; on Linux, x64 and arm64 alike, integers and pointers travel as in an ordinary call.
    [LibraryImport("libc")]
    private static partial nint syscall(nint number, nuint entries, byte* parameters);
}
