namespace Sockeye.Tests;

/// <summary>Waits for a condition that another thread or process brings about, with a deadline.</summary>
internal static class Eventually
{
    internal static void True(Func<bool> condition, TimeSpan patience)
        => Assert.True(SpinWait.SpinUntil(condition, patience), "what was waited for did not happen in time");
}
