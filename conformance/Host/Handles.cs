using System.Collections.Concurrent;

namespace Sockeye.Conformance.Host;

/// <summary>The objects that Python holds, by a number each.</summary>
internal static class Handles
{
    private static readonly ConcurrentDictionary<long, object> Held = new();
    private static long s_last;

    internal static long Add(object held)
    {
        long handle = Interlocked.Increment(ref s_last);
        Held[handle] = held;
        return handle;
    }

    internal static object Get(long handle) => Held[handle];

    internal static void Free(long handle) => Held.TryRemove(handle, out _);
}
