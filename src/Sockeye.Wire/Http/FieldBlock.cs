using System.Buffers;

namespace Sockeye.Wire.Http;

/// <summary>
/// Reads lines up to the empty one: a head, or trailers. Strict as RFC 9112 lets a recipient be: lines end with CRLF and nothing else,
/// no folding, no space before the colon, no control characters. Offsets in errors count from the start of the message.
/// </summary>
/// <remarks>
/// A block that is there as a whole is read where it lies and copied once. One that comes in pieces is collected, and reading goes on in
/// mid-line where it stopped: a byte of a field is looked at once, but for a CR that came last, which says nothing without what follows.
/// Both ways read with the same code, so they cannot disagree.
/// </remarks>
internal sealed class FieldBlock(HttpFields fields, int maximumBytes, int maximumFields, string name, bool forgiveBareLf = false)
{
    /// <summary>The most bytes collected at a time: what lies behind the block's end is copied in vain.</summary>
    private const int Piece = 4096;

    private Place _place;
    private long _start;
    private int _length;
    private int _line;
    private int _colon;
    private int _at;
    private string _fault = "";
    private int _faultAt;

    /// <summary>Reads a start line without its CRLF.</summary>
    internal delegate void StartLineReader(ReadOnlySpan<byte> line);

    /// <summary>
    /// Where in a line reading stands. A bad line is refused once it is whole: one that was cut must not be judged sooner than the same line
    /// in one piece.
    /// </summary>
    private enum Place
    {
        StartLine,
        Name,
        Value,
        Bad,
    }

    /// <summary>Bytes collected of a block that is not whole yet.</summary>
    internal int Collected => _length;

    /// <summary>True when the block is whole; then the input stands behind it. Else all input was taken.</summary>
    /// <param name="input">What came.</param>
    /// <param name="startLine">Takes the first line; null where there are only fields.</param>
    /// <param name="start">Bytes of the message in front of this block.</param>
    /// <param name="length">Bytes of the block when it is whole.</param>
    internal bool TryRead(ref SequenceReader<byte> input, StartLineReader? startLine, long start, out int length)
    {
        length = 0;
        if (_length == 0)
        {
            fields.Clear();
            (_start, _line, _at, _place) = (start, 0, 0, startLine is null ? Place.Name : Place.StartLine);
            ReadOnlySpan<byte> span = input.UnreadSpan;
            if (Scan(span.Length > maximumBytes ? span[..maximumBytes] : span, startLine))
            {
                length = _at;
                Room(length);
                span[..length].CopyTo(fields.Bytes);
                input.Advance(length);
                return true;
            }
        }

        while (!input.End)
        {
            if (_length == maximumBytes) HttpFault.TooLarge($"the {name} is over the limit of {maximumBytes} bytes", _start + maximumBytes);
            ReadOnlySpan<byte> piece = input.UnreadSpan;
            int take = Math.Min(Math.Min(piece.Length, Piece), maximumBytes - _length);
            Room(_length + take);
            piece[..take].CopyTo(fields.Bytes.AsSpan(_length));
            if (Scan(fields.Bytes.AsSpan(0, _length + take), startLine))
            {
                length = _at;
                input.Advance(length - _length);
                _length = 0;
                return true;
            }

            _length += take;
            input.Advance(take);
        }

        return false;
    }

    /// <summary>Reads on from where reading stopped, in the block as far as it has come. True: it is whole, and as long as was read.</summary>
    private bool Scan(ReadOnlySpan<byte> block, StartLineReader? startLine)
    {
        // What was read where it lay is still being collected.
        if (_at > block.Length) return false;
        if (_place == Place.StartLine && FindLf(block)) Start(block, startLine!);
        if (_place is Place.Name or Place.Value && ReadFields(block)) return true;
        if (_place == Place.Bad && FindLf(block)) HttpFault.Malformed(_fault, _start + _faultAt);
        return false;
    }

    private bool FindLf(ReadOnlySpan<byte> block)
    {
        int lf = block[_at..].IndexOf((byte)'\n');
        _at = lf < 0 ? block.Length : _at + lf;
        return lf >= 0;
    }

    private void Start(ReadOnlySpan<byte> block, StartLineReader startLine)
    {
        bool cr = _at > 0 && block[_at - 1] == '\r';
        if (!cr && !forgiveBareLf) HttpFault.Malformed("a line must end with CR LF, not a bare LF", _start + _at);
        startLine(block[..(cr ? _at - 1 : _at)]);
        _line = ++_at;
        _place = Place.Name;
    }

    /// <summary>Reads field lines up to the empty one; true when that has come. Its place is in variables of its own meanwhile: this is the loop that counts.</summary>
    private bool ReadFields(ReadOnlySpan<byte> block)
    {
        (int line, int colon, int at, bool inName, bool whole) = (_line, _colon, _at, _place == Place.Name, false);
        while (at < block.Length)
        {
            ReadOnlySpan<byte> rest = block[at..];
            int stop = inName ? rest.IndexOfAnyExcept(HttpText.Token) : rest.IndexOfAnyExcept(HttpText.Value);
            at = stop < 0 ? block.Length : at + stop;
            if (stop < 0) break;
            if (inName && block[at] == ':' && at > line)
            {
                colon = at++;
                inName = false;
                continue;
            }

            int end = LineEnd(block[at..]);
            if (end < 0) break;
            whole = inName && at == line && end > 0;
            if (!whole && (inName || end == 0))
            {
                Bad(block[at], at, startsLine: at == line, end);
                return false;
            }

            if (!whole) Add(block, line, colon, at);
            line = at += end;
            inName = true;
            if (whole) break;
        }

        (_line, _colon, _at, _place) = (line, colon, at, inName ? Place.Name : Place.Value);
        return whole;
    }

    /// <summary>Length of the line end that <paramref name="span"/> starts with; 0 when it starts with none, below zero when more must come to tell.</summary>
    private int LineEnd(ReadOnlySpan<byte> span) =>
        span.StartsWith("\r\n"u8) ? 2
        : span is [(byte)'\r'] ? -1
        : forgiveBareLf && span[0] == '\n' ? 1
        : 0;

    private void Add(ReadOnlySpan<byte> block, int line, int colon, int end)
    {
        if (fields.Count == maximumFields) HttpFault.TooLarge($"the {name} has more than {maximumFields} fields", _start + line);
        int start = colon + 1;
        while (start < end && block[start] is (byte)' ' or (byte)'\t') start++;
        while (end > start && block[end - 1] is (byte)' ' or (byte)'\t') end--;
        fields.Add(line, colon - line, start, end - start);
    }

    /// <summary>Keeps what is wrong with a byte until its line is whole.</summary>
    private void Bad(byte b, int at, bool startsLine, int lineEnd)
    {
        _fault = b switch
        {
            _ when lineEnd > 0 => "a field line without a colon",
            (byte)' ' or (byte)'\t' => startsLine ? "a folded field line" : "a space in a field name or before its colon",
            (byte)'\n' => "a line must end with CR LF, not a bare LF",
            (byte)'\r' => "a bare CR",
            (byte)':' => "a field without a name",
            _ => $"the byte 0x{b:x2} in a field line",
        };
        (_at, _faultAt, _place) = (at, at, Place.Bad);
    }

    private void Room(int length)
    {
        if (fields.Bytes.Length >= length) return;
        byte[] larger = new byte[Math.Min(maximumBytes, Math.Max(1024, 2 * length))];
        fields.Bytes.AsSpan(0, _length).CopyTo(larger);
        fields.Bytes = larger;
    }
}
