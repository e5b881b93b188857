using System.Globalization;
using Sockeye.Native;
using Sockeye.Native.Libc;

namespace Sockeye.Sockets.Tests;

/// <summary>A call that blocks, in a thread of its own, which can be interrupted and looked at through /proc.</summary>
internal sealed class BlockedCall
{
    private readonly Thread _thread;
    private volatile string? _task;
    private nuint _self;
    private Exception? _failure;

    internal BlockedCall(Action call)
    {
        _thread = new Thread(() =>
        {
            _self = ThreadCalls.Self();
            _task = "/proc/" + new FileInfo("/proc/thread-self").LinkTarget;
            _failure = Record.Exception(call);
        })
        { IsBackground = true };
        _thread.Start();
        Eventually.True(() => _task is not null, Connected.Patience);
    }

    internal bool Ended => _thread.Join(0);

    /// <summary>Until the thread sleeps in the kernel inside of a call on the socket.</summary>
    internal BlockedCall UntilAsleepIn(IPollable item) => UntilAsleep(() => item.Descriptor.CallsInFlight > 0);

    /// <summary>The same for a call that shows in another way that it has begun.</summary>
    internal BlockedCall UntilAsleep(Func<bool> hasBegun)
    {
        Eventually.True(() => Ended || (hasBegun() && State == 'S'), Connected.Patience);
        Assert.False(Ended, $"the call did not block: {_failure}");
        return this;
    }

    /// <summary>Until the thread has gone to sleep so many times more: a call that asks again and again without a pause hardly ever does.</summary>
    internal BlockedCall UntilItSlept(int times)
    {
        long enough = Sleeps + times;
        Eventually.True(() => Ended || Sleeps >= enough, Connected.Patience);
        Assert.False(Ended, $"the call ended: {_failure}");
        return this;
    }

    /// <summary>Signals until the thread has verifiably woken and gone back to sleep, so many times.</summary>
    internal void Interrupt(int times)
    {
        for (int i = 0; i < times; i++)
        {
            long before = Sleeps;
            ThreadCalls.Interrupt(_self);
            Eventually.True(() => Ended || (Sleeps > before && State == 'S'), Connected.Patience);
            if (Ended)
            {
                return;
            }
        }
    }

    /// <summary>Waits for the end; what the call threw, or null.</summary>
    internal Exception? End()
    {
        Assert.True(_thread.Join(Connected.Patience), "the blocked call did not end");
        return _failure;
    }

    // "pid (comm) S …": the name may hold anything but ends with the last parenthesis.
    private char State
    {
        get
        {
            string line = Read("/stat");
            int end = line.LastIndexOf(')');
            return end < 0 ? 'X' : line[end + 2];
        }
    }

    private long Sleeps
        => Read("/status").Split('\n').FirstOrDefault(static line => line.StartsWith("voluntary_ctxt_switches:", StringComparison.Ordinal)) is { } line
            ? long.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture)
            : long.MaxValue;

    private string Read(string file)
    {
        try
        {
            return File.ReadAllText(_task + file);
        }
        catch (IOException)
        {
            return "";    // the thread has ended
        }
    }
}
