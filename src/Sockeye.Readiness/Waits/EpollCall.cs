using Sockeye.Native;
using Sockeye.Native.Layout;
using Sockeye.Native.Libc;

namespace Sockeye.Readiness.Waits;

/// <summary>epoll_wait(2), and with a wake-up ppoll(2) before it, on both.</summary>
internal readonly ref struct EpollCall(Descriptor epoll, Span<byte> room) : IWaitCall
{
    private readonly Descriptor _epoll = epoll;
    private readonly Span<byte> _room = room;

    public bool IsOver => _epoll.IsClosed;

    public SysResult Invoke(TimeSpan left, int wakeDescriptor)
    {
        if (wakeDescriptor < 0)
        {
            return EpollCalls.Wait(_epoll.Raw, _room, Milliseconds(left));
        }

        Span<PollEntry> entries =
        [
            new PollEntry { Descriptor = _epoll.Raw, Wanted = PollCalls.POLLIN },
            new PollEntry { Descriptor = wakeDescriptor, Wanted = PollCalls.POLLIN },
        ];
        SysResult waited = PollCalls.Poll(entries, left);
        return waited.Failed ? waited
            : entries[0].Got == 0 ? SysResult.Success(0)
            : EpollCalls.Wait(_epoll.Raw, _room, milliseconds: 0);
    }

    // Rounded up. What does not fit, 24 days, is waited for in parts.
    private static int Milliseconds(TimeSpan left)
        => left < TimeSpan.Zero ? -1 : (int)Math.Min(int.MaxValue, Math.Ceiling(left.TotalMilliseconds));
}
