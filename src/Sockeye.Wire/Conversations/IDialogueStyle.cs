namespace Sockeye.Wire.Conversations;

/// <summary>
/// Dress for a dialogue: what to write before and after each part of a line, such as a terminal's colour codes.
/// The writer itself writes none.
/// </summary>
public interface IDialogueStyle
{
    /// <summary>Written before the part; empty for nothing.</summary>
    string Before(DialoguePart part, Speaker who);

    /// <summary>Written after the part; empty for nothing.</summary>
    string After(DialoguePart part, Speaker who);
}

/// <summary>A part of a line of dialogue.</summary>
public enum DialoguePart
{
    /// <summary>The time in front.</summary>
    Time,

    /// <summary>The speaker's name and the colon.</summary>
    Speaker,

    /// <summary>Bytes said, shown as text.</summary>
    Said,

    /// <summary>Bytes said, shown as hexadecimal rows.</summary>
    Binary,

    /// <summary>An event in words.</summary>
    Event,

    /// <summary>A failure in words.</summary>
    Failure,

    /// <summary>A remark of the writer or the recorder, in parentheses.</summary>
    Remark,
}
