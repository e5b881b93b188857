namespace Sockeye.Loops.Telemetry;

/// <summary>Counts bytes while somebody listens.</summary>
internal static class ByteCount
{
    /// <summary>Somebody listens. Written by loops; a few bytes more or less do not matter.</summary>
    internal static bool IsWanted;

    internal static void HasReceived(nint count)
    {
        if (IsWanted)
        {
            LoopMetrics.AddReceived(count);
        }
    }

    internal static void HasSent(nint count)
    {
        if (IsWanted)
        {
            LoopMetrics.AddSent(count);
        }
    }
}
