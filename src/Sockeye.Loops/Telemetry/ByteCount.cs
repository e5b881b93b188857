using Sockeye.Native;

namespace Sockeye.Loops.Telemetry;

/// <summary>Counts bytes while somebody listens. The answer of each call that an operation on a loop makes to move bytes comes by here.</summary>
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

    /// <summary>What a call has received, as it is. Not for bytes that were only looked at: they will be received again.</summary>
    internal static SysResult Received(SysResult got)
    {
        if (!got.Failed)
        {
            HasReceived(got.Value);
        }

        return got;
    }

    /// <summary>What a call has sent, as it is.</summary>
    internal static SysResult Sent(SysResult sent)
    {
        if (IsWanted && !sent.Failed)
        {
            LoopMetrics.AddSent(sent.Value);
        }

        return sent;
    }
}
