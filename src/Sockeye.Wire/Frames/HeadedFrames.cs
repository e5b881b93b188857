using System.Buffers;

namespace Sockeye.Wire.Frames;

/// <summary>A frame that has a header with its length somewhere inside, and perhaps a trailer: the shape of many binary protocols.</summary>
/// <param name="Header">The bytes before the length.</param>
/// <param name="Body">The bytes behind the length.</param>
/// <param name="Trailer">The bytes at the end that the length does not count, such as a checksum.</param>
public readonly record struct HeadedFrame(ReadOnlySequence<byte> Header, ReadOnlySequence<byte> Body, ReadOnlySequence<byte> Trailer);

/// <summary>
/// Frames of a fixed header, a length, a body of that length and a fixed trailer:
/// <c>| header (offset) | length | body | trailer |</c>.
/// </summary>
public sealed class HeadedFrames : IFrameFormat<HeadedFrame>
{
    private readonly int _counted;

    /// <summary>Frames with <paramref name="offset"/> bytes before the length and <paramref name="trailer"/> bytes behind the body.</summary>
    /// <param name="prefix">How the length is written; with <see cref="LengthPrefix.CountsItself"/> it counts the header and itself too.</param>
    /// <param name="offset">Bytes before the length.</param>
    /// <param name="trailer">Bytes behind the body, not counted by the length.</param>
    /// <param name="maximum">The most bytes a body may have.</param>
    /// <exception cref="ArgumentNullException"><paramref name="prefix"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, or larger than 64 KiB for offset and trailer.</exception>
    public HeadedFrames(LengthPrefix prefix, int offset, int trailer = 0, int maximum = FrameLimits.Frame)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)offset, 65536u, nameof(offset));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)trailer, 65536u, nameof(trailer));
        Prefix = prefix;
        Offset = offset;
        Trailer = trailer;
        Maximum = FrameLimits.Checked(maximum);
        _counted = prefix.CountsItself ? offset + prefix.Width : 0;
    }

    /// <summary>How the length is written.</summary>
    public LengthPrefix Prefix { get; }

    /// <summary>Bytes before the length.</summary>
    public int Offset { get; }

    /// <summary>Bytes behind the body.</summary>
    public int Trailer { get; }

    /// <summary>The most bytes a body may have.</summary>
    public int Maximum { get; }

    /// <inheritdoc/>
    public IFrameReader<HeadedFrame> CreateReader() => new Reader(this);

    /// <inheritdoc/>
    public void Write(in HeadedFrame frame, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        FrameFault.CheckLength(frame.Body.Length, Maximum);
        if (frame.Header.Length != Offset) FrameFault.CannotWrite($"the header is {frame.Header.Length} bytes, not {Offset}");
        if (frame.Trailer.Length != Trailer) FrameFault.CannotWrite($"the trailer is {frame.Trailer.Length} bytes, not {Trailer}");
        ulong number = (ulong)frame.Body.Length + (ulong)_counted;
        if (number > Prefix.Largest) FrameFault.CannotWrite($"the prefix cannot say {number}, only up to {Prefix.Largest}");
        Payload.Copy(frame.Header, output);
        Span<byte> length = output.GetSpan(20);
        output.Advance(Prefix.Write(length, number));
        Payload.Copy(frame.Body, output);
        Payload.Copy(frame.Trailer, output);
    }

    private sealed class Reader(HeadedFrames format) : IFrameReader<HeadedFrame>
    {
        private int _body = -1;
        private int _width;

        private long Whole => _body < 0 ? 0 : (long)format.Offset + _width + _body + format.Trailer;

        public bool TryRead(ref SequenceReader<byte> input, out HeadedFrame frame)
        {
            if ((_body < 0 && !TryReadLength(input)) || input.Remaining < Whole)
            {
                frame = default;
                return false;
            }

            input.TryReadExact(format.Offset, out ReadOnlySequence<byte> header);
            input.Advance(_width);
            input.TryReadExact(_body, out ReadOnlySequence<byte> body);
            input.TryReadExact(format.Trailer, out ReadOnlySequence<byte> trailer);
            frame = new HeadedFrame(header, body, trailer);
            _body = -1;
            return true;
        }

        public bool TryReadLast(ReadOnlySequence<byte> leftover, out HeadedFrame frame)
        {
            frame = default;
            FrameFault.End(leftover.Length, Whole);
            return false;
        }

        private bool TryReadLength(SequenceReader<byte> ahead)
        {
            if (ahead.Remaining < format.Offset) return false;
            ahead.Advance(format.Offset);
            ulong number;
            int width;
            try
            {
                if (!format.Prefix.TryPeek(ref ahead, out number, out width)) return false;
            }
            catch (ProtocolException error)
            {
                throw error.MovedBy(format.Offset);
            }

            if (number < (ulong)format._counted)
                FrameFault.Malformed($"the length {number} is less than the {format._counted} bytes of header it counts", format.Offset);
            number -= (ulong)format._counted;
            if (number > (ulong)format.Maximum) FrameFault.TooLarge(number, format.Maximum, format.Offset);
            _body = (int)number;
            _width = width;
            return true;
        }
    }
}
