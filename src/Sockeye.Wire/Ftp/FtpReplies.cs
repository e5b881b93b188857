using System.Buffers;
using System.Globalization;
using System.Text;
using Sockeye.Wire.Frames;

namespace Sockeye.Wire.Ftp;

/// <summary>
/// Replies on an FTP control connection, both ways. A reply of several lines starts with <c>123-</c> and ends with the line that starts
/// with the same code and a space.
/// </summary>
/// <remarks>Text is UTF-8 (RFC 2640), or Latin-1 where a line is not UTF-8. Lines may end with LF alone: old servers do that.</remarks>
public sealed class FtpReplies : IFrameFormat<FtpReply>
{
    private readonly LineFrames _lines;
    private readonly int _maximumLines;

    /// <summary>Replies within limits.</summary>
    /// <param name="maximumLine">The most bytes of a line. Default 4 KiB.</param>
    /// <param name="maximumLines">The most lines of a reply. Default 1,000; FEAT and HELP take some dozens.</param>
    public FtpReplies(int maximumLine = 4096, int maximumLines = 1000)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumLines);
        _lines = new LineFrames(crlf: true, maximumLine);
        _maximumLines = maximumLines;
    }

    /// <inheritdoc/>
    public IFrameReader<FtpReply> CreateReader() => new Reader(_lines.CreateReader(), _maximumLines);

    /// <inheritdoc/>
    public void Write(in FtpReply frame, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (frame.Code is < 100 or > 599) FrameFault.CannotWrite($"{frame.Code} is no reply code");
        IReadOnlyList<string> lines = frame.Lines.Count == 0 ? [""] : frame.Lines;
        FrameFault.CheckLength(lines.Count, _maximumLines);
        string code = frame.Code.ToString(CultureInfo.InvariantCulture);
        // Written aside: a line that cannot be carried must not leave half a reply behind.
        var aside = new ArrayBufferWriter<byte>();
        for (int i = 0; i < lines.Count; i++)
        {
            bool last = i == lines.Count - 1;
            // A line in the middle that looks like the last gets a space in front, as RFC 959 says.
            string line = last ? $"{code} {lines[i]}"
                : i == 0 ? $"{code}-{lines[i]}"
                : lines[i].Length >= 3 && lines[i].AsSpan(0, 3).IndexOfAnyExceptInRange('0', '9') < 0 ? " " + lines[i] : lines[i];
            _lines.Write(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(line)), aside);
        }

        output.Write(aside.WrittenSpan);
    }

    private sealed class Reader(IFrameReader<ReadOnlySequence<byte>> lines, int maximumLines) : IFrameReader<FtpReply>
    {
        private readonly List<string> _text = [];
        private int _code;
        private long _read;

        public bool TryRead(ref SequenceReader<byte> input, out FtpReply frame)
        {
            SequenceReader<byte> ahead = input;
            ahead.Advance(_read);
            while (TryReadLine(ref ahead, out ReadOnlySequence<byte> line))
            {
                bool last = Take(Decoded(line));
                _read = ahead.Consumed - input.Consumed;
                if (!last) continue;
                frame = new FtpReply(_code, [.. _text]);
                _text.Clear();
                _read = 0;
                input = ahead;
                return true;
            }

            frame = null!;
            return false;
        }

        public bool TryReadLast(ReadOnlySequence<byte> leftover, out FtpReply frame)
        {
            frame = null!;
            FrameFault.End(leftover.Length, 0);
            return false;
        }

        private static string Decoded(ReadOnlySequence<byte> line)
        {
            byte[] bytes = line.ToArray();
            return (System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
        }

        private bool TryReadLine(ref SequenceReader<byte> ahead, out ReadOnlySequence<byte> line)
        {
            try
            {
                return lines.TryRead(ref ahead, out line);
            }
            catch (ProtocolException error)
            {
                throw error.MovedBy(_read);
            }
        }

        /// <summary>Takes a line; true when it is the last of its reply.</summary>
        private bool Take(string line)
        {
            bool coded = line.Length >= 3 && char.IsAsciiDigit(line[0]) && char.IsAsciiDigit(line[1]) && char.IsAsciiDigit(line[2]);
            if (_text.Count == 0)
            {
                if (!coded || line[0] is < '1' or > '5' || (line.Length > 3 && line[3] is not (' ' or '-')))
                    FrameFault.Malformed("a reply starts with three digits and a space or a hyphen", 0);
                _code = int.Parse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture);
                _text.Add(line.Length > 3 ? line[4..] : "");
                return line.Length == 3 || line[3] == ' ';
            }

            if (_text.Count == maximumLines)
                throw new ProtocolException(ProtocolError.TooLarge, $"the reply has more than {maximumLines} lines", _read);
            bool last = coded && int.Parse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture) == _code
                && (line.Length == 3 || line[3] == ' ');
            _text.Add(last ? line.Length > 3 ? line[4..] : "" : line);
            return last;
        }
    }
}
