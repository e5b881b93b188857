namespace Sockeye.Readiness.Tests;

/// <summary>Whether a call that has been made often allocates.</summary>
internal static class Warm
{
    private const int Rounds = 500;

    internal static void AllocatesNothing(Action round)
    {
        Run(round);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(round);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Run(Action round)
    {
        for (int i = 0; i < Rounds; i++)
        {
            round();
        }
    }
}
