using System.Runtime.InteropServices;
using Sockeye.Native.Layout;

namespace Sockeye.Native.Libc;

/// <summary>ppoll(2) and pselect(2): wait for some descriptors, to the nanosecond.</summary>
/// <remarks>Invariant: the kernel is told the length of the pinned memory, for select in bits, and touches it and the time only during the call.</remarks>
internal static unsafe partial class PollCalls
{
    internal const short POLLIN = 0x1;
    internal const short POLLPRI = 0x2;
    internal const short POLLOUT = 0x4;
    internal const short POLLERR = 0x8;
    internal const short POLLHUP = 0x10;
    internal const short POLLNVAL = 0x20;

    /// <summary>ppoll(2). A negative <paramref name="timeout"/> waits for ever. The answer is how many entries have events; 0 is a timeout.</summary>
    internal static SysResult Poll(Span<PollEntry> entries, TimeSpan timeout)
    {
        TimeSpec spec = TimeSpec.From(timeout);
        fixed (PollEntry* e = entries)
        {
            return SysResult.Of(ppoll(e, (nuint)entries.Length, timeout < TimeSpan.Zero ? null : &spec, null));
        }
    }

    /// <summary>How many descriptors an fd_set of C has room for. The kernel itself knows no such limit.</summary>
    internal const int FD_SETSIZE = 1024;

    /// <summary>
    /// pselect(2). A negative <paramref name="timeout"/> waits for ever. The answer is how many bits are left in the sets; 0 is a timeout.
    /// </summary>
    /// <param name="count">The highest number of all, and one more.</param>
    /// <param name="sets">Three sets of equal length: to read, to write, exceptional. A bit a number; 64 of them a word, the least first.</param>
    /// <param name="timeout">How long.</param>
    internal static SysResult Select(int count, Span<ulong> sets, TimeSpan timeout)
    {
        const int BitsInWord = 64;
        int words = sets.Length / 3;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, words * BitsInWord);     // the kernel reads and writes that many bits
        TimeSpec spec = TimeSpec.From(timeout);
        fixed (ulong* s = sets)
        {
            return SysResult.Of(pselect(count, s, s + words, s + (words * 2), timeout < TimeSpan.Zero ? null : &spec, null));
        }
    }

    [LibraryImport("libc")]
    private static partial int pselect(int count, ulong* read, ulong* write, ulong* except, TimeSpec* timeout, void* signalMask);

    [LibraryImport("libc")]
    private static partial int ppoll(PollEntry* entries, nuint count, TimeSpec* timeout, void* signalMask);
}
