namespace Sockeye.Clients.Ftp;

/// <summary>Line ends of TYPE A: CRLF on the way, LF on this side. A CR without LF is left as it is.</summary>
internal static class FtpText
{
    /// <summary>As much as fits, and is sure: a CR at the end of what has come is left there, for LF may follow.</summary>
    /// <param name="wire">What has come.</param>
    /// <param name="into">Where it goes.</param>
    /// <param name="isAll">Nothing more will come.</param>
    /// <returns>Bytes taken from <paramref name="wire"/>, and bytes written.</returns>
    internal static (int Taken, int Written) FromWire(ReadOnlySpan<byte> wire, Span<byte> into, bool isAll)
    {
        int taken = 0, written = 0;
        while (taken < wire.Length && written < into.Length)
        {
            ReadOnlySpan<byte> rest = wire[taken..];
            int plain = rest.IndexOf((byte)'\r');
            plain = Math.Min(plain < 0 ? rest.Length : plain, into.Length - written);
            if (plain > 0)
            {
                rest[..plain].CopyTo(into[written..]);
                taken += plain;
                written += plain;
            }
            else if (rest.Length == 1 && !isAll)
            {
                break;
            }
            else
            {
                bool isLineEnd = rest.Length > 1 && rest[1] == '\n';
                into[written++] = isLineEnd ? (byte)'\n' : (byte)'\r';
                taken += isLineEnd ? 2 : 1;
            }
        }

        return (taken, written);
    }

    /// <summary>All of it.</summary>
    /// <param name="text">What is to go.</param>
    /// <param name="into">At least twice as long.</param>
    /// <param name="afterCr">What went before ended with CR; on return, this did.</param>
    /// <returns>Bytes written.</returns>
    internal static int ToWire(ReadOnlySpan<byte> text, Span<byte> into, ref bool afterCr)
    {
        int written = 0;
        foreach (byte b in text)
        {
            if (b == '\n' && !afterCr)
            {
                into[written++] = (byte)'\r';
            }

            into[written++] = b;
            afterCr = b == '\r';
        }

        return written;
    }
}
