using System.Buffers;
using System.Globalization;

namespace Sockeye.Wire.Frames;

/// <summary>Frames as the bytes they are on the wire: so formats nest in each other whatever their frames are.</summary>
/// <example>
/// A frame with a header behind the tag <c>'H'</c>, and what was read of it:
/// <code>
/// var headed = new HeadedFrames(LengthPrefix.UInt16, offset: 4);
/// var tagged = new TaggedFrames(1, new Dictionary&lt;uint, IFrameFormat&lt;ReadOnlySequence&lt;byte&gt;&gt;&gt; { ['H'] = headed.AsBytes(), ['L'] = new LineFrames() });
/// HeadedFrame inner = headed.ReadWhole(frame.Payload);
/// </code>
/// </example>
public static class WholeFrames
{
    /// <summary>The same frames as their bytes, with tag, header, length and all. Bytes that are not exactly one frame cannot be written.</summary>
    /// <param name="format">Cuts the stream.</param>
    /// <typeparam name="TFrame">What a frame of <paramref name="format"/> is.</typeparam>
    /// <exception cref="ArgumentNullException"><paramref name="format"/> is null.</exception>
    public static IFrameFormat<ReadOnlySequence<byte>> AsBytes<TFrame>(this IFrameFormat<TFrame> format)
    {
        ArgumentNullException.ThrowIfNull(format);
        return new Format<TFrame>(format);
    }

    /// <summary>The frame that <paramref name="bytes"/> are, all of them.</summary>
    /// <param name="format">The frame's format.</param>
    /// <param name="bytes">One whole frame as it is on the wire.</param>
    /// <typeparam name="TFrame">What a frame is. One that points into the input lives as long as <paramref name="bytes"/> do.</typeparam>
    /// <exception cref="ArgumentNullException"><paramref name="format"/> is null.</exception>
    /// <exception cref="ProtocolException">The bytes are malformed, less than one frame, or more.</exception>
    public static TFrame ReadWhole<TFrame>(this IFrameFormat<TFrame> format, ReadOnlySequence<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(format);
        IFrameReader<TFrame> reader = format.CreateReader();
        var input = new SequenceReader<byte>(bytes);
        if (reader.TryRead(ref input, out TFrame frame))
        {
            if (!input.End) FrameFault.Malformed(string.Create(CultureInfo.InvariantCulture, $"{input.Remaining:N0} bytes behind the frame"), input.Consumed);
            return frame;
        }

        if (reader.TryReadLast(bytes, out frame)) return frame;
        throw new ProtocolException(ProtocolError.Truncated, "no bytes where a frame was due", 0);
    }

    private sealed class Format<TFrame>(IFrameFormat<TFrame> inner) : IFrameFormat<ReadOnlySequence<byte>>
    {
        public IFrameReader<ReadOnlySequence<byte>> CreateReader() => new Reader<TFrame>(inner.CreateReader());

        public void Write(in ReadOnlySequence<byte> frame, IBufferWriter<byte> output)
        {
            try
            {
                inner.ReadWhole(frame);
            }
            catch (ProtocolException error)
            {
                throw new ProtocolException(error.Kind, error.What, error.Offset, Blame.Caller, error);
            }

            Payload.Copy(frame, output);
        }
    }

    private sealed class Reader<TFrame>(IFrameReader<TFrame> inner) : IFrameReader<ReadOnlySequence<byte>>
    {
        public bool CanResync => inner.CanResync;

        public bool TryRead(ref SequenceReader<byte> input, out ReadOnlySequence<byte> frame)
        {
            SequencePosition start = input.Position;
            long before = input.Consumed;
            bool whole = inner.TryRead(ref input, out _);
            frame = whole ? input.Sequence.Slice(start, input.Consumed - before) : default;
            return whole;
        }

        public bool TryReadLast(ReadOnlySequence<byte> leftover, out ReadOnlySequence<byte> frame)
        {
            bool last = inner.TryReadLast(leftover, out _);
            frame = last ? leftover : default;
            return last;
        }

        public bool TryResync(ref SequenceReader<byte> input) => inner.TryResync(ref input);
    }
}
