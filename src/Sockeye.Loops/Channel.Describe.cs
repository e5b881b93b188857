using Sockeye.Native;
using Sockeye.Native.Layout;
using Sockeye.Native.Libc;

namespace Sockeye.Loops;

// For a test that has waited in vain: what waits, what is to be done, and what the kernel says. A waiting half whose descriptor is ready is
// an edge that was lost; a word that says "running" where no thread is, an end that was.
internal sealed partial class Channel
{
    /// <summary>Where it stands, in one line. Any thread; nothing is stopped for it, so its parts may be of different moments.</summary>
    internal string Describe()
        => $"descriptor {Descriptor.Number}{(Descriptor.IsClosed ? " (closed)" : "")} in seat {Slot}; read: {Reads.Describe()}; write: {Writes.Describe()}; "
            + $"running 0x{Volatile.Read(ref _running):x}, to do 0x{Volatile.Read(ref _todo) & PostedMask:x} by the loop and 0x{(Volatile.Read(ref _todo) & JobsMask) >> JobsShift:x} by the lane; "
            + $"{(IsOffLoop ? "off the loop" : "on the loop")}; the kernel has {Ready()}";

    private string Ready()
    {
        if (!Descriptor.TryHold())
        {
            return "no such descriptor";
        }

        PollEntry[] entry = [new PollEntry { Descriptor = Descriptor.Raw, Wanted = PollCalls.POLLIN | PollCalls.POLLOUT }];
        SysResult asked = PollCalls.Poll(entry, TimeSpan.Zero);
        Descriptor.Release();
        return asked.Failed ? $"{asked.Error}" : (entry[0].Got & PollCalls.POLLIN, entry[0].Got & PollCalls.POLLOUT) switch
        {
            (0, 0) => "nothing to read and no room to write",
            (0, _) => "nothing to read",
            (_, 0) => "something to read and no room to write",
            _ => "something to read",
        } + ((entry[0].Got & (PollCalls.POLLHUP | PollCalls.POLLERR)) != 0 ? ", and has hung up" : "");
    }
}
