using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Conformance.Host;

/// <summary>Which of Python's exceptions a C# exception is, and what is in it.</summary>
internal static class PythonError
{
    internal static (string Kind, object?[] Arguments) Of(Exception error) => error switch
    {
        PythonSignalException raised => ("raised", [.. raised.Objects]),
        NameResolutionException { HostError: not HostError.None } host => ("herror", [host.HostError, host.Message]),
        NameResolutionException { Code: ResolveError.EAI_SYSTEM } system => ("OSError", [system.Errno]),
        NameResolutionException name => ("gaierror", [name.Code, name.Code.Describe()]),
        SocketTimeoutException { IsConnectionLost: false } => ("TimeoutError", ["timed out"]),
        SocketFaultException fault => ("OSError", [fault.Errno]),
        ObjectDisposedException => ("OSError", [Errno.EBADF]),
        FormatException text => ("OSError", [text.Message]),
        NotSupportedException => ("OSError", [error.Message]),
        OverflowException or ArgumentOutOfRangeException => ("OverflowError", [error.Message]),
        KeyNotFoundException => ("KeyError", [error.Message]),
        InvalidOperationException => ("RuntimeError", [error.Message]),
        ArgumentException => ("ValueError", [error.Message]),
        _ => ("RuntimeError", [error.ToString()]),
    };
}
