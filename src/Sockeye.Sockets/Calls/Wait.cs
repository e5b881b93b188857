using System.Runtime.InteropServices;
using Sockeye.Native;
using Sockeye.Native.Layout;
using Sockeye.Native.Libc;

namespace Sockeye.Sockets.Calls;

/// <summary>Waiting until a descriptor is ready, a deadline passes, or a token is cancelled: ppoll(descriptor, wake-up).</summary>
internal static class Wait
{
    /// <summary>EAGAIN is the answer: a call with MSG_DONTWAIT, or one that reads what is there and no more.</summary>
    internal const short Never = -1;

    /// <summary>There is nothing to poll for: try again after a short pause.</summary>
    internal const short Retry = 0;

    /// <summary>What <see cref="For"/> answers when the descriptor has an error and not what was waited for.</summary>
    internal const nint OnlyAnError = 2;

    // How often a Unix connect or sendto is tried again while the other side's queue is full: there is nothing to poll for.
    private static readonly TimeSpan QueueRetry = TimeSpan.FromMilliseconds(2);

    internal static short ForReading(MessageFlags flags)
        => (flags & (MessageFlags.MSG_DONTWAIT | MessageFlags.MSG_ERRQUEUE)) != 0 ? Never
            : (flags & MessageFlags.MSG_OOB) != 0 ? PollCalls.POLLPRI : PollCalls.POLLIN;

    internal static short ForWriting(MessageFlags flags)
        => (flags & MessageFlags.MSG_DONTWAIT) != 0 ? Never : PollCalls.POLLOUT;

    internal static short ForSendingTo(ReadOnlySpan<byte> address, MessageFlags flags)
        => ForWriting(flags) == Never ? Never : RetryIfUnix(address, PollCalls.POLLOUT);

    /// <summary>
    /// A Unix socket that finds the other one's queue full, when it is not connected to it, is told nothing when there is room
    /// again: poll(2) looks at its own buffers and says "writable" at once.
    /// </summary>
    internal static short RetryIfUnix(ReadOnlySpan<byte> address, short otherwise)
        => address.Length >= sizeof(ushort) && MemoryMarshal.Read<ushort>(address) == (ushort)Family.AF_UNIX ? Retry : otherwise;

    /// <summary>Success(1): ready or woken, try again. Success(0): the time is up. EINTR: interrupted. A negative <paramref name="left"/> is no limit.</summary>
    internal static SysResult For(int fd, short events, TimeSpan left, int wakeDescriptor)
    {
        if (events == Retry)
        {
            return Briefly(left, wakeDescriptor);
        }

        Span<PollEntry> entries =
        [
            new PollEntry { Descriptor = fd, Wanted = events },
            new PollEntry { Descriptor = wakeDescriptor, Wanted = PollCalls.POLLIN },
        ];
        SysResult waited = PollCalls.Poll(wakeDescriptor >= 0 ? entries : entries[..1], left);
        return !waited.Failed && entries[0].Got != 0 && (entries[0].Got & events) == 0 ? SysResult.Success(OnlyAnError) : waited;
    }

    /// <summary>A short pause that a wake-up ends early.</summary>
    private static SysResult Briefly(TimeSpan left, int wakeDescriptor)
    {
        Span<PollEntry> wake = [new PollEntry { Descriptor = wakeDescriptor, Wanted = PollCalls.POLLIN }];
        bool last = left >= TimeSpan.Zero && left <= QueueRetry;
        SysResult waited = PollCalls.Poll(wakeDescriptor >= 0 ? wake : [], last ? left : QueueRetry);
        return waited is { Failed: false, Value: 0 } && !last ? SysResult.Success(1) : waited;
    }
}
