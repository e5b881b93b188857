namespace Sockeye.Cli.Chatting;

/// <summary>What a client of a chat-style protocol waits for before it says its next line.</summary>
internal enum AnswerDue
{
    /// <summary>Nothing: the next line belongs to what is being said, as those of a mail do.</summary>
    None,

    /// <summary>An answer, of which nothing has come.</summary>
    Begin,

    /// <summary>The rest of an answer that has begun.</summary>
    Rest,

    /// <summary>Perhaps a line more: the answer is whole, as far as one can tell.</summary>
    Perhaps,
}
