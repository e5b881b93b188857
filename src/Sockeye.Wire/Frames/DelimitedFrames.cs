using System.Buffers;
using System.Runtime.CompilerServices;

namespace Sockeye.Wire.Frames;

/// <summary>Frames that end with a mark of one or more bytes, which no frame may contain. The mark is not part of the frame.</summary>
public sealed class DelimitedFrames : IFrameFormat<ReadOnlySequence<byte>>
{
    private readonly Delimiter _delimiter;

    /// <summary>Frames ended by <paramref name="delimiter"/>.</summary>
    /// <param name="delimiter">The mark. Not empty.</param>
    /// <param name="maximum">The most bytes a frame may have, the delimiter not counted.</param>
    /// <exception cref="ArgumentException"><paramref name="delimiter"/> is empty.</exception>
    public DelimitedFrames(ReadOnlySpan<byte> delimiter, int maximum = FrameLimits.Line)
    {
        _delimiter = new Delimiter(delimiter);
        Maximum = FrameLimits.Checked(maximum);
    }

    /// <summary>The most bytes a frame may have.</summary>
    public int Maximum { get; }

    /// <inheritdoc/>
    public IFrameReader<ReadOnlySequence<byte>> CreateReader() => new Reader(_delimiter, Maximum);

    /// <inheritdoc/>
    public void Write(in ReadOnlySequence<byte> frame, IBufferWriter<byte> output)
    {
        FrameFault.CheckLength(frame.Length, Maximum);
        long cut = DelimiterScan.CutOf(frame, _delimiter);
        if (cut != frame.Length) FrameFault.CannotWrite("the other side would see the delimiter inside this frame", cut);
        Payload.Copy(frame, output);
        output.Write(_delimiter.Bytes);
    }

    private sealed class Reader(Delimiter delimiter, int maximum) : IFrameReader<ReadOnlySequence<byte>>
    {
        private DelimiterScan _scan = new(delimiter, maximum);

        public bool CanResync => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryRead(ref SequenceReader<byte> input, out ReadOnlySequence<byte> frame)
        {
            int at = -1;
            if (!_scan.IsAtStart || (uint)(at = delimiter.IndexIn(input.UnreadSpan)) > (uint)maximum) return TryReadAcross(ref input, at, out frame);
            frame = input.Sequence.Slice(input.Position, at);
            input.Advance((long)at + delimiter.Bytes.Length);
            return true;
        }

        public bool TryReadLast(ReadOnlySequence<byte> leftover, out ReadOnlySequence<byte> frame)
        {
            frame = default;
            FrameFault.End(leftover.Length, 0);
            return false;
        }

        public bool TryResync(ref SequenceReader<byte> input) => _scan.TrySkip(ref input);

        [MethodImpl(MethodImplOptions.NoInlining)]
        private bool TryReadAcross(ref SequenceReader<byte> input, int at, out ReadOnlySequence<byte> frame)
        {
            if (!_scan.TryFind(ref input, at, out int length))
            {
                frame = default;
                return false;
            }

            _scan.Reset();
            frame = input.Sequence.Slice(input.Position, length);
            input.Advance((long)length + delimiter.Bytes.Length);
            return true;
        }
    }
}
