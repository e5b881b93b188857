namespace Sockeye.Cli.Talking;

/// <summary>Turns LF into CRLF, in any pieces the text comes; a CRLF stays one.</summary>
internal sealed class LineEnds(bool crlf)
{
    private bool _afterReturn;

    internal ReadOnlySpan<byte> Translate(ReadOnlySpan<byte> bytes)
    {
        if (!crlf || bytes.IsEmpty)
        {
            return bytes;
        }

        byte[] longer = new byte[bytes.Length * 2];
        int length = 0;
        foreach (byte b in bytes)
        {
            if (b == '\n' && !_afterReturn)
            {
                longer[length++] = (byte)'\r';
            }

            longer[length++] = b;
            _afterReturn = b == '\r';
        }

        return longer.AsSpan(0, length);
    }
}
