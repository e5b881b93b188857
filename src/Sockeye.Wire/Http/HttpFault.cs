using System.Diagnostics.CodeAnalysis;

namespace Sockeye.Wire.Http;

/// <summary>The errors of HTTP/1, and the status a server answers them with.</summary>
public static class HttpFault
{
    /// <summary>The status code that tells a client about <paramref name="error"/>: 400, 431 for a head over the limit, 501 for what is not spoken here.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="error"/> is null.</exception>
    public static int StatusFor(ProtocolException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.Kind switch
        {
            ProtocolError.TooLarge => 431,
            ProtocolError.Unsupported => 501,
            _ => 400,
        };
    }

    [DoesNotReturn]
    internal static void Malformed(string what, long offset) => throw new ProtocolException(ProtocolError.Malformed, what, offset);

    [DoesNotReturn]
    internal static void TooLarge(string what, long offset) => throw new ProtocolException(ProtocolError.TooLarge, what, offset);

    [DoesNotReturn]
    internal static void Unsupported(string what, long offset) => throw new ProtocolException(ProtocolError.Unsupported, what, offset);

    [DoesNotReturn]
    internal static void Truncated(string what, long offset) => throw new ProtocolException(ProtocolError.Truncated, what, offset);

    [DoesNotReturn]
    internal static void OurFault(string what) => throw new ProtocolException(ProtocolError.Malformed, what, 0, Blame.Caller);
}
