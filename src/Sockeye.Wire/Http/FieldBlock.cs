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
        while (_at < block.Length)
        {
            ReadOnlySpan<byte> rest = block[_at..];
            int found = _place switch
            {
                Place.Name => rest.IndexOfAnyExcept(HttpText.Token),
                Place.Value => rest.IndexOfAnyExcept(HttpText.Value),
                _ => rest.IndexOf((byte)'\n'),
            };
            _at = found < 0 ? block.Length : _at + found;
            if (found < 0) break;
            if (_place == Place.Bad) HttpFault.Malformed(_fault, _start + _faultAt);
            if (_place == Place.StartLine)
            {
                Start(block, startLine!);
                continue;
            }

            if (_place == Place.Name && block[_at] == ':' && _at > _line)
            {
                _colon = _at++;
                _place = Place.Value;
                continue;
            }

            int end = LineEnd(block[_at..]);
            if (end < 0) break;
            if (end == 0 || (_place == Place.Name && _at > _line)) Bad(block[_at], end);
            else if (_place == Place.Name)
            {
                _at += end;
                return true;
            }
            else
            {
                Add(block);
                NextLine(_at + end);
            }
        }

        return false;
    }

    private void Start(ReadOnlySpan<byte> block, StartLineReader startLine)
    {
        bool cr = _at > 0 && block[_at - 1] == '\r';
        if (!cr && !forgiveBareLf) HttpFault.Malformed("a line must end with CR LF, not a bare LF", _start + _at);
        startLine(block[..(cr ? _at - 1 : _at)]);
        NextLine(_at + 1);
    }

    private void NextLine(int at) => (_line, _at, _place) = (at, at, Place.Name);

    /// <summary>Length of the line end that <paramref name="span"/> starts with; 0 when it starts with none, below zero when more must come to tell.</summary>
    private int LineEnd(ReadOnlySpan<byte> span) => span[0] switch
    {
        (byte)'\r' => span.Length == 1 ? -1 : span[1] == '\n' ? 2 : 0,
        (byte)'\n' => forgiveBareLf ? 1 : 0,
        _ => 0,
    };

    private void Add(ReadOnlySpan<byte> block)
    {
        if (fields.Count == maximumFields) HttpFault.TooLarge($"the {name} has more than {maximumFields} fields", _start + _line);
        int start = _colon + 1, stop = _at;
        while (start < stop && block[start] is (byte)' ' or (byte)'\t') start++;
        while (stop > start && block[stop - 1] is (byte)' ' or (byte)'\t') stop--;
        fields.Add(_line, _colon - _line, start, stop - start);
    }

    /// <summary>Keeps what is wrong with a byte until its line is whole.</summary>
    private void Bad(byte b, int lineEnd)
    {
        _fault = b switch
        {
            _ when lineEnd > 0 => "a field line without a colon",
            (byte)' ' or (byte)'\t' => _at == _line ? "a folded field line" : "a space in a field name or before its colon",
            (byte)'\n' => "a line must end with CR LF, not a bare LF",
            (byte)'\r' => "a bare CR",
            (byte)':' => "a field without a name",
            _ => $"the byte 0x{b:x2} in a field line",
        };
        (_faultAt, _place) = (_at, Place.Bad);
    }

    private void Room(int length)
    {
        if (fields.Bytes.Length >= length) return;
        byte[] larger = new byte[Math.Min(maximumBytes, Math.Max(1024, 2 * length))];
        fields.Bytes.AsSpan(0, _length).CopyTo(larger);
        fields.Bytes = larger;
    }
}
