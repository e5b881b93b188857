using Sockeye.Sockets;

namespace Sockeye.Conformance.Host;

/// <summary>Runs Python's signal handlers in the middle of a blocked call, and ends the call with what a handler raised.</summary>
/// <remarks>
/// By the addresses of four functions of Python's, not by a callback written in Python: Python would run the handler on entering that, and
/// ctypes would swallow what it raised.
/// </remarks>
internal static unsafe class SignalHook
{
    private static delegate* unmanaged<int> s_takeLock;
    private static delegate* unmanaged<int, void> s_giveLockBack;
    private static delegate* unmanaged<int> s_runHandlers;
    private static delegate* unmanaged<nint*, nint*, nint*, void> s_takeRaised;

    internal static void Install(long ensure, long release, long checkSignals, long fetch)
    {
        s_takeLock = (delegate* unmanaged<int>)ensure;
        s_giveLockBack = (delegate* unmanaged<int, void>)release;
        s_runHandlers = (delegate* unmanaged<int>)checkSignals;
        s_takeRaised = (delegate* unmanaged<nint*, nint*, nint*, void>)fetch;
        InterruptHook.OnAnySignal = Run;
    }

    private static void Run()
    {
        nint type = 0, value = 0, trace = 0;
        int before = s_takeLock();
        bool raised = s_runHandlers() != 0;
        if (raised)
        {
            s_takeRaised(&type, &value, &trace);
        }

        s_giveLockBack(before);
        if (raised)
        {
            throw new PythonSignalException([type, value, trace]);
        }
    }
}

/// <summary>A Python signal handler raised: the three objects of the exception, which go back to Python.</summary>
internal sealed class PythonSignalException(IReadOnlyList<object> objects) : Exception("a Python signal handler raised")
{
    internal IReadOnlyList<object> Objects { get; } = objects;
}
