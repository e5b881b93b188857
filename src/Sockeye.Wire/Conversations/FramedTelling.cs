using Sockeye.Wire.Frames;

namespace Sockeye.Wire.Conversations;

/// <summary>
/// Retells a conversation frame by frame: it stands between a conversation and a writer, collects what each side says until a frame is
/// whole, and hands that on as one entry with the frame's meaning as its text. A dialogue then shows
/// <c>Client: (login bob, 9 bytes)</c>, however the bytes were sent.
/// </summary>
/// <remarks>
/// Bytes that are no frame are not hidden: after a malformed frame a note says what is wrong; where the format can find the next frame
/// the telling goes on there, else the rest of that side is handed on as it came.
/// </remarks>
/// <typeparam name="TFrame">What a frame is.</typeparam>
public sealed class FramedTelling<TFrame> : IConversationWriter
{
    private readonly IConversationWriter _to;
    private readonly Func<Speaker, IFrameFormat<TFrame>?> _formatOf;
    private readonly Func<TFrame, string> _show;
    private readonly Dictionary<Speaker, Side> _sides = [];

    /// <summary>A telling to <paramref name="to"/>.</summary>
    /// <param name="to">Gets the entries, one a frame.</param>
    /// <param name="formatOf">The format a speaker uses; null to hand that speaker's bytes on as they are.</param>
    /// <param name="show">A frame's meaning in a few words.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public FramedTelling(IConversationWriter to, Func<Speaker, IFrameFormat<TFrame>?> formatOf, Func<TFrame, string> show)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(formatOf);
        ArgumentNullException.ThrowIfNull(show);
        (_to, _formatOf, _show) = (to, formatOf, show);
    }

    /// <inheritdoc/>
    public void Write(ConversationEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (!_sides.TryGetValue(entry.Who, out Side? side))
        {
            IFrameReader<TFrame>? reader = _formatOf(entry.Who)?.CreateReader();
            side = new Side { Reader = reader, Feed = reader is null ? null : new FrameFeed<TFrame>(reader) };
            _sides[entry.Who] = side;
        }

        bool over = entry.What is ConversationEvent.EndsHalf or ConversationEvent.Closes or ConversationEvent.Resets;
        if (over && side.Feed is not null) End(entry, side);
        if (entry.What == ConversationEvent.Says && side.Feed is not null) Say(entry, side);
        else _to.Write(entry);
    }

    private void Say(ConversationEntry entry, Side side)
    {
        FrameFeed<TFrame> feed = side.Feed!;
        feed.Add(entry.Bytes.Span);
        try
        {
            while ((!side.Lost || feed.TryResync()) && Read(entry, side))
            {
            }
        }
        catch (ProtocolException error)
        {
            _to.Write(Note(entry, error.Message));
            side.Lost = true;
            if (side.Reader!.CanResync) Say(entry with { Bytes = default, Length = 0 }, side);
            else GiveUp(entry, side);
        }

        if (entry.Length > entry.Bytes.Length && side.Feed is not null)
        {
            _to.Write(Note(entry, $"{entry.Length - entry.Bytes.Length} bytes are not on record; from here on the bytes as they came"));
            GiveUp(entry, side);
        }
    }

    private bool Read(ConversationEntry entry, Side side)
    {
        side.Lost = false;
        FrameFeed<TFrame> feed = side.Feed!;
        // The frame's bytes, kept before reading: a frame may point into them only until more is added.
        if (!feed.TryRead(out TFrame frame, out ReadOnlyMemory<byte> bytes)) return false;
        _to.Write(entry with { Bytes = bytes, Length = bytes.Length, Text = _show(frame) });
        return true;
    }

    private void End(ConversationEntry entry, Side side)
    {
        byte[] rest = side.Feed!.Rest();
        try
        {
            if (side.Feed.TryReadLast(out TFrame last))
                _to.Write(new ConversationEntry(entry.At, entry.Who, ConversationEvent.Says) { Bytes = rest, Text = _show(last) });
        }
        catch (ProtocolException error)
        {
            if (rest.Length > 0) _to.Write(new ConversationEntry(entry.At, entry.Who, ConversationEvent.Says) { Bytes = rest });
            _to.Write(Note(entry, error.Message));
        }

        side.Feed = null;
    }

    /// <summary>What waits is shown as it is, and so is all that follows.</summary>
    private void GiveUp(ConversationEntry entry, Side side)
    {
        byte[] rest = side.Feed!.Rest();
        side.Feed = null;
        if (rest.Length > 0) _to.Write(new ConversationEntry(entry.At, entry.Who, ConversationEvent.Says) { Bytes = rest });
    }

    private static ConversationEntry Note(ConversationEntry at, string text) => new(at.At, at.Who, ConversationEvent.Note) { Text = text };

    private sealed class Side
    {
        public IFrameReader<TFrame>? Reader { get; init; }

        /// <summary>Null when this side is told as it came.</summary>
        public FrameFeed<TFrame>? Feed { get; set; }

        /// <summary>A bad frame was met and the next has not been found.</summary>
        public bool Lost { get; set; }
    }
}
