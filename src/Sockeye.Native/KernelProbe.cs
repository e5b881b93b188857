using Sockeye.Native.Libc;

namespace Sockeye.Native;

/// <summary>Asks the kernel, by trying, for what neither a socket nor a file tells.</summary>
public static class KernelProbe
{
    private const int Entries = 8;

    /// <summary>Makes a ring of io_uring(7) and closes it again: io_uring_setup(2).</summary>
    /// <returns><see cref="Errno.None"/> where it works. ENOSYS: the kernel has none. EPERM: switched off, or a filter forbids it. ENOMEM, EMFILE: a limit.</returns>
    /// <exception cref="PlatformNotSupportedException">This is not 64-bit Linux.</exception>
    public static Errno TryRing()
    {
        Platform.Demand();
        SysResult made = RingCalls.Setup(Entries);
        if (!made.Failed)
        {
            _ = DescriptorCalls.Close((int)made.Value);
        }

        return made.Error;
    }

    /// <summary>The processors that the calling thread may run on, by their numbers, rising: sched_getaffinity(2). Python: <c>os.sched_getaffinity(0)</c>.</summary>
    /// <returns>None where the kernel does not say.</returns>
    /// <exception cref="PlatformNotSupportedException">This is not 64-bit Linux.</exception>
    public static IReadOnlyList<int> AllowedProcessors()
    {
        Platform.Demand();
        _ = ProcessorCalls.Allowed(out int[] processors);
        return processors;
    }
}
