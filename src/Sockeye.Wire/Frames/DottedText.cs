using System.Buffers;

namespace Sockeye.Wire.Frames;

/// <summary>
/// Text of many lines ended by a line with a single dot, as SMTP, POP3, NNTP and gopher send it. A line of the text that begins with a dot
/// is sent with one more. A frame is the text, dots undone, every line with its CRLF.
/// </summary>
/// <remarks>
/// Strict by default: only CRLF ends a line, so that nobody who reads a bare LF as a line end sees the text end elsewhere; such a
/// difference lets one mail carry another. Bare LFs count as line ends only when asked for (old gopher servers).
/// </remarks>
public sealed class DottedText : IFrameFormat<ReadOnlySequence<byte>>
{
    private readonly IFrameFormat<ReadOnlySequence<byte>> _lines;
    private readonly bool _bareLf;

    /// <summary>Texts of at most <paramref name="maximum"/> bytes.</summary>
    /// <param name="maximum">The most bytes of a text, as sent, the dot that ends it not counted.</param>
    /// <param name="bareLf">A LF alone ends a line too.</param>
    public DottedText(int maximum = FrameLimits.Frame, bool bareLf = false)
    {
        Maximum = FrameLimits.Checked(maximum);
        _bareLf = bareLf;
        _lines = bareLf ? new LineFrames(maximum: maximum) : new DelimitedFrames("\r\n"u8, maximum);
    }

    /// <summary>The most bytes of a text, as sent.</summary>
    public int Maximum { get; }

    /// <inheritdoc/>
    public IFrameReader<ReadOnlySequence<byte>> CreateReader() => new Reader(_lines.CreateReader(), Maximum, _bareLf);

    /// <inheritdoc/>
    /// <remarks>A last line without CRLF gets one. A CR or LF alone is refused: some reader would take it for a line end.</remarks>
    public void Write(in ReadOnlySequence<byte> frame, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        ReadOnlySpan<byte> text = frame.IsSingleSegment ? frame.FirstSpan : frame.ToArray();
        CheckLineEnds(text);
        bool open = !text.IsEmpty && !text.EndsWith("\r\n"u8);
        FrameFault.CheckLength(text.Length + Dots(text) + (open ? 2 : 0), Maximum);
        while (!text.IsEmpty)
        {
            int end = text.IndexOf("\r\n"u8);
            ReadOnlySpan<byte> line = end < 0 ? text : text[..(end + 2)];
            if (line[0] == '.') output.Write("."u8);
            output.Write(line);
            text = text[line.Length..];
        }

        output.Write(open ? "\r\n.\r\n"u8 : ".\r\n"u8);
    }

    private static void CheckLineEnds(ReadOnlySpan<byte> text)
    {
        for (int at = 0; at < text.Length; at++)
        {
            int next = text[at..].IndexOfAny((byte)'\r', (byte)'\n');
            if (next < 0) return;
            at += next;
            if (!text[at..].StartsWith("\r\n"u8)) FrameFault.CannotWrite("a CR or LF alone in a text", at);
            at++;
        }
    }

    private static int Dots(ReadOnlySpan<byte> text) =>
        text.Count("\r\n."u8) + (text.StartsWith("."u8) ? 1 : 0);

    private sealed class Reader(IFrameReader<ReadOnlySequence<byte>> lines, int maximum, bool bareLf) : IFrameReader<ReadOnlySequence<byte>>
    {
        private long _read;
        private bool _dots;

        public bool TryRead(ref SequenceReader<byte> input, out ReadOnlySequence<byte> frame)
        {
            SequenceReader<byte> ahead = input;
            ahead.Advance(_read);
            while (TryReadLine(ref ahead, out ReadOnlySequence<byte> line))
            {
                bool dot = !line.IsEmpty && line.FirstSpan[0] == '.';
                if (dot && line.Length == 1)
                {
                    frame = input.Sequence.Slice(input.Position, _read);
                    if (_dots) frame = new ReadOnlySequence<byte>(WithoutDots(frame.ToArray()));
                    (_read, _dots) = (0, false);
                    input = ahead;
                    return true;
                }

                _dots |= dot;
                _read = ahead.Consumed - input.Consumed;
                if (_read > maximum) FrameFault.Endless(maximum);
            }

            frame = default;
            return false;
        }

        public bool TryReadLast(ReadOnlySequence<byte> leftover, out ReadOnlySequence<byte> frame)
        {
            frame = default;
            FrameFault.End(leftover.Length, 0);
            return false;
        }

        private bool TryReadLine(ref SequenceReader<byte> ahead, out ReadOnlySequence<byte> line)
        {
            try
            {
                return lines.TryRead(ref ahead, out line);
            }
            catch (ProtocolException)
            {
                // The limit is the text's: where its last line began makes no difference to what is wrong.
                FrameFault.Endless(maximum);
                throw;
            }
        }

        private byte[] WithoutDots(byte[] text)
        {
            int to = 0;
            bool start = true;
            byte before = 0;
            for (int i = 0; i < text.Length; i++)
            {
                byte b = text[i];
                if (!start || b != '.') text[to++] = b;
                start = b == '\n' && (bareLf || before == '\r');
                before = b;
            }

            return text[..to];
        }
    }
}
