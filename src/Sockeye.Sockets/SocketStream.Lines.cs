namespace Sockeye.Sockets;

// Lines of bytes.
public sealed partial class SocketStream
{
    /// <summary>Reads up to and with the next LF, or to the end of the stream. Python: <c>readline</c> on a binary file.</summary>
    /// <param name="max">The longest line in bytes, its LF included; a longer one comes in pieces.</param>
    /// <returns>The line with its ending; empty at the end of the stream.</returns>
    /// <exception cref="IOException">The socket failed. The beginning of the line is not lost, whatever ended the call: the next read begins with it.</exception>
    public byte[] ReadLine(int max = 64 * 1024)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        Demand(CanRead, "read from");
        var line = new MemoryStream();
        try
        {
            while (line.Length < max && TakePiece(line, (int)(max - line.Length)))
            {
            }
        }
        catch
        {
            _heldBack = line.ToArray();
            throw;
        }

        return line.ToArray();
    }

    // Moves what is there into the line, up to the LF; waits where nothing is. False: the line is complete, or the stream has ended.
    private bool TakePiece(MemoryStream line, int max)
    {
        if (!_heldBack.IsEmpty)
        {
            int again = Take(_heldBack.Span, line, max, out bool complete);
            _heldBack = _heldBack[again..];
            return !complete;
        }

        if (_readBuffer.Length == 0)
        {
            int next = ReadByte();
            if (next >= 0)
            {
                line.WriteByte((byte)next);
            }

            return next is >= 0 and not '\n';
        }

        if (_readAt == _readEnd)
        {
            (_readAt, _readEnd) = (0, 0);
            _readEnd = ReceiveInto(_readBuffer, CancellationToken.None);
        }

        int taken = Take(_readBuffer.AsSpan(_readAt, _readEnd - _readAt), line, max, out bool ended);
        _readAt += taken;
        return taken > 0 && !ended;
    }

    private static int Take(ReadOnlySpan<byte> from, MemoryStream line, int max, out bool complete)
    {
        ReadOnlySpan<byte> there = from[..Math.Min(from.Length, max)];
        int end = there.IndexOf((byte)'\n');
        complete = end >= 0;
        ReadOnlySpan<byte> taken = complete ? there[..(end + 1)] : there;
        line.Write(taken);
        return taken.Length;
    }
}
