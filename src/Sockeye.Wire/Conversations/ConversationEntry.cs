namespace Sockeye.Wire.Conversations;

/// <summary>One thing that happened in a conversation. It never changes once made.</summary>
/// <param name="At">When, counted from the start of the conversation. The recorder's clock, never ours.</param>
/// <param name="Who">The speaker.</param>
/// <param name="What">What the speaker did.</param>
public sealed record ConversationEntry(TimeSpan At, Speaker Who, ConversationEvent What)
{
    private readonly long? _length;

    /// <summary>The bytes said. Shorter than <see cref="Length"/> when a <see cref="Conversation"/> was full and kept only the beginning.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>How many bytes were said, kept or not.</summary>
    public long Length
    {
        get => _length ?? Bytes.Length;
        init => _length = value;
    }

    /// <summary>Words that go with the event: the reason of a failure, the remark of a note, the address of a connect, the meaning of what was said. Null when there are none.</summary>
    public string? Text { get; init; }
}
