using System.Buffers;
using System.Text;

namespace Sockeye.Wire.Urls;

/// <summary>Percent-encoding, RFC 3986 section 2.1: <c>%20</c> for a space. Text is UTF-8.</summary>
public static class Percent
{
    private static readonly SearchValues<char> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    /// <summary>Encodes every byte of <paramref name="text"/> that is not unreserved and not in <paramref name="safe"/>. Python: <c>quote</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="safe">ASCII characters to leave as they are; others in it are ignored.</param>
    /// <exception cref="EncoderFallbackException"><paramref name="text"/> holds half a surrogate pair.</exception>
    public static string Encode(string text, string safe = "/")
    {
        ArgumentNullException.ThrowIfNull(text);
        return Encode(Strict.GetBytes(text), safe);
    }

    /// <summary>Encodes bytes of any kind. Python: <c>quote_from_bytes</c>.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes, string safe = "/")
    {
        ArgumentNullException.ThrowIfNull(safe);
        var to = new StringBuilder(bytes.Length + 8);
        foreach (byte b in bytes)
        {
            if (b < 0x80 && (Unreserved.Contains((char)b) || safe.Contains((char)b))) to.Append((char)b);
            else to.Append('%').Append(Hex(b >> 4)).Append(Hex(b & 15));
        }

        return to.ToString();
    }

    /// <summary>Decodes, strictly: every percent sign starts two hexadecimal digits.</summary>
    /// <returns>The bytes; characters outside ASCII become UTF-8.</returns>
    /// <exception cref="ProtocolException">A percent sign without two hexadecimal digits behind it; the offset is its index.</exception>
    public static byte[] Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Check(text, 0, Blame.Peer);
        return DecodeLoosely(text);
    }

    /// <summary>Decodes what is encoded and leaves a stray percent sign as it is. Python: <c>unquote_to_bytes</c>.</summary>
    public static byte[] DecodeLoosely(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int to = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '%' && i + 2 < bytes.Length && char.IsAsciiHexDigit((char)bytes[i + 1]) && char.IsAsciiHexDigit((char)bytes[i + 2]))
            {
                bytes[to++] = (byte)((Value(bytes[i + 1]) << 4) | Value(bytes[i + 2]));
                i += 2;
            }
            else
            {
                bytes[to++] = bytes[i];
            }
        }

        return bytes[..to];
    }

    /// <summary>Throws at the first percent sign that is cut short or not followed by hexadecimal digits.</summary>
    internal static void Check(string text, int start, Blame blame)
    {
        for (int i = text.IndexOf('%', start); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                throw new ProtocolException(ProtocolError.Malformed, "a percent sign needs two hexadecimal digits behind it", i, blame);
        }
    }

    internal static bool IsUnreserved(char c) => Unreserved.Contains(c);

    internal static char Hex(int nibble) => "0123456789ABCDEF"[nibble];

    private static UTF8Encoding Strict { get; } = new(false, throwOnInvalidBytes: true);

    private static int Value(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
