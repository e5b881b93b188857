namespace Sockeye.Cli.Talking;

/// <summary>Reads a stream line by line, as bytes and with the line ends. A line is given out as soon as it is whole.</summary>
internal sealed class InputLines(Stream input)
{
    // No datagram is longer; a longer line goes out in pieces of this size.
    private const int Longest = 256 * 1024;

    private readonly byte[] _buffer = new byte[Longest];
    private int _start;
    private int _end;

    /// <summary>The next line, or null at the end.</summary>
    internal byte[]? Next()
    {
        int looked = 0;
        while (true)
        {
            ReadOnlySpan<byte> have = _buffer.AsSpan(_start, _end - _start);
            int lineFeed = have[looked..].IndexOf((byte)'\n');
            if (lineFeed >= 0)
            {
                return Take(looked + lineFeed + 1);
            }

            looked = have.Length;
            if (_start > 0)
            {
                have.CopyTo(_buffer);
                (_start, _end) = (0, have.Length);
            }

            int count = _end == Longest ? 0 : input.Read(_buffer, _end, Longest - _end);
            if (count == 0)
            {
                return _end == 0 ? null : Take(_end);
            }

            _end += count;
        }
    }

    private byte[] Take(int length)
    {
        byte[] line = _buffer.AsSpan(_start, length).ToArray();
        _start += length;
        return line;
    }
}
