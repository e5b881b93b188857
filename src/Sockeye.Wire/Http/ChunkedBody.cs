using System.Buffers;

namespace Sockeye.Wire.Http;

/// <summary>
/// Reads a chunked body: RFC 9112 section 7.1, strictly. Offsets in errors count from the start of the message. Extensions mean nothing here;
/// of them it is held where they end: whitespace behind a size only in front of a semicolon, and a quote that is opened is closed.
/// </summary>
internal sealed class ChunkedBody(HttpLimits limits, HttpFields trailers)
{
    private readonly FieldBlock _trailers = new(trailers, limits.MaximumTrailers, limits.MaximumFields, "trailer part");
    private Place _place;
    private long _left;
    private int _line;
    private int _digits;
    private int _extensions;
    private long _offset;

    /// <summary>Up to <see cref="SizeLf"/>: the parts of a size line. From <see cref="SizeSpace"/> to <see cref="Escaped"/>: what extensions cost.</summary>
    private enum Place
    {
        Size,
        SizeSpace,
        Extension,
        Quoted,
        Escaped,
        SizeLf,
        Data,
        DataCr,
        DataLf,
        Trailers,
    }

    /// <summary>What a call to <see cref="Read"/> found.</summary>
    internal enum Found
    {
        NeedMore,
        Data,
        TooLarge,
        End,
    }

    /// <summary>Bytes of the message that were read.</summary>
    internal long Offset => _offset + _trailers.Collected;

    /// <summary>What is left of the data of the present chunk; 0 where its marks or the trailers come next.</summary>
    internal long DataLeft => _place == Place.Data ? _left : 0;

    /// <summary>A body begins, behind <paramref name="offset"/> bytes of its message.</summary>
    internal void Start(long offset)
    {
        trailers.Clear();
        (_place, _left, _line, _digits, _extensions, _offset) = (Place.Size, 0, 0, 0, 0, offset);
    }

    internal Found Read(ref SequenceReader<byte> input, long allowed, out ReadOnlySequence<byte> data)
    {
        data = default;
        while (true)
        {
            // By what the chunk says of itself: at the end of its size line, before its first byte.
            if (_place == Place.Data && _left > allowed) return Found.TooLarge;
            if (input.End) return Found.NeedMore;
            if (_place == Place.Data)
            {
                int take = (int)Math.Min(Math.Min(_left, input.Remaining), int.MaxValue);
                input.TryReadExact(take, out data);
                Took(take);
                return Found.Data;
            }

            if (_place == Place.Trailers) return ReadTrailers(ref input);
            input.TryRead(out byte b);
            Step(b);
            _offset++;
        }
    }

    /// <summary>Bytes of the present chunk's data were taken.</summary>
    internal void Took(long count)
    {
        _offset += count;
        _left -= count;
        if (_left == 0) _place = Place.DataCr;
    }

    private Found ReadTrailers(ref SequenceReader<byte> input)
    {
        if (!_trailers.TryRead(ref input, null, _offset, out int length)) return Found.NeedMore;
        HttpFraming.CheckTrailers(trailers, _offset);
        _offset += length;
        return Found.End;
    }

    private void Step(byte b)
    {
        if (_place <= Place.SizeLf && ++_line > limits.MaximumChunkLine)
            HttpFault.TooLarge($"a chunk's size line is over the limit of {limits.MaximumChunkLine} bytes", _offset, status: 400);
        switch (_place)
        {
            case Place.Size when char.IsAsciiHexDigit((char)b):
                if (_left > long.MaxValue >> 4 || ++_digits > 16) HttpFault.Malformed("a chunk size that does not fit in 63 bits", _offset);
                _left = (_left << 4) | (uint)(b <= '9' ? b - '0' : (b | 0x20) - 'a' + 10);
                break;
            case Place.Size when _digits > 0 && b is (byte)' ' or (byte)'\t':
                _place = Place.SizeSpace;
                break;
            case Place.Size when _digits > 0 && b == ';':
            case Place.SizeSpace when b == ';':
                _place = Place.Extension;
                break;
            case Place.Size when _digits > 0 && b == '\r':
            case Place.Extension when b == '\r':
                _place = Place.SizeLf;
                break;
            case Place.SizeSpace when b is (byte)' ' or (byte)'\t':
                break;
            case Place.Extension or Place.Quoted or Place.Escaped when HttpText.Value.Contains(b):
                _place = (_place, b) switch
                {
                    (Place.Extension, (byte)'"') => Place.Quoted,
                    (Place.Quoted, (byte)'"') => Place.Extension,
                    (Place.Quoted, (byte)'\\') => Place.Escaped,
                    (Place.Escaped, _) => Place.Quoted,
                    _ => _place,
                };
                break;
            case Place.SizeLf when b == '\n':
                _place = _left == 0 ? Place.Trailers : Place.Data;
                (_line, _digits) = (0, 0);
                break;
            case Place.DataCr when b == '\r':
                _place = Place.DataLf;
                break;
            case Place.DataLf when b == '\n':
                _place = Place.Size;
                break;
            default:
                Refuse(b);
                break;
        }

        // RFC 9112 section 7.1.1: extensions in small chunks could cost many times what the body is worth.
        if (_place is >= Place.SizeSpace and <= Place.Escaped && ++_extensions > limits.MaximumChunkExtensions)
            HttpFault.TooLarge($"the body's chunk extensions are over the limit of {limits.MaximumChunkExtensions} bytes", _offset, status: 400);
    }

    private void Refuse(byte b) => HttpFault.Malformed(
        _place switch
        {
            Place.Size => $"a chunk starts with its size in hexadecimal; the byte 0x{b:x2} is none",
            Place.SizeSpace => $"behind a chunk size and whitespace only ';' may follow, not the byte 0x{b:x2}",
            Place.Quoted or Place.Escaped when b is (byte)'\r' or (byte)'\n' => "a quote in a chunk extension is not closed",
            Place.Extension or Place.Quoted or Place.Escaped => $"the byte 0x{b:x2} in a chunk extension",
            Place.SizeLf => "a bare CR in a chunk's size line",
            _ => "CR LF belongs behind a chunk's data",
        },
        _place == Place.SizeLf ? _offset - 1 : _offset);
}
