using System.Runtime.InteropServices;

namespace Sockeye.Native.Libc;

/// <summary>Which processors the calling thread may run on.</summary>
internal static unsafe partial class ProcessorCalls
{
    // Bytes of a mask: a kernel that is built for more processors than it has room for says EINVAL.
    private const int FirstMask = 128;
    private const int LargestMask = 64 * 1024;

    /// <summary>sched_getaffinity(2) of the calling thread.</summary>
    /// <param name="processors">Their numbers, rising.</param>
    internal static SysResult Allowed(out int[] processors)
    {
        processors = [];
        SysResult got = default;
        for (int size = FirstMask; size <= LargestMask; size *= 2)
        {
            ulong[] mask = new ulong[size / sizeof(ulong)];
            fixed (ulong* m = mask)
            {
                got = SysResult.Of(sched_getaffinity(0, (nuint)size, m));
            }

            if (!got.Failed)
            {
                processors = [.. Enumerable.Range(0, size * 8).Where(number => (mask[number / 64] >> (number % 64) & 1) != 0)];
            }

            if (got.Error != Errno.EINVAL)
            {
                return got;
            }
        }

        return got;
    }

    [LibraryImport("libc")]
    private static partial int sched_getaffinity(int thread, nuint size, ulong* mask);
}
