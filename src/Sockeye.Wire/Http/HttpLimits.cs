using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sockeye.Wire.Http;

/// <summary>How much of a message an <see cref="HttpProtocol"/> takes. A limit that is negative is an <see cref="ArgumentOutOfRangeException"/> that names it.</summary>
public sealed record HttpLimits
{
    /// <summary>The most bytes of a head, start line to empty line. Default 32 KiB: browsers with many cookies stay under 16.</summary>
    public int MaximumHead { get; init => field = NotNegative(value); } = 32 << 10;

    /// <summary>The most header fields of a head. Default 100, as other servers.</summary>
    public int MaximumFields { get; init => field = NotNegative(value); } = 100;

    /// <summary>The most bytes of trailers behind a chunked body. Default 8 KiB.</summary>
    public int MaximumTrailers { get; init => field = NotNegative(value); } = 8 << 10;

    /// <summary>
    /// The most bytes of a body, chunk marks not counted. Default none: a body passes through in pieces and is never collected here.
    /// Whoever collects one, or stores it, should set this; a connection can change it for one message (<see cref="HttpProtocol.MaximumBody"/>).
    /// </summary>
    public long MaximumBody { get; init => field = NotNegative(value); } = long.MaxValue;

    /// <summary>The most bytes of one chunk's size line, extensions included. Default 256: nobody uses extensions but attackers.</summary>
    public int MaximumChunkLine { get; init => field = NotNegative(value); } = 256;

    /// <summary>The most bytes of all chunk extensions of one body. Default 8 KiB: as much as trailers.</summary>
    public int MaximumChunkExtensions { get; init => field = NotNegative(value); } = 8 << 10;

    /// <summary>
    /// Take a bare LF for a line end in heads. Default false. For a client that must talk to old servers; a server that does it behind a
    /// proxy that does not can be made to see requests the proxy did not.
    /// </summary>
    public bool ForgiveBareLf { get; init; }

    /// <summary>The most 1xx responses in front of one final response. Default 16.</summary>
    public int MaximumInformational { get; init => field = NotNegative(value); } = 16;

    private static T NotNegative<T>(T limit, [CallerMemberName] string name = "")
        where T : INumberBase<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit, name);
        return limit;
    }
}
