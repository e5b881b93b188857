using System.Buffers;
using System.Buffers.Binary;

namespace Sockeye.Wire.Frames;

/// <summary>Frames with their length in front: the way that carries any bytes and needs no searching. The length is not part of the frame.</summary>
public sealed class PrefixedFrames : IFrameFormat<ReadOnlySequence<byte>>
{
    // What is asked for in one piece together with its prefix.
    private const int Short = 1024;

    /// <summary>Frames behind a <paramref name="prefix"/>.</summary>
    /// <param name="prefix">How the length is written.</param>
    /// <param name="maximum">The most bytes a frame may have, the prefix not counted. A length over it is an error before any of the frame has come.</param>
    /// <exception cref="ArgumentNullException"><paramref name="prefix"/> is null.</exception>
    public PrefixedFrames(LengthPrefix prefix, int maximum = FrameLimits.Frame)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        Prefix = prefix;
        Maximum = FrameLimits.Checked(maximum);
    }

    /// <summary>How the length is written.</summary>
    public LengthPrefix Prefix { get; }

    /// <summary>The most bytes a frame may have.</summary>
    public int Maximum { get; }

    /// <inheritdoc/>
    public IFrameReader<ReadOnlySequence<byte>> CreateReader() => new Reader(Prefix, Maximum);

    /// <inheritdoc/>
    public void Write(in ReadOnlySequence<byte> frame, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        ulong number = (ulong)frame.Length + (Prefix.CountsItself ? (ulong)Prefix.Width : 0);
        FrameFault.CheckLength(frame.Length, Maximum);
        if (number > Prefix.Largest) FrameFault.CannotWrite($"the prefix cannot say {number}, only up to {Prefix.Largest}");
        if (frame.IsSingleSegment && frame.Length <= Short)
        {
            Span<byte> room = output.GetSpan(20 + Short);
            int width = Prefix.Write(room, number);
            frame.FirstSpan.CopyTo(room[width..]);
            output.Advance(width + (int)frame.Length);
            return;
        }

        Span<byte> header = output.GetSpan(20);
        output.Advance(Prefix.Write(header, number));
        Payload.Copy(frame, output);
    }

    private sealed class Reader(LengthPrefix prefix, int maximum) : IFrameReader<ReadOnlySequence<byte>>
    {
        // A plain network-order 32-bit length is what most protocols have; it gets the shortest way.
        private readonly bool _plain = prefix == LengthPrefix.UInt32;
        private int _length = -1;
        private int _width;

        public bool TryRead(ref SequenceReader<byte> input, out ReadOnlySequence<byte> frame)
        {
            if (_length < 0)
            {
                ReadOnlySpan<byte> bytes = input.UnreadSpan;
                if (_plain && bytes.Length >= 4)
                {
                    uint number = BinaryPrimitives.ReadUInt32BigEndian(bytes);
                    if (number > (uint)maximum) FrameFault.TooLarge(number, maximum, 0);
                    _length = (int)number;
                    _width = 4;
                }
                else if (!TryReadPrefix(ref input))
                {
                    frame = default;
                    return false;
                }
            }

            if (input.Remaining < (long)_width + _length)
            {
                frame = default;
                return false;
            }

            input.Advance(_width);
            input.TryReadExact(_length, out frame);
            _length = -1;
            return true;
        }

        public bool TryReadLast(ReadOnlySequence<byte> leftover, out ReadOnlySequence<byte> frame)
        {
            frame = default;
            FrameFault.End(leftover.Length, _length < 0 ? 0 : (long)_width + _length);
            return false;
        }

        private bool TryReadPrefix(ref SequenceReader<byte> input)
        {
            if (!prefix.TryPeek(ref input, out ulong number, out int width)) return false;
            if (prefix.CountsItself)
            {
                if (number < (ulong)width) FrameFault.Malformed($"the length {number} is less than the {width} bytes it is written in", 0);
                number -= (ulong)width;
            }

            if (number > (ulong)maximum) FrameFault.TooLarge(number, maximum, 0);
            _length = (int)number;
            _width = width;
            return true;
        }
    }
}
