namespace Sockeye.Wire.Conversations;

/// <summary>How a <see cref="DialogueWriter"/> shows a conversation.</summary>
public sealed record DialogueOptions
{
    /// <summary>The most bytes shown of one send; the rest is counted: "(… 3,412 more bytes)". Default 1,024. 0 shows only counts.</summary>
    public int MaximumBytes { get; init; } = 1024;

    /// <summary>Show line ends as <c>\r\n</c> (default). When false a line's CRLF or LF is left out, as a script of a play would; other escapes stay.</summary>
    public bool ShowLineEnds { get; init; } = true;

    /// <summary>Put the time in front of every line, in seconds since the start. Default false.</summary>
    public bool ShowTimes { get; init; }

    /// <summary>How a send that is not text is shown. Default <see cref="BinaryView.Rows"/>.</summary>
    public BinaryView Binary { get; init; } = BinaryView.Rows;

    /// <summary>Colour or other dress for the parts of a line. Default none.</summary>
    public IDialogueStyle? Style { get; init; }
}

/// <summary>How a <see cref="DialogueWriter"/> shows bytes that are not text.</summary>
public enum BinaryView
{
    /// <summary>Rows of sixteen bytes: offset, hexadecimal, and what is printable of them.</summary>
    Rows,

    /// <summary>A count: "(4,096 bytes)".</summary>
    Count,
}
