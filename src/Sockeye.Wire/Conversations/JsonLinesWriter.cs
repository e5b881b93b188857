using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Sockeye.Wire.Conversations;

/// <summary>
/// Writes a conversation for programs: one JSON object a line.
/// <c>{"at":0.001,"who":"Client","event":"says","length":6,"text":"hello\n","base64":"aGVsbG8K"}</c>
/// </summary>
/// <remarks>
/// <c>at</c> is seconds since the start. A send carries its bytes as <c>base64</c> always, and as <c>text</c> too when they are UTF-8;
/// <c>length</c> counts them, and is more than base64 holds when the record was full. A send that was told frame by frame carries its <c>meaning</c>; other events carry
/// <c>reason</c> when they have words. Event names are those of <see cref="ConversationEvent"/>, in lower camel case.
/// A line has no limit: a send of hundreds of MiB is one line too. One of up to 1 MiB reaches the text writer in one call, a longer one in
/// pieces of a few MiB at most.
/// </remarks>
public sealed class JsonLinesWriter : IConversationWriter, IDisposable
{
    // Read by JSON parsers only, never pasted into a page: letters outside ASCII may stay readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The most bytes or characters given to the JSON writer at once: it has a limit of its own, 166 million.</summary>
    private const int Piece = 1 << 20;

    private readonly TextWriter _to;
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _json;

    /// <summary>A writer onto <paramref name="to"/>, which stays the caller's to flush and dispose.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="to"/> is null.</exception>
    public JsonLinesWriter(TextWriter to)
    {
        ArgumentNullException.ThrowIfNull(to);
        _to = to;
        _json = new Utf8JsonWriter(_line, Options);
    }

    /// <inheritdoc/>
    public void Write(ConversationEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _line.ResetWrittenCount();
        _json.Reset(_line);
        _json.WriteStartObject();
        _json.WriteNumber("at"u8, entry.At.Ticks / (decimal)TimeSpan.TicksPerSecond);
        _json.WriteString("who"u8, entry.Who.Name);
        _json.WriteString("event"u8, NameOf(entry.What));
        if (entry.What == ConversationEvent.Says)
        {
            _json.WriteNumber("length"u8, entry.Length);
            if (Utf8.IsValid(entry.Bytes.Span)) InPieces("text"u8, entry.Bytes.Span, _json.WriteStringValueSegment);
            InPieces("base64"u8, entry.Bytes.Span, _json.WriteBase64StringSegment);
        }

        if (entry.Text is not null) InPieces(entry.What == ConversationEvent.Says ? "meaning"u8 : "reason"u8, entry.Text.AsSpan(), _json.WriteStringValueSegment);
        _json.WriteEndObject();
        PassOn("\n");
    }

    /// <summary>Lets go of the JSON writer's buffer; the text writer stays open.</summary>
    public void Dispose() => _json.Dispose();

    private void InPieces<T>(ReadOnlySpan<byte> name, ReadOnlySpan<T> value, Action<ReadOnlySpan<T>, bool> write)
    {
        _json.WritePropertyName(name);
        while (value.Length > Piece)
        {
            write(value[..Piece], false);
            value = value[Piece..];
            if (_json.BytesPending + _line.WrittenCount > Piece) PassOn("");
        }

        write(value, true);
    }

    private void PassOn(string end)
    {
        _json.Flush();
        _to.Write(Encoding.UTF8.GetString(_line.WrittenSpan) + end);
        _line.ResetWrittenCount();
    }

    private static ReadOnlySpan<byte> NameOf(ConversationEvent what) => what switch
    {
        ConversationEvent.Connects => "connects"u8,
        ConversationEvent.Says => "says"u8,
        ConversationEvent.EndsHalf => "endsHalf"u8,
        ConversationEvent.Closes => "closes"u8,
        ConversationEvent.Resets => "resets"u8,
        ConversationEvent.Fails => "fails"u8,
        _ => "note"u8,
    };
}
