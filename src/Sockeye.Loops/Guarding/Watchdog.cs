using Sockeye.Native.Libc;

namespace Sockeye.Loops.Guarding;

/// <summary>Sees handlers that hold up their loop, makes sure that they block or burn, and takes the loop for a spare thread.</summary>
/// <remarks>
/// <para>It counts its own ticks and no clock: where the machine or a garbage collection stops everybody, it stops too, and nobody is
/// blamed. A thread that was ready to run and got little of the processor is descheduled and not stuck; the time that garbage
/// collections took is not held against a handler.</para>
/// <para>A tick costs some forty microseconds of the processor that the loop has, so they are ten milliseconds while all behave, three in the
/// second after a stall, and one while a handler is under suspicion. After a second without anything it sleeps until a loop comes
/// round; both sides look with a fence between, so one of them sees the other.</para>
/// </remarks>
internal sealed class Watchdog(LoopGroup group, Guard guard) : IDisposable
{
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Alert = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan Suspicious = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan AlertFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan QuietBeforeSleep = TimeSpan.FromSeconds(1);

    private readonly ManualResetEventSlim _needed = new(false);
    private TimeSpan _sinceStall = AlertFor;        // in ticks
    private int _began;
    private volatile bool _asleep;
    private volatile bool _ended;

    internal bool IsAwake => _began != 0 && !_asleep;

    /// <returns>True for the first who asks.</returns>
    /// <exception cref="OutOfMemoryException">The system has no thread to give; who asks later may get one.</exception>
    internal bool Begin()
    {
        if (Interlocked.Exchange(ref _began, 1) != 0)
        {
            return false;
        }

        try
        {
            new Thread(Watch) { IsBackground = true, Name = "sockeye watchdog" }.UnsafeStart();
        }
        catch
        {
            _began = 0;
            throw;
        }

        return true;
    }

    /// <summary>By a loop, each time it comes round.</summary>
    internal void IsNeeded()
    {
        Interlocked.MemoryBarrier();
        if (_asleep)
        {
            _asleep = false;
            _needed.Set();
        }
    }

    public void Dispose()
    {
        _ended = true;
        _needed.Set();
    }

    private void Watch()
    {
        Suspicion[] suspicions = [.. group.All.Select(static loop => new Suspicion(loop))];
        TimeSpan quiet = TimeSpan.Zero;
        TimeSpan tick = Calm;
        for (int round = 0; !_ended; round++)
        {
            PollCalls.Poll([], tick);
            bool any = false;
            bool suspicious = false;
            foreach (Suspicion suspicion in suspicions)
            {
                any |= suspicion.Look(tick, out bool again);
                suspicious |= again;
                if (again && suspicion.Held >= group.Options.StallAfter)
                {
                    Take(suspicion);
                }
            }

            if (round % 64 == 0)
            {
                group.Forgive();
            }

            quiet = any ? TimeSpan.Zero : quiet + tick;
            _sinceStall += tick;
            tick = suspicious ? Suspicious : _sinceStall < AlertFor ? Alert : Calm;
            if (quiet >= QuietBeforeSleep)
            {
                SleepUntilNeeded(suspicions);
                quiet = TimeSpan.Zero;
            }
        }
    }

    private void Take(Suspicion suspicion)
    {
        if (!suspicion.IsConfirmed())
        {
            return;
        }

        if (!guard.TryReserve(out SpareThread? spare))
        {
            return;
        }

        // Before the loop is taken: who has it next must find the channel off the loop already.
        Loop loop = suspicion.Loop;
        Channel offender = loop.Hold.Current!;
        SpareThread stuck = loop.Hold.Owner!;
        int thread = loop.Hold.Thread;
        bool lowers = suspicion.Burns && group.Options.Niceness > 0;
        offender.Conduct.Stalled(group.Options.TurnsOffLoop);
        stuck.WillLower(lowers);
        if (!loop.Hold.TryTake(suspicion.Word))
        {
            offender.Conduct.Acquit();
            stuck.WillLower(false);
            guard.Return(spare!);
            return;
        }

        if (lowers)
        {
            ThreadCalls.LowerPriority(thread, group.Options.Niceness);
        }

        _sinceStall = TimeSpan.Zero;
        guard.GoOn(loop, spare!);
        group.HasStalled(offender, suspicion.Burns);
    }

    private void SleepUntilNeeded(Suspicion[] suspicions)
    {
        _needed.Reset();
        _asleep = true;
        Interlocked.MemoryBarrier();
        bool any = _ended;
        foreach (Suspicion suspicion in suspicions)
        {
            any |= suspicion.Look(TimeSpan.Zero, out _);
        }

        if (!any)
        {
            _needed.Wait();
        }

        _asleep = false;
    }
}
