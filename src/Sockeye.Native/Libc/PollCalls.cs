using System.Runtime.InteropServices;
using Sockeye.Native.Layout;

namespace Sockeye.Native.Libc;

/// <summary>ppoll(2): wait for a few descriptors, to the nanosecond.</summary>
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

    [LibraryImport("libc")]
    private static partial int ppoll(PollEntry* entries, nuint count, TimeSpec* timeout, void* signalMask);
}
