namespace Sockeye.Cli.Serving;

/// <summary>Cuts a client's bytes into lines and answers them, in any pieces they come. Keeps at most one line. No I/O.</summary>
/// <remarks>A line that is too long is answered once, as soon as it is; then everything up to the next LF is passed over.</remarks>
internal sealed class SumLines
{
    private readonly byte[] _line = new byte[SumLine.MaxBytes];
    private int _length;
    private bool _skipping;

    /// <summary>Takes the next bytes and adds the answers that are due.</summary>
    internal void Take(ReadOnlySpan<byte> bytes, Stream answers)
    {
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)'\n');
            ReadOnlySpan<byte> piece = end < 0 ? bytes : bytes[..end];
            if (!_skipping && _length + piece.Length > _line.Length)
            {
                answers.Write(SumLine.TooLong);
                _skipping = true;
            }

            if (!_skipping)
            {
                piece.CopyTo(_line.AsSpan(_length));
                _length += piece.Length;
            }

            if (end < 0)
            {
                return;
            }

            if (!_skipping)
            {
                answers.Write(SumLine.Answer(_line.AsSpan(0, _length)));
            }

            (_length, _skipping) = (0, false);
            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>The client has ended: words without a line end are an error.</summary>
    internal void End(Stream answers)
    {
        if (_length > 0 && !_skipping)
        {
            answers.Write(SumLine.Unended);
        }
    }
}
