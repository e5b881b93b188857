using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sockeye.Wire.Frames;

/// <summary>The sentences of the frame formats' errors, written once so that every format says the same thing the same way.</summary>
internal static class FrameFault
{
    [DoesNotReturn]
    internal static void TooLarge(ulong length, long maximum, long offset) =>
        throw new ProtocolException(ProtocolError.TooLarge, $"the frame says it is {N(length)} bytes long; the limit is {N(maximum)}", offset);

    [DoesNotReturn]
    internal static void Endless(long maximum) =>
        throw new ProtocolException(ProtocolError.TooLarge, $"no end of the frame within the limit of {N(maximum)} bytes", maximum);

    [DoesNotReturn]
    internal static void Malformed(string what, long offset) => throw new ProtocolException(ProtocolError.Malformed, what, offset);

    /// <summary>The end of a stream: nothing to say when nothing is left, else an error.</summary>
    /// <param name="leftover">Bytes of the unfinished frame.</param>
    /// <param name="expected">How long the frame was to be, header and all; 0 when that is not known.</param>
    internal static void End(long leftover, long expected)
    {
        if (leftover == 0) return;
        string of = expected > 0 ? $" of {N(expected)}" : "";
        throw new ProtocolException(ProtocolError.Truncated, $"the stream ended {N(leftover)} bytes into a frame{of}", leftover);
    }

    [DoesNotReturn]
    internal static void CannotWrite(string what, long offset = 0) =>
        throw new ProtocolException(ProtocolError.Malformed, what, offset, Blame.Caller);

    /// <summary>Refuses to write what the other side would have to refuse.</summary>
    internal static void CheckLength(long length, long maximum)
    {
        if (length > maximum)
        {
            throw new ProtocolException(
                ProtocolError.TooLarge, $"a frame of {N(length)} bytes is over the limit of {N(maximum)}", 0, Blame.Caller);
        }
    }

    private static string N(IFormattable number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
