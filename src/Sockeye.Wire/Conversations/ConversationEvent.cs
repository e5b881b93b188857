namespace Sockeye.Wire.Conversations;

/// <summary>What a speaker does.</summary>
public enum ConversationEvent
{
    /// <summary>Opens the conversation: connect(2) and accept(2).</summary>
    Connects,

    /// <summary>Sends bytes, possibly none (an empty datagram is a message too).</summary>
    Says,

    /// <summary>Will say no more but still listens: shutdown(2) of the sending half.</summary>
    EndsHalf,

    /// <summary>Leaves in good order: close(2).</summary>
    Closes,

    /// <summary>Breaks off: a TCP reset. What was under way is lost.</summary>
    Resets,

    /// <summary>Could not do what it tried; the entry's text says what: "connection refused", "timed out after 2 s".</summary>
    Fails,

    /// <summary>A remark for the reader; nothing was sent.</summary>
    Note,
}
