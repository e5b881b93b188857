namespace Sockeye.Loops.Guarding;

/// <summary>How a channel has behaved since its handler held up a loop. Until it has for long enough, its handlers run off the loop.</summary>
internal struct Conduct
{
    private const int Good = 0;

    private int _turnsToGo;     // 0: nothing is held against it

    internal readonly bool IsOffLoop => Volatile.Read(in _turnsToGo) != Good;

    internal void Stalled(int turns) => Volatile.Write(ref _turnsToGo, turns);

    /// <summary>The watchdog came too late: the handler had left by itself.</summary>
    internal void Acquit() => Volatile.Write(ref _turnsToGo, Good);

    /// <summary>By its lane, after a turn that was short.</summary>
    internal void Behaved()
    {
        int left = Volatile.Read(ref _turnsToGo);
        if (left != Good)
        {
            Interlocked.CompareExchange(ref _turnsToGo, left - 1, left);
        }
    }
}
