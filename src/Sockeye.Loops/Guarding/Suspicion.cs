using System.Globalization;
using System.Runtime;
using Sockeye.Native;
using Sockeye.Native.Libc;

namespace Sockeye.Loops.Guarding;

/// <summary>What the watchdog knows of one loop: which turn it saw, for how long, and what its thread did meanwhile.</summary>
internal sealed class Suspicion(Loop loop, Func<TimeSpan> runtimesOwn)
{
    // More of the runtime's own time is not taken off: a process that compiles all the time would never find a handler that blocks. What
    // the first messages of a fresh process have compiled takes less.
    private static readonly TimeSpan LongestExcuse = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostAtFirst = TimeSpan.FromMilliseconds(3);

    private long _turns;
    private SysResult _processorTime;
    private TimeSpan _runtimes;

    internal Suspicion(Loop loop)
        : this(loop, RuntimesOwn)
    {
    }

    internal Loop Loop => loop;

    /// <summary>The turn that is watched.</summary>
    internal long Word { get; private set; }

    /// <summary>How long it has been seen, in ticks of the watchdog.</summary>
    internal TimeSpan Held { get; private set; }

    /// <summary>True: the thread was at work; false: it waited for something. After <see cref="IsConfirmed"/>.</summary>
    internal bool Burns { get; private set; }

    /// <summary>One look. True: something is going on.</summary>
    /// <param name="tick">The time since the look before.</param>
    /// <param name="again">The same handler was inside at that look.</param>
    internal bool Look(TimeSpan tick, out bool again)
    {
        long word = loop.Hold.Read();
        long turns = loop.Turns;
        bool inside = Hold.IsInside(word);
        bool any = inside || turns != _turns || word != Word;
        again = inside && word == Word;
        (_turns, Word) = (turns, word);
        if (again)
        {
            // What its thread does is measured from here: at the first look nearly every handler is innocent, and no system call is made for it.
            // Of the time before, little is taken for its own, so that it is looked at more than once before it loses the loop.
            if (Held == TimeSpan.Zero)
            {
                _processorTime = ThreadCalls.ProcessorTime(loop.Hold.Thread);
                tick = tick < MostAtFirst ? tick : MostAtFirst;
            }

            Held += tick;
        }
        else
        {
            Held = TimeSpan.Zero;
            if (inside)
            {
                _runtimes = runtimesOwn();
            }
        }

        return any;
    }

    /// <summary>Looks closer, once it has been long. False: so far the handler has only waited for the processor, a garbage collection or the compiler; it is watched further.</summary>
    internal bool IsConfirmed()
    {
        TimeSpan excuse = runtimesOwn() - _runtimes;
        if (Held < loop.Group.Options.StallAfter + (excuse < LongestExcuse ? excuse : LongestExcuse))
        {
            return false;
        }

        int thread = loop.Hold.Thread;
        SysResult now = ThreadCalls.ProcessorTime(thread);
        TimeSpan used = now.Failed || _processorTime.Failed ? Held : TimeSpan.FromTicks((now.Value - _processorTime.Value) / 100);
        Burns = used >= loop.Group.Options.StallAfter / 2;
        return Burns || !IsRunnable(thread);
    }

    // What the runtime has done in place of the program: stopped it for garbage collections, and compiled methods that were first called.
    private static TimeSpan RuntimesOwn() => GC.GetTotalPauseDuration() + JitInfo.GetCompilationTime();

    // proc(5): "number (name) S …"; the name may hold anything, so the state is behind the last bracket.
    private static bool IsRunnable(int thread)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{thread}/stat"));
            int bracket = stat.LastIndexOf(')');
            return bracket > 0 && bracket + 2 < stat.Length && stat[bracket + 2] == 'R';
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            return false;       // it has ended, or there is no /proc to ask
        }
    }
}
