using System.Buffers;

namespace Sockeye.Wire.Frames;

/// <summary>Puts a meaning on a format: the bytes of a frame become a value of your own and back.</summary>
public static class MappedFrames
{
    /// <summary>The same frames as values.</summary>
    /// <param name="format">Cuts the stream.</param>
    /// <param name="decode">Makes a value of a frame. It throws <see cref="ProtocolException"/> when the bytes make no sense; the bytes live only as long as the call.</param>
    /// <param name="encode">Writes a value's bytes, without the format's own.</param>
    /// <typeparam name="TFrame">The value.</typeparam>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IFrameFormat<TFrame> As<TFrame>(
        this IFrameFormat<ReadOnlySequence<byte>> format, Func<ReadOnlySequence<byte>, TFrame> decode, Action<TFrame, IBufferWriter<byte>> encode)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(decode);
        ArgumentNullException.ThrowIfNull(encode);
        return new Format<TFrame>(format, decode, encode);
    }

    private sealed class Format<TFrame>(
        IFrameFormat<ReadOnlySequence<byte>> inner, Func<ReadOnlySequence<byte>, TFrame> decode, Action<TFrame, IBufferWriter<byte>> encode)
        : IFrameFormat<TFrame>
    {
        public IFrameReader<TFrame> CreateReader() => new Reader<TFrame>(inner.CreateReader(), decode);

        public void Write(in TFrame frame, IBufferWriter<byte> output)
        {
            var bytes = new ArrayBufferWriter<byte>();
            encode(frame, bytes);
            inner.Write(new ReadOnlySequence<byte>(bytes.WrittenMemory), output);
        }
    }

    private sealed class Reader<TFrame>(IFrameReader<ReadOnlySequence<byte>> inner, Func<ReadOnlySequence<byte>, TFrame> decode)
        : IFrameReader<TFrame>
    {
        // Set while a whole frame lies at the start of the input that could be cut but not decoded: its end is where to go on.
        private long _bad;

        // A frame that does not decode was still a frame: the stream is in step behind it, whatever the format.
        public bool CanResync => _bad > 0 || inner.CanResync;

        public bool TryRead(ref SequenceReader<byte> input, out TFrame frame)
        {
            SequenceReader<byte> ahead = input;
            if (!inner.TryRead(ref ahead, out ReadOnlySequence<byte> bytes))
            {
                frame = default!;
                return false;
            }

            _bad = ahead.Consumed - input.Consumed;
            frame = decode(bytes);
            _bad = 0;
            input = ahead;
            return true;
        }

        public bool TryReadLast(ReadOnlySequence<byte> leftover, out TFrame frame)
        {
            bool last = inner.TryReadLast(leftover, out ReadOnlySequence<byte> bytes);
            frame = last ? decode(bytes) : default!;
            return last;
        }

        public bool TryResync(ref SequenceReader<byte> input)
        {
            if (_bad == 0) return inner.TryResync(ref input);
            input.Advance(_bad);
            _bad = 0;
            return true;
        }
    }
}
