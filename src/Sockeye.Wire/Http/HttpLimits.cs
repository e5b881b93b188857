namespace Sockeye.Wire.Http;

/// <summary>How much of a message an <see cref="HttpConnection"/> takes.</summary>
public sealed record HttpLimits
{
    /// <summary>The most bytes of a head, start line to empty line. Default 32 KiB: browsers with many cookies stay under 16.</summary>
    public int MaximumHead { get; init; } = 32 << 10;

    /// <summary>The most header fields of a head. Default 100, as other servers.</summary>
    public int MaximumFields { get; init; } = 100;

    /// <summary>The most bytes of trailers behind a chunked body. Default 8 KiB.</summary>
    public int MaximumTrailers { get; init; } = 8 << 10;

    /// <summary>
    /// The most bytes of a body, chunk marks not counted. Default none: a body passes through in pieces and is never collected here.
    /// Whoever collects one, or stores it, should set this; a connection can change it for one message (<see cref="HttpConnection.MaximumBody"/>).
    /// </summary>
    public long MaximumBody { get; init; } = long.MaxValue;

    /// <summary>The most bytes of one chunk's size line, extensions included. Default 256: nobody uses extensions but attackers.</summary>
    public int MaximumChunkLine { get; init; } = 256;

    /// <summary>
    /// Take a bare LF for a line end in heads. Default false. For a client that must talk to old servers; a server that does it behind a
    /// proxy that does not can be made to see requests the proxy did not.
    /// </summary>
    public bool ForgiveBareLf { get; init; }

    /// <summary>The most 1xx responses in front of one final response. Default 16.</summary>
    public int MaximumInformational { get; init; } = 16;
}
