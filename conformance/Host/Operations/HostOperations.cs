using Sockeye.Sockets;

namespace Sockeye.Conformance.Host.Operations;

/// <summary>What the two sides need of each other, apart from sockets.</summary>
internal static class HostOperations
{
    internal static IEnumerable<string> OperationNames() => OperationTable.Names;

    internal static long Calls() => Door.Calls;

    internal static void Free(object[] handles) => Array.ForEach(handles, static handle => Handles.Free((long)handle));

    internal static int LongestUnixPath() => UnixEndPoint.MaxPathBytes;

    internal static void InstallSignalHook(long ensure, long release, long checkSignals, long fetch)
        => SignalHook.Install(ensure, release, checkSignals, fetch);
}
