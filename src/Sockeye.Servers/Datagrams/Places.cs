namespace Sockeye.Servers.Datagrams;

/// <summary>How many may receive and serve at once. Any thread.</summary>
internal sealed class Places(int most)
{
    private int _taken;

    internal bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= most)
        {
            return true;
        }

        Interlocked.Decrement(ref _taken);
        return false;
    }

    /// <returns>How many are still taken.</returns>
    internal int GiveBack() => Interlocked.Decrement(ref _taken);
}
