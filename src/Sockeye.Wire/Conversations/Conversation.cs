namespace Sockeye.Wire.Conversations;

/// <summary>
/// What was said between two sides, and when: a record that only grows. Any thread may add to it.
/// It does no I/O and has no clock; whoever records hands the time in.
/// </summary>
/// <remarks>
/// A record has a size it does not outgrow (<see cref="DefaultMaximumSize"/> unless told otherwise). Past it the bytes of an entry are
/// cut, then whole entries are left out; <see cref="DroppedBytes"/> and <see cref="DroppedEntries"/> say how much.
/// Writers that follow live still get everything.
/// </remarks>
public sealed class Conversation
{
    /// <summary>64 MiB: hours of talk, and a forgotten recorder does not eat the machine.</summary>
    public const long DefaultMaximumSize = 64L << 20;

    /// <summary>What one entry weighs besides its bytes, in bytes: about what its objects take.</summary>
    private const int EntryWeight = 128;

    private readonly Lock _gate = new();
    private readonly List<ConversationEntry> _entries = [];
    private readonly List<IConversationWriter> _followers = [];
    private readonly long _maximumSize;
    private long _size;
    private long _droppedBytes;
    private long _droppedEntries;

    /// <summary>An empty record.</summary>
    /// <param name="maximumSize">The most memory it may take, in bytes, about.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximumSize"/> is negative.</exception>
    public Conversation(long maximumSize = DefaultMaximumSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximumSize);
        _maximumSize = maximumSize;
    }

    /// <summary>The entries so far, oldest first: a copy that stays as it is.</summary>
    public IReadOnlyList<ConversationEntry> Entries
    {
        get
        {
            lock (_gate) return [.. _entries];
        }
    }

    /// <summary>Bytes that were said and not kept.</summary>
    public long DroppedBytes
    {
        get
        {
            lock (_gate) return _droppedBytes;
        }
    }

    /// <summary>Entries that were not kept at all.</summary>
    public long DroppedEntries
    {
        get
        {
            lock (_gate) return _droppedEntries;
        }
    }

    /// <summary><paramref name="who"/> opens the conversation.</summary>
    /// <param name="at">Time since the start.</param>
    /// <param name="who">The speaker.</param>
    /// <param name="text">Where to, if that is worth showing: "to 127.0.0.1:7".</param>
    public void Connects(TimeSpan at, Speaker who, string? text = null) => Happens(at, who, ConversationEvent.Connects, text);

    /// <summary><paramref name="who"/> sends <paramref name="bytes"/>; they are copied.</summary>
    public void Says(TimeSpan at, Speaker who, ReadOnlySpan<byte> bytes) =>
        Add(new ConversationEntry(at, who, ConversationEvent.Says) { Bytes = bytes.ToArray() });

    /// <summary><paramref name="who"/> ends its sending half: shutdown(2).</summary>
    public void EndsHalf(TimeSpan at, Speaker who) => Happens(at, who, ConversationEvent.EndsHalf, null);

    /// <summary><paramref name="who"/> closes in good order.</summary>
    public void Closes(TimeSpan at, Speaker who) => Happens(at, who, ConversationEvent.Closes, null);

    /// <summary><paramref name="who"/> resets the connection.</summary>
    public void Resets(TimeSpan at, Speaker who) => Happens(at, who, ConversationEvent.Resets, null);

    /// <summary><paramref name="who"/> could not do what it tried.</summary>
    /// <param name="at">Time since the start.</param>
    /// <param name="who">The speaker.</param>
    /// <param name="reason">In words: "connection refused", "timed out after 2 s".</param>
    public void Fails(TimeSpan at, Speaker who, string reason) => Happens(at, who, ConversationEvent.Fails, reason);

    /// <summary>A remark beside <paramref name="who"/>; nothing was sent.</summary>
    public void Note(TimeSpan at, Speaker who, string text) => Happens(at, who, ConversationEvent.Note, text);

    /// <summary>Adds an entry made elsewhere, such as one read from a file. Its bytes are kept as they are, not copied.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="entry"/> is null.</exception>
    public void Add(ConversationEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        lock (_gate)
        {
            Keep(entry);
            foreach (IConversationWriter follower in _followers) follower.Write(entry);
        }
    }

    /// <summary>
    /// Shows <paramref name="writer"/> every entry there is, then each new one as it happens, until the result is disposed.
    /// No entry is missed or shown twice. Dispose at once to show the whole record and no more.
    /// </summary>
    /// <remarks>The writer is called inside the record's lock: it must not add to the same conversation, and a slow one slows the talk.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is null.</exception>
    public IDisposable Follow(IConversationWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        lock (_gate)
        {
            foreach (ConversationEntry entry in _entries) writer.Write(entry);
            _followers.Add(writer);
        }

        return new Following(this, writer);
    }

    private void Happens(TimeSpan at, Speaker who, ConversationEvent what, string? text) =>
        Add(new ConversationEntry(at, who, what) { Text = text });

    private void Keep(ConversationEntry entry)
    {
        long weight = EntryWeight + (2L * (entry.Text?.Length ?? 0));
        long room = _maximumSize - _size - weight;
        if (room < 0)
        {
            _droppedEntries++;
            _droppedBytes += entry.Bytes.Length;
            return;
        }

        if (entry.Bytes.Length > room)
        {
            _droppedBytes += entry.Bytes.Length - room;
            // A copy of the part: a slice would keep the whole array alive.
            entry = entry with { Length = entry.Length, Bytes = entry.Bytes[..(int)room].ToArray() };
        }

        _entries.Add(entry);
        _size += weight + entry.Bytes.Length;
    }

    private sealed class Following(Conversation conversation, IConversationWriter writer) : IDisposable
    {
        private Conversation? _conversation = conversation;

        public void Dispose()
        {
            Conversation? conversation = Interlocked.Exchange(ref _conversation, null);
            if (conversation is null) return;
            lock (conversation._gate) conversation._followers.Remove(writer);
        }
    }
}
