using System.Text;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Conformance.Host;

/// <summary>Which of Python's exceptions a C# exception is, and what is in it.</summary>
internal static class PythonError
{
    /// <summary>Its kind and arguments; how many bytes had gone; the errors of each address, of a connection that tried several.</summary>
    internal static (string Kind, object?[] Arguments, long Gone, IEnumerable<object> Attempts) Of(Exception error)
    {
        (string kind, object?[] arguments) = KindOf(error);
        var fault = (error is IOException ? error.InnerException : error) as SocketFaultException;
        return (kind, arguments, fault?.BytesTransferred ?? 0, fault?.Attempts.Select(static one => (object)Of(one.Reason)) ?? []);
    }

    private static (string Kind, object?[] Arguments) KindOf(Exception error) => error switch
    {
        IOException { InnerException: SocketFaultException ofSocket } => KindOf(ofSocket),
        DecoderFallbackException text => ("UnicodeDecodeError", ["text", text.BytesUnknown ?? [], 0, text.BytesUnknown?.Length ?? 0, text.Message]),
        EncoderFallbackException text => ("UnicodeEncodeError", ["text", $"{text.CharUnknown}", 0, 1, text.Message]),
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
