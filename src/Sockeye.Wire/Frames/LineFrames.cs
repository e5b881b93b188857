using System.Buffers;
using System.Runtime.CompilerServices;

namespace Sockeye.Wire.Frames;

/// <summary>Lines. The line end is not part of the frame.</summary>
/// <remarks>
/// Reads lines ended by LF or CRLF, as careful readers of the Internet's chat protocols do; writes the line end it was told to.
/// Where a bare LF must not end a line, use <see cref="DelimitedFrames"/> with CRLF.
/// </remarks>
public sealed class LineFrames : IFrameFormat<ReadOnlySequence<byte>>
{
    private static readonly Delimiter Lf = new("\n"u8);
    private readonly bool _crlf;
    private readonly bool _lastMayBeOpen;

    /// <summary>Lines of at most <paramref name="maximum"/> bytes.</summary>
    /// <param name="crlf">Write CRLF; false writes LF.</param>
    /// <param name="maximum">The most bytes a line may have, its LF or CRLF not counted.</param>
    /// <param name="lastMayBeOpen">Take a last line without line end as a line; false (default) makes it an error, since half a command is not a command.</param>
    public LineFrames(bool crlf = false, int maximum = FrameLimits.Line, bool lastMayBeOpen = false)
    {
        _crlf = crlf;
        _lastMayBeOpen = lastMayBeOpen;
        Maximum = FrameLimits.Checked(maximum);
    }

    /// <summary>The most bytes a line may have.</summary>
    public int Maximum { get; }

    /// <inheritdoc/>
    public IFrameReader<ReadOnlySequence<byte>> CreateReader() => new Reader(Maximum, _lastMayBeOpen);

    /// <inheritdoc/>
    public void Write(in ReadOnlySequence<byte> frame, IBufferWriter<byte> output)
    {
        FrameFault.CheckLength(frame.Length, Maximum);
        if (frame.PositionOf((byte)'\n') is { } lf) FrameFault.CannotWrite("the line holds a line feed", frame.GetOffset(lf) - frame.GetOffset(frame.Start));
        if (EndsWithCr(frame)) FrameFault.CannotWrite("the line ends with a carriage return, which its reader would strip", frame.Length - 1);
        Payload.Copy(frame, output);
        output.Write(_crlf ? "\r\n"u8 : "\n"u8);
    }

    private static bool EndsWithCr(in ReadOnlySequence<byte> line) =>
        !line.IsEmpty && line.Slice(line.Length - 1).FirstSpan[0] == (byte)'\r';

    private sealed class Reader(int maximum, bool lastMayBeOpen) : IFrameReader<ReadOnlySequence<byte>>
    {
        // One byte over the limit may be the CR of the line end.
        private DelimiterScan _scan = new(Lf, maximum, slack: 1);

        public bool CanResync => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryRead(ref SequenceReader<byte> input, out ReadOnlySequence<byte> frame)
        {
            int lf = -1;
            ReadOnlySpan<byte> piece = input.UnreadSpan;
            if (!_scan.IsAtStart || (uint)(lf = piece.IndexOf((byte)'\n')) > (uint)maximum) return TryReadAcross(ref input, lf, out frame);
            int cr = lf - 1;
            frame = input.Sequence.Slice(input.Position, (uint)cr < (uint)piece.Length && piece[cr] == '\r' ? cr : lf);
            input.Advance(lf + 1L);
            return true;
        }

        public bool TryReadLast(ReadOnlySequence<byte> leftover, out ReadOnlySequence<byte> frame)
        {
            frame = leftover;
            if (!lastMayBeOpen || leftover.IsEmpty)
            {
                FrameFault.End(leftover.Length, 0);
                return false;
            }

            if (EndsWithCr(frame)) frame = frame.Slice(0, frame.Length - 1);
            else if (frame.Length > maximum) FrameFault.Endless(maximum);
            return true;
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

            int text = HasCr(ref input, length) ? length - 1 : length;
            if (text > maximum) FrameFault.Endless(maximum);
            _scan.Reset();
            frame = input.Sequence.Slice(input.Position, text);
            input.Advance(length + 1L);
            return true;
        }

        /// <summary>The byte before the LF at <paramref name="length"/> is a CR.</summary>
        private static bool HasCr(ref SequenceReader<byte> input, int length)
        {
            if (length == 0) return false;
            ReadOnlySpan<byte> span = input.UnreadSpan;
            if (length <= span.Length) return span[length - 1] == '\r';
            input.TryPeek(length - 1, out byte last);
            return last == '\r';
        }
    }
}
