using System.Buffers;

namespace Sockeye.Servers.Ready;

/// <summary>Cuts a client's bytes into lines and answers them, in any pieces they come. Keeps at most one line. No I/O.</summary>
/// <remarks>A line that is too long is answered once, as soon as it is; then everything up to the next LF is passed over.</remarks>
internal sealed class SumLines
{
    private readonly byte[] _line = new byte[Sum.MaxLine];
    private int _length;

    /// <summary>How many bytes of a line that is too long were passed over; null where none is being passed over.</summary>
    internal long? Skipped { get; private set; }

    /// <summary>How many bytes there are of the line that is under way.</summary>
    internal long Half => Skipped is long skipped ? Sum.MaxLine + skipped : _length;

    /// <summary>Takes the next bytes and adds the answers that are due.</summary>
    /// <returns>How many lines have come to their end.</returns>
    internal int Take(ReadOnlySpan<byte> bytes, IBufferWriter<byte> answers)
    {
        int lines = 0;
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)'\n');
            ReadOnlySpan<byte> piece = end < 0 ? bytes : bytes[..end];
            if (Skipped is null && _length + piece.Length > _line.Length)
            {
                answers.Write(SumLine.TooLong);
                Skipped = 0;
            }

            if (Skipped is null)
            {
                piece.CopyTo(_line.AsSpan(_length));
                _length += piece.Length;
            }
            else
            {
                Skipped += piece.Length;
            }

            if (end < 0)
            {
                return lines;
            }

            if (Skipped is null)
            {
                answers.Write(SumLine.Answer(_line.AsSpan(0, _length)));
            }

            (_length, Skipped) = (0, null);
            bytes = bytes[(end + 1)..];
            lines++;
        }

        return lines;
    }

    /// <summary>The client has ended: words without a line end are an error.</summary>
    internal void End(IBufferWriter<byte> answers)
    {
        if (_length > 0 && Skipped is null)
        {
            answers.Write(SumLine.Unended);
        }
    }
}
