using System.Buffers;

namespace Sockeye.Wire.Frames;

/// <summary>Frames of one size: the first of the four ways a message can end.</summary>
public sealed class FixedFrames : IFrameFormat<ReadOnlySequence<byte>>
{
    /// <summary>Frames of <paramref name="size"/> bytes each.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is not positive.</exception>
    public FixedFrames(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        Size = size;
    }

    /// <summary>Bytes in a frame.</summary>
    public int Size { get; }

    /// <inheritdoc/>
    public IFrameReader<ReadOnlySequence<byte>> CreateReader() => new Reader(Size);

    /// <inheritdoc/>
    public void Write(in ReadOnlySequence<byte> frame, IBufferWriter<byte> output)
    {
        if (frame.Length != Size) FrameFault.CannotWrite($"a frame here is {Size} bytes, this one is {frame.Length}");
        Payload.Copy(frame, output);
    }

    private sealed class Reader(int size) : IFrameReader<ReadOnlySequence<byte>>
    {
        public bool TryRead(ref SequenceReader<byte> input, out ReadOnlySequence<byte> frame) => input.TryReadExact(size, out frame);

        public bool TryReadLast(ReadOnlySequence<byte> leftover, out ReadOnlySequence<byte> frame)
        {
            frame = default;
            FrameFault.End(leftover.Length, size);
            return false;
        }
    }
}
