using System.Buffers;

namespace Sockeye.Wire.Frames;

/// <summary>One frame: everything until the other side closes. The last of the four ways a message can end.</summary>
/// <remarks>A writer writes the bytes; ending the frame means shutting the sending half down, which is the caller's to do.</remarks>
public sealed class UntilCloseFrames : IFrameFormat<ReadOnlySequence<byte>>
{
    /// <summary>One frame of at most <paramref name="maximum"/> bytes.</summary>
    public UntilCloseFrames(int maximum = FrameLimits.Frame) => Maximum = FrameLimits.Checked(maximum);

    /// <summary>The most bytes the frame may have.</summary>
    public int Maximum { get; }

    /// <inheritdoc/>
    public IFrameReader<ReadOnlySequence<byte>> CreateReader() => new Reader(Maximum);

    /// <inheritdoc/>
    public void Write(in ReadOnlySequence<byte> frame, IBufferWriter<byte> output)
    {
        FrameFault.CheckLength(frame.Length, Maximum);
        Payload.Copy(frame, output);
    }

    private sealed class Reader(int maximum) : IFrameReader<ReadOnlySequence<byte>>
    {
        public bool TryRead(ref SequenceReader<byte> input, out ReadOnlySequence<byte> frame)
        {
            if (input.Remaining > maximum) FrameFault.Endless(maximum);
            frame = default;
            return false;
        }

        public bool TryReadLast(ReadOnlySequence<byte> leftover, out ReadOnlySequence<byte> frame)
        {
            frame = leftover;
            return true;
        }
    }
}
