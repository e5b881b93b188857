using System.Diagnostics.CodeAnalysis;

namespace Sockeye.Wire.Http;

/// <summary>The errors of HTTP/1.</summary>
internal static class HttpFault
{
    [DoesNotReturn]
    internal static void Malformed(string what, long offset) => throw new ProtocolException(ProtocolError.Malformed, what, offset);

    [DoesNotReturn]
    internal static void TooLarge(string what, long offset, int status = 431) => throw new ProtocolException(ProtocolError.TooLarge, what, offset) { HttpStatus = status };

    [DoesNotReturn]
    internal static void Unsupported(string what, long offset, int status = 501) => throw new ProtocolException(ProtocolError.Unsupported, what, offset) { HttpStatus = status };

    [DoesNotReturn]
    internal static void Truncated(string what, long offset) => throw new ProtocolException(ProtocolError.Truncated, what, offset);

    [DoesNotReturn]
    internal static void OurFault(string what) => throw new ProtocolException(ProtocolError.Malformed, what, 0, Blame.Caller);
}
