namespace Sockeye.Wire.Conversations;

/// <summary>
/// Takes a conversation entry by entry and shows it somehow: as a dialogue, as JSON lines, as a capture file.
/// <see cref="Conversation.Follow"/> calls it, for the entries that are there and then for each new one, one at a time and in order.
/// </summary>
public interface IConversationWriter
{
    /// <summary>Takes the next entry.</summary>
    void Write(ConversationEntry entry);
}
