using System.Buffers;

namespace Sockeye.Wire.Http;

/// <summary>Reads a chunked body: RFC 9112 section 7.1, strictly. Offsets in errors count from the start of the body.</summary>
internal sealed class ChunkedBody(HttpLimits limits, HttpFields trailers)
{
    private readonly FieldBlock _trailers = new(trailers, limits.MaximumTrailers, limits.MaximumFields, "trailer part");
    private Place _place;
    private long _left;
    private int _line;
    private int _digits;
    private long _offset;

    private enum Place
    {
        Size,
        Extension,
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

    internal void Start()
    {
        trailers.Clear();
        (_place, _left, _line, _digits, _offset) = (Place.Size, 0, 0, 0, 0);
    }

    internal Found Read(ref SequenceReader<byte> input, long allowed, out ReadOnlySequence<byte> data)
    {
        data = default;
        while (!input.End)
        {
            if (_place == Place.Data)
            {
                if (_left > allowed) return Found.TooLarge;    // by what the chunk says of itself: before its first byte
                int take = (int)Math.Min(Math.Min(_left, input.Remaining), int.MaxValue);
                input.TryReadExact(take, out data);
                _offset += take;
                _left -= take;
                if (_left == 0) _place = Place.DataCr;
                return Found.Data;
            }

            if (_place == Place.Trailers) return _trailers.TryRead(ref input, null) ? Found.End : Found.NeedMore;
            input.TryRead(out byte b);
            Step(b);
            _offset++;
        }

        return Found.NeedMore;
    }

    private void Step(byte b)
    {
        if (_place <= Place.SizeLf && ++_line > limits.MaximumChunkLine) HttpFault.TooLarge($"a chunk's size line is over the limit of {limits.MaximumChunkLine} bytes", _offset);
        switch (_place)
        {
            case Place.Size when char.IsAsciiHexDigit((char)b):
                if (_left > long.MaxValue >> 4 || ++_digits > 16) HttpFault.Malformed("a chunk size that does not fit in 63 bits", _offset);
                _left = (_left << 4) | (uint)(b <= '9' ? b - '0' : (b | 0x20) - 'a' + 10);
                break;
            case Place.Size when _digits > 0 && b is (byte)';' or (byte)' ' or (byte)'\t':
                _place = Place.Extension;
                break;
            case Place.Size when _digits > 0 && b == '\r':
            case Place.Extension when b == '\r':
                _place = Place.SizeLf;
                break;
            case Place.Extension when HttpText.Value.Contains(b):
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
            case Place.Size:
                HttpFault.Malformed($"a chunk starts with its size in hexadecimal; the byte 0x{b:x2} is none", _offset);
                break;
            case Place.Extension:
                HttpFault.Malformed($"the byte 0x{b:x2} in a chunk extension", _offset);
                break;
            case Place.SizeLf:
                HttpFault.Malformed("a bare CR in a chunk's size line", _offset);
                break;
            default:
                HttpFault.Malformed("CR LF belongs behind a chunk's data", _offset);
                break;
        }
    }
}
