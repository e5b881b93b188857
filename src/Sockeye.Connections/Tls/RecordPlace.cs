using System.Buffers;

namespace Sockeye.Connections.Tls;

/// <summary>Where in a stream of TLS records one stands: records begin with five bytes, of which the last two are the length of the rest (RFC 8446, 5.1).</summary>
internal struct RecordPlace
{
    private const int HeadSize = 5;

    // Of TLS 1.3, around what a record carries: a byte that says what it is, and the proof that nobody changed it (RFC 8446, 5.2).
    private const int Around = 1 + 16;

    private int _head;          // bytes of a head that were passed
    private int _length;        // of the rest, as far as the head has said
    private int _rest;          // bytes of the record behind its head that were not passed

    /// <summary>These were passed.</summary>
    /// <returns>How many bytes of a program's were in the records that ended here, if all of them are of TLS 1.3 and carry nothing else.</returns>
    internal int Pass(ReadOnlySpan<byte> bytes)
    {
        int carried = 0;
        while (!bytes.IsEmpty)
        {
            if (_rest > 0)
            {
                int count = Math.Min(_rest, bytes.Length);
                _rest -= count;
                bytes = bytes[count..];
                carried += _rest == 0 ? _length - Around : 0;
                continue;
            }

            _length = (_length << 8 | bytes[0]) & ushort.MaxValue;
            bytes = bytes[1..];
            if (++_head == HeadSize)
            {
                (_head, _rest) = (0, _length);
            }
        }

        return carried;
    }

    /// <summary>How many bytes the record has that one stands in, or at the beginning of; more than there are where that cannot be told.</summary>
    /// <param name="next">What comes next.</param>
    internal readonly long Missing(in ReadOnlySequence<byte> next)
    {
        if (_rest > 0)
        {
            return _rest;
        }

        ReadOnlySpan<byte> first = next.FirstSpan;
        return _head > 0 || first.Length < HeadSize ? long.MaxValue : HeadSize + (first[HeadSize - 2] << 8 | first[HeadSize - 1]);
    }
}
