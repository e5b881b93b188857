using System.Globalization;
using System.Text;

namespace Sockeye.Wire.Conversations;

/// <summary>
/// Writes a conversation as people read one: <c>Client: GET / HTTP/1.0\r\n</c>, <c>Server: closes</c>.
/// </summary>
/// <remarks>
/// Text is shown as text, one line a line, broken after each LF; other bytes as escapes (<c>\r \n \t \\ \x00</c>), so that what was sent
/// can be told exactly; a send with a text of its own (see <see cref="FramedTelling{TFrame}"/>) is shown by that text. Said words that could be taken for an event or a remark stand in quotes. Long sends are folded, binary ones are
/// shown as rows. An entry is written with one call to the <see cref="TextWriter"/>; flushing is the caller's affair.
/// For any thread only when followed through a <see cref="Conversation"/>, which calls it one entry at a time.
/// </remarks>
public sealed class DialogueWriter : IConversationWriter
{
    /// <summary>What a line that is not speech begins with. Speech that begins so is put in quotes.</summary>
    private static readonly string[] EventWords = ["connects", "ends its half", "closes", "resets", "fails:", "says nothing", "(", "\"", " "];

    private readonly TextWriter _to;
    private readonly DialogueOptions _options;
    private readonly StringBuilder _page = new();

    /// <summary>A writer onto <paramref name="to"/>, which stays the caller's to flush and dispose.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="to"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="DialogueOptions.MaximumBytes"/> is negative.</exception>
    public DialogueWriter(TextWriter to, DialogueOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(to);
        _to = to;
        _options = options ?? new DialogueOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(_options.MaximumBytes, nameof(options));
    }

    /// <summary>A whole record as one text.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="conversation"/> is null.</exception>
    public static string ToText(Conversation conversation, DialogueOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        conversation.Follow(new DialogueWriter(text, options)).Dispose();
        return text.ToString();
    }

    /// <inheritdoc/>
    public void Write(ConversationEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _page.Clear();
        switch (entry.What)
        {
            case ConversationEvent.Says: Said(entry); break;
            case ConversationEvent.Connects: Line(entry, DialoguePart.Event, WithText("connects", " ", entry.Text)); break;
            case ConversationEvent.EndsHalf: Line(entry, DialoguePart.Event, WithText("ends its half", ": ", entry.Text)); break;
            case ConversationEvent.Closes: Line(entry, DialoguePart.Event, WithText("closes", ": ", entry.Text)); break;
            case ConversationEvent.Resets: Line(entry, DialoguePart.Event, WithText("resets", ": ", entry.Text)); break;
            case ConversationEvent.Fails: Line(entry, DialoguePart.Failure, "fails: " + OneLine(entry.Text ?? "no reason given")); break;
            default: Line(entry, DialoguePart.Remark, "(" + OneLine(entry.Text ?? "") + ")"); break;
        }

        _to.Write(_page);
    }

    private void Said(ConversationEntry entry)
    {
        ReadOnlySpan<byte> bytes = entry.Bytes.Span;
        if (entry.Text is not null)
        {
            string count = entry.Length.ToString("N0", CultureInfo.InvariantCulture);
            Line(entry, DialoguePart.Remark, $"({OneLine(entry.Text)}, {count} {(entry.Length == 1 ? "byte" : "bytes")})");
            return;
        }

        if (entry.Length == 0)
        {
            Line(entry, DialoguePart.Event, "says nothing (0 bytes)");
            return;
        }

        int shown = Math.Min(bytes.Length, _options.MaximumBytes);
        if (!SaidText.IsBinary(bytes[..shown]))
        {
            shown = SaidText.CutAt(bytes, shown);
            Lines(entry, bytes[..shown]);
        }
        else if (_options.Binary == BinaryView.Rows)
        {
            Rows(entry, bytes[..shown]);
        }
        else
        {
            shown = 0;
        }

        if (shown < entry.Length) Line(entry, DialoguePart.Remark, Fold(shown, entry.Length));
    }

    private void Lines(ConversationEntry entry, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)'\n') + 1;
            ReadOnlySpan<byte> line = end == 0 ? bytes : bytes[..end];
            bytes = bytes[line.Length..];
            if (!_options.ShowLineEnds && end != 0) line = line.EndsWith("\r\n"u8) ? line[..^2] : line[..^1];
            bool quoted = NeedsQuotes(line);
            Open(entry, DialoguePart.Said);
            if (quoted) _page.Append('"');
            SaidText.Append(_page, line, quoted);
            if (quoted) _page.Append('"');
            Close(entry, DialoguePart.Said);
        }
    }

    private void Rows(ConversationEntry entry, ReadOnlySpan<byte> bytes)
    {
        for (int offset = 0; offset < bytes.Length; offset += 16)
        {
            ReadOnlySpan<byte> row = bytes.Slice(offset, Math.Min(16, bytes.Length - offset));
            Open(entry, DialoguePart.Binary);
            _page.Append(CultureInfo.InvariantCulture, $"{offset:x8} ");
            for (int i = 0; i < 16; i++)
            {
                if (i == 8) _page.Append(' ');
                if (i < row.Length) _page.Append(CultureInfo.InvariantCulture, $" {row[i]:x2}");
                else _page.Append("   ");
            }

            _page.Append("  |");
            foreach (byte b in row) _page.Append(b is >= 0x20 and < 0x7F ? (char)b : '.');
            _page.Append('|');
            Close(entry, DialoguePart.Binary);
        }
    }

    private void Line(ConversationEntry entry, DialoguePart part, string text)
    {
        Open(entry, part);
        _page.Append(text);
        Close(entry, part);
    }

    private void Open(ConversationEntry entry, DialoguePart part)
    {
        if (_options.ShowTimes)
        {
            Styled(DialoguePart.Time, entry, entry.At.TotalSeconds.ToString("F6", CultureInfo.InvariantCulture));
            _page.Append(' ');
        }

        Styled(DialoguePart.Speaker, entry, OneLine(entry.Who.Name) + ":");
        _page.Append(' ');
        _page.Append(_options.Style?.Before(part, entry.Who));
    }

    private void Close(ConversationEntry entry, DialoguePart part)
    {
        _page.Append(_options.Style?.After(part, entry.Who));
        _page.Append(_to.NewLine);
    }

    private void Styled(DialoguePart part, ConversationEntry entry, string text)
    {
        _page.Append(_options.Style?.Before(part, entry.Who));
        _page.Append(text);
        _page.Append(_options.Style?.After(part, entry.Who));
    }

    private static bool NeedsQuotes(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty) return true;
        if (line[^1] == ' ') return true;
        foreach (string word in EventWords)
        {
            if (line.Length >= word.Length && Ascii.Equals(line[..word.Length], word)) return true;
        }

        return false;
    }

    private static string Fold(int shown, long length)
    {
        long rest = length - shown;
        string count = rest.ToString("N0", CultureInfo.InvariantCulture);
        string bytes = rest == 1 ? "byte" : "bytes";
        return shown == 0 ? $"({count} {bytes})" : $"(… {count} more {bytes})";
    }

    private static string WithText(string words, string between, string? text) =>
        string.IsNullOrEmpty(text) ? words : words + between + OneLine(text);

    /// <summary>Names and reasons may come from a peer: what would break the line or the terminal is escaped here too.</summary>
    private static string OneLine(string text)
    {
        var clean = new StringBuilder(text.Length);
        SaidText.Append(clean, Encoding.UTF8.GetBytes(text), quoted: false);
        return clean.ToString();
    }
}
