namespace Sockeye.Loops;

/// <summary>How a group of loops is made. Every default is one that a server can be run with.</summary>
public sealed class LoopOptions
{
    private int _slabSize = 128 * 1024;

    /// <summary>How many loops; null, the default, for one a processor that this process may use (its affinity, and its cgroup's share).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int? Loops { get; init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "a group has one loop or more"); }

    /// <summary>How long a guarded handler may hold its loop before the loop goes on without it. 5 ms: longer than honest work between two awaits takes, shorter than people notice. It is looked for every 10 ms while all behave, so the loop goes on after 10 to 25 ms.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above zero.</exception>
    public TimeSpan StallAfter { get; init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "a time above zero"); } = TimeSpan.FromMilliseconds(5);

    /// <summary>The most threads beyond one a loop that go on with loops whose handlers are stuck. 16: handlers that stall more often are moved off the loops before these run out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative. (With 0 no loop is ever taken.)</exception>
    public int MaxSpareThreads { get; init => field = NotNegative(value); } = 16;

    /// <summary>The most threads on which handlers run that have held up a loop. 16: of sleepers, that many at once; the others wait in line.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxLaneThreads { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "one thread or more"); } = 16;

    /// <summary>How many short turns a connection that held up its loop must do off the loop before it may come back. 256.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative. (With 0 it comes back at once.)</exception>
    public int TurnsOffLoop { get; init => field = NotNegative(value); } = 256;

    /// <summary>
    /// How many times in a second connections of one handler may hold up loops before all of that handler's connections run off the loops for
    /// a while. 8, half of the spare threads: a few slow clients leave the others alone, and a lock that many share does not use up the threads.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int StallsBeforeAllLeave { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "one or more"); } = 8;

    /// <summary>
    /// How much lower the priority of a thread becomes that burns the processor in a handler, and of those on which offenders run; see
    /// nice(1). 10: the loops go first. 0: all are equal, and handlers that compute share the processor with the loops evenly.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to 19.</exception>
    public int Niceness { get; init => field = value is >= 0 and <= 19 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "from 0 to 19"); } = 10;

    /// <summary>The bytes of one piece of memory that a loop lends to its receives, and the most that one receive brings. 128 KiB: a receive of 64 KiB does not fill it, so it is known without another call that nothing is left.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 4 KiB to 16 MiB.</exception>
    public int SlabSize
    {
        get => _slabSize;
        init => _slabSize = value is >= 4096 and <= 16 * 1024 * 1024 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "from 4096 bytes to 16 MiB");
    }

    /// <summary>How many of them a loop has at most: 8, so 1 MiB a loop. Connections whose handlers keep bytes for long use memory of their own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxSlabs { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "one or more"); } = 8;

    /// <summary>What timeouts and deadlines are measured by; another one for tests.</summary>
    public TimeProvider Clock { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = TimeProvider.System;

    private static int NotNegative(int value) => value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "zero or more");
}
