namespace Sockeye.Wire;

/// <summary>Bytes that do not mean what the protocol says they must. Says what is wrong, where, and whose fault it is.</summary>
/// <remarks>
/// A network that fails is a different thing, with errors of its own. Rooms that did the I/O add the peer with <see cref="From"/>.
/// </remarks>
public sealed class ProtocolException : IOException
{
    /// <summary>An error found in a message.</summary>
    /// <param name="kind">What kind of wrong.</param>
    /// <param name="what">A sentence without its full stop: "frame length 5000 is over the limit of 4096 bytes". Control characters in it, which are the peer's, are shown as '?'.</param>
    /// <param name="offset">Where: bytes from the start of the message or frame in question.</param>
    /// <param name="blame">Whose fault.</param>
    /// <param name="inner">The error behind this one, if there is one.</param>
    public ProtocolException(ProtocolError kind, string what, long offset, Blame blame = Blame.Peer, Exception? inner = null)
        : base(Sentence(ControlCharacters.Shown(what), offset, blame, null), inner)
    {
        Kind = kind;
        What = ControlCharacters.Shown(what);
        Offset = offset;
        Blame = blame;
    }

    private ProtocolException(ProtocolException like, long offset, string? peer)
        : base(Sentence(like.What, offset, like.Blame, peer), like)
    {
        Kind = like.Kind;
        What = like.What;
        Offset = offset;
        Blame = like.Blame;
        HttpStatus = like.HttpStatus;
        Peer = peer;
    }

    /// <summary>What kind of wrong: what a program may want to act on.</summary>
    public ProtocolError Kind { get; }

    /// <summary>The error in words, without offset and peer.</summary>
    public string What { get; }

    /// <summary>
    /// Where: bytes from the start of the message or frame in question, its head included, 0 for the first. What looks at a stream as a whole
    /// (<see cref="Frames.FrameFeed{TFrame}"/>) counts from the stream's start instead.
    /// </summary>
    public long Offset { get; }

    /// <summary>Whose fault.</summary>
    public Blame Blame { get; }

    /// <summary>Who sent it, as a reader would write it ("127.0.0.1:4711"); null where nobody knows.</summary>
    public string? Peer { get; }

    /// <summary>The HTTP status that tells a client, where the kind of error does not say enough; else 0.</summary>
    internal int HttpStatus { get; init; }

    /// <summary>The same error, its offset counted from <paramref name="bytes"/> earlier: for a format that stands inside another, or a stream.</summary>
    public ProtocolException MovedBy(long bytes) => bytes == 0 ? this : new ProtocolException(this, Offset + bytes, Peer);

    /// <summary>The same error with the peer's name.</summary>
    public ProtocolException From(string peer) => new(this, Offset, peer);

    private static string Sentence(string what, long offset, Blame blame, string? peer)
    {
        string whose = blame == Blame.Caller ? "this side's fault" : peer is null ? "the peer's fault" : $"the fault of {peer}";
        return $"{what} (at byte {offset}; {whose})";
    }
}

/// <summary>Kinds of protocol error.</summary>
public enum ProtocolError
{
    /// <summary>The bytes break the format's rules.</summary>
    Malformed,

    /// <summary>The message is, or says it is, larger than the limit allows.</summary>
    TooLarge,

    /// <summary>The stream ended in mid-message.</summary>
    Truncated,

    /// <summary>Correct perhaps, but something this side does not speak: an unknown tag, version or encoding.</summary>
    Unsupported,
}

/// <summary>Whose fault a <see cref="ProtocolException"/> is.</summary>
public enum Blame
{
    /// <summary>The other side sent it.</summary>
    Peer,

    /// <summary>This side tried to send it, or used the protocol out of turn.</summary>
    Caller,
}
