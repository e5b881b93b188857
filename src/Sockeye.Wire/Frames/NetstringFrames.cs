using System.Buffers;
using System.Buffers.Text;

namespace Sockeye.Wire.Frames;

/// <summary>Netstrings: <c>5:hello,</c>. Any bytes, a length a person can read, and a comma that proves both sides counted alike.</summary>
/// <remarks>Strict as D. J. Bernstein's text: no leading zeros, no spaces, no sign; the empty string is <c>0:,</c>.</remarks>
public sealed class NetstringFrames : IFrameFormat<ReadOnlySequence<byte>>
{
    /// <summary>Netstrings of at most <paramref name="maximum"/> bytes.</summary>
    public NetstringFrames(int maximum = FrameLimits.Frame) => Maximum = FrameLimits.Checked(maximum);

    /// <summary>The most bytes a frame may have.</summary>
    public int Maximum { get; }

    /// <inheritdoc/>
    public IFrameReader<ReadOnlySequence<byte>> CreateReader() => new Reader(Maximum);

    /// <inheritdoc/>
    public void Write(in ReadOnlySequence<byte> frame, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        FrameFault.CheckLength(frame.Length, Maximum);
        Span<byte> head = output.GetSpan(20);
        Utf8Formatter.TryFormat(frame.Length, head, out int digits);
        head[digits] = (byte)':';
        output.Advance(digits + 1);
        Payload.Copy(frame, output);
        output.Write(","u8);
    }

    private sealed class Reader(int maximum) : IFrameReader<ReadOnlySequence<byte>>
    {
        private int _length = -1;
        private int _width;

        private long Whole => _length < 0 ? 0 : (long)_width + _length + 1;

        public bool TryRead(ref SequenceReader<byte> input, out ReadOnlySequence<byte> frame)
        {
            frame = default;
            if (_length < 0 && !TryReadHead(input)) return false;
            if (input.Remaining < Whole) return false;
            SequenceReader<byte> ahead = input;
            ahead.Advance(_width);
            ahead.TryReadExact(_length, out frame);
            ahead.TryRead(out byte comma);
            if (comma != ',') FrameFault.Malformed($"a comma belongs behind the string, not the byte 0x{comma:x2}", Whole - 1);
            input = ahead;
            _length = -1;
            return true;
        }

        public bool TryReadLast(ReadOnlySequence<byte> leftover, out ReadOnlySequence<byte> frame)
        {
            frame = default;
            FrameFault.End(leftover.Length, Whole);
            return false;
        }

        /// <summary>Digits and colon. A head is at most eleven bytes (the limit is an int), so it is simply read again until it is whole.</summary>
        private bool TryReadHead(SequenceReader<byte> ahead)
        {
            long number = 0;
            for (int i = 0; ahead.TryRead(out byte b); i++)
            {
                if (b == ':' && i > 0)
                {
                    _length = (int)number;
                    _width = i + 1;
                    return true;
                }

                uint digit = (uint)(b - '0');
                if (digit > 9) FrameFault.Malformed($"a netstring starts with its length in digits; the byte 0x{b:x2} is none", i);
                if (i > 0 && number == 0) FrameFault.Malformed("the length has a leading zero", 0);
                number = (number * 10) + digit;
                if (number > maximum) FrameFault.TooLarge((ulong)number, maximum, 0);
            }

            return false;
        }
    }
}
