using Sockeye.Native;
using Sockeye.Native.Layout;
using Sockeye.Native.Libc;

namespace Sockeye.Readiness.Waits;

/// <summary>ppoll(2).</summary>
/// <param name="entries">One for each that is waited for, and one more for the wake-up.</param>
/// <param name="gathering">Those that are waited for.</param>
internal readonly ref struct PollCall(Span<PollEntry> entries, Gathering gathering) : IWaitCall
{
    private readonly Span<PollEntry> _entries = entries;
    private readonly Gathering _gathering = gathering;

    public bool IsOver => _gathering.AnyClosed;

    public SysResult Invoke(TimeSpan left, int wakeDescriptor)
    {
        if (wakeDescriptor < 0)
        {
            return PollCalls.Poll(_entries[..^1], left);
        }

        _entries[^1] = new PollEntry { Descriptor = wakeDescriptor, Wanted = PollCalls.POLLIN };
        SysResult answer = PollCalls.Poll(_entries, left);
        return !answer.Failed && _entries[^1].Got != 0 ? SysResult.Success(answer.Value - 1) : answer;
    }
}
