using Sockeye.Native;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets;

/// <summary>Makes the exceptions of this library from their numbers: for tests of code that catches them, and for calls of your own.</summary>
public static class SocketFault
{
    /// <summary>The exception that a verb throws for this error number, of the type that belongs to it.</summary>
    /// <param name="operation">The call, by its manual page: "connect".</param>
    /// <param name="error">The error number.</param>
    public static SocketFaultException Create(string operation, Errno error)
    {
        ArgumentException.ThrowIfNullOrEmpty(operation);
        return FaultFactory.Create(new Fault(operation, error));
    }

    /// <summary>The exception that a lookup throws for this code.</summary>
    /// <param name="question">What was asked for: "no.such.host".</param>
    /// <param name="code">Why it failed.</param>
    /// <param name="error">The error number where <paramref name="code"/> is <see cref="ResolveError.EAI_SYSTEM"/>.</param>
    public static NameResolutionException Create(string question, ResolveError code, Errno error = Errno.None)
    {
        ArgumentException.ThrowIfNullOrEmpty(question);
        return LookupFault.OfAddress("getaddrinfo", $"of {question}", code, error);
    }
}
