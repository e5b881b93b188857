namespace Sockeye.Loops.Timing;

/// <summary>Something that is to happen at a time. The object itself stands in the wheel: setting and stopping allocates nothing.</summary>
internal abstract class LoopTimer
{
    internal const int NotSet = -1;

    // The wheel's, under its lock.
    internal LoopTimer? Next;
    internal LoopTimer? Previous;
    internal int Place = NotSet;
    internal long Due;

    /// <summary>The time has come. Called by the loop, outside of handlers, without the wheel's lock: it posts, and runs nobody's code.</summary>
    internal abstract void OnDue();
}
