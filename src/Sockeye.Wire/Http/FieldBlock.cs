using System.Buffers;

namespace Sockeye.Wire.Http;

/// <summary>
/// Reads lines up to the empty one: a head, or trailers. Strict as RFC 9112 lets a recipient be: lines end with CRLF and nothing else,
/// no folding, no space before the colon, no control characters.
/// </summary>
/// <remarks>
/// A head that is there as a whole is read where it lies and copied once. One that comes in pieces is collected, line by line, and no
/// byte is searched for a line end twice. Both ways read a line with the same code, so they cannot disagree.
/// </remarks>
internal sealed class FieldBlock(HttpFields fields, int maximumBytes, int maximumFields, string name, bool forgiveBareLf = false)
{
    private const int NeedMore = 0;

    private int _length;
    private int _lineStart;

    /// <summary>Reads a start line without its CRLF.</summary>
    internal delegate void StartLineReader(ReadOnlySpan<byte> line);

    /// <summary>Bytes collected of a block that is not whole yet.</summary>
    internal int Collected => _length;

    /// <summary>True when the block is whole; then the input stands behind it. Else all input was taken.</summary>
    internal bool TryRead(ref SequenceReader<byte> input, StartLineReader? startLine)
    {
        if (_length == 0)
        {
            ReadOnlySpan<byte> span = input.UnreadSpan;
            int end = ReadWhole(span.Length > maximumBytes ? span[..maximumBytes] : span, startLine);
            if (end != NeedMore)
            {
                Room(end);
                span[..end].CopyTo(fields.Bytes);
                input.Advance(end);
                return true;
            }

            fields.Clear();
            _lineStart = 0;
        }

        while (Collect(ref input))
        {
            int end = ReadLine(fields.Bytes.AsSpan(_lineStart, _length - _lineStart), _lineStart, startLine);
            if (end < 0)
            {
                Reset();
                return true;
            }

            _lineStart = _length;
        }

        return false;
    }

    private void Reset() => _length = _lineStart = 0;

    /// <summary>Takes bytes through the next line end. False: there is none yet.</summary>
    private bool Collect(ref SequenceReader<byte> input)
    {
        while (!input.End)
        {
            ReadOnlySpan<byte> piece = input.UnreadSpan;
            int lf = piece.IndexOf((byte)'\n');
            int take = lf < 0 ? piece.Length : lf + 1;
            if (take > maximumBytes - _length) HttpFault.TooLarge($"the {name} is over the limit of {maximumBytes} bytes", maximumBytes);
            Room(_length + take);
            piece[..take].CopyTo(fields.Bytes.AsSpan(_length));
            _length += take;
            input.Advance(take);
            if (lf >= 0) return true;
        }

        return false;
    }

    /// <summary>Length of the whole block, or <see cref="NeedMore"/>.</summary>
    private int ReadWhole(ReadOnlySpan<byte> span, StartLineReader? startLine)
    {
        fields.Clear();
        for (int at = 0; at < span.Length;)
        {
            int taken = ReadLine(span[at..], at, startLine);
            if (taken == NeedMore) return NeedMore;
            if (taken < 0) return at - taken;
            at += taken;
        }

        return NeedMore;
    }

    /// <summary>Bytes of the line at the start of <paramref name="span"/>; the same below zero for the empty line that ends the block; <see cref="NeedMore"/>.</summary>
    private int ReadLine(ReadOnlySpan<byte> span, int offset, StartLineReader? startLine)
    {
        if (offset == 0 && startLine is not null)
        {
            int lf = span.IndexOf((byte)'\n');
            if (lf < 0) return NeedMore;
            bool cr = lf > 0 && span[lf - 1] == '\r';
            if (!cr && !forgiveBareLf) HttpFault.Malformed("a line must end with CR LF, not a bare LF", lf);
            startLine(span[..(cr ? lf - 1 : lf)]);
            return lf + 1;
        }

        int colon = span.IndexOfAnyExcept(HttpText.Token);
        if (colon < 0) return NeedMore;
        if (colon == 0 && LineEnd(span) is > 0 and var empty) return -empty;
        if (span[colon] != ':' || colon == 0) return BadLine(span, colon, offset);

        int bad = span[(colon + 1)..].IndexOfAnyExcept(HttpText.Value);
        int valueEnd = bad < 0 ? span.Length : colon + 1 + bad;
        int lineEnd = LineEnd(span[valueEnd..]);
        if (lineEnd == 0) return BadLine(span, valueEnd, offset);
        if (fields.Count == maximumFields) HttpFault.TooLarge($"the {name} has more than {maximumFields} fields", offset);

        int start = colon + 1, stop = valueEnd;
        while (start < stop && span[start] is (byte)' ' or (byte)'\t') start++;
        while (stop > start && span[stop - 1] is (byte)' ' or (byte)'\t') stop--;
        fields.Add(offset, colon, offset + start, stop - start);
        return valueEnd + lineEnd;
    }

    /// <summary>Length of the line end that <paramref name="span"/> starts with; 0 when it starts with none.</summary>
    private int LineEnd(ReadOnlySpan<byte> span) =>
        span.StartsWith("\r\n"u8) ? 2 : forgiveBareLf && span.StartsWith("\n"u8) ? 1 : 0;

    /// <summary>
    /// Says what is wrong with the byte at <paramref name="at"/>, but only once the line is whole: a line that was cut must not be judged
    /// sooner than the same line in one piece.
    /// </summary>
    private static int BadLine(ReadOnlySpan<byte> span, int at, int offset)
    {
        if (at == span.Length || span.IndexOf((byte)'\n') < 0) return NeedMore;
        string what = (span[at], at) switch
        {
            ((byte)' ' or (byte)'\t', 0) => "a folded field line",
            ((byte)' ' or (byte)'\t', _) when span[..at].IndexOf((byte)':') < 0 => "a space in a field name or before its colon",
            ((byte)'\n', _) => "a line must end with CR LF, not a bare LF",
            ((byte)'\r', _) when span[at..].StartsWith("\r\n"u8) => "a field line without a colon",
            ((byte)'\r', _) => "a bare CR",
            ((byte)':', 0) => "a field without a name",
            _ => $"the byte 0x{span[at]:x2} in a field line",
        };
        HttpFault.Malformed(what, offset + at);
        return NeedMore;
    }

    private void Room(int length)
    {
        if (fields.Bytes.Length >= length) return;
        byte[] larger = new byte[Math.Min(maximumBytes, Math.Max(1024, 2 * length))];
        fields.Bytes.AsSpan(0, _length).CopyTo(larger);
        fields.Bytes = larger;
    }
}
