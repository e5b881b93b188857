using System.Globalization;
using System.Net;

namespace Sockeye.Wire.Ftp;

/// <summary>A reply of an FTP server (RFC 959 section 4.2): a code and one or more lines of text. SMTP and NNTP answer in the same form.</summary>
/// <param name="Code">100 to 599.</param>
/// <param name="Lines">The text, without the code on the first and last line; other lines as they came.</param>
public sealed record FtpReply(int Code, IReadOnlyList<string> Lines)
{
    /// <summary>1xx: begun, another reply follows.</summary>
    public bool IsPreliminary => Code / 100 == 1;

    /// <summary>2xx: done.</summary>
    public bool IsSuccess => Code / 100 == 2;

    /// <summary>3xx: go on with the next command of the sequence.</summary>
    public bool IsIntermediate => Code / 100 == 3;

    /// <summary>4xx: not now, may work later.</summary>
    public bool IsTemporaryFailure => Code / 100 == 4;

    /// <summary>5xx: no.</summary>
    public bool IsFailure => Code / 100 == 5;

    /// <summary>All the text, lines joined with LF.</summary>
    public string Text => string.Join('\n', Lines);

    /// <summary>Where a 227 reply (PASV) says to connect: <c>(h1,h2,h3,h4,p1,p2)</c>, parentheses or not.</summary>
    /// <remarks>The address may be a private one or a lie; a careful client keeps the port and the control connection's address.</remarks>
    /// <exception cref="ProtocolException">Not a 227, without six numbers from 0 to 255, or with port 0, where nobody can listen.</exception>
    public IPEndPoint PassiveEndPoint()
    {
        if (Code == 227)
        {
            foreach (string word in Text.Split(' ', '(', ')', '=', '\n'))
            {
                string[] numbers = word.TrimEnd('.').Split(',');
                if (numbers.Length != 6) continue;
                var bytes = new byte[6];
                bool good = true;
                for (int i = 0; i < 6; i++) good &= byte.TryParse(numbers[i], NumberStyles.None, CultureInfo.InvariantCulture, out bytes[i]);
                int port = (bytes[4] << 8) | bytes[5];
                if (good && port == 0) throw Malformed("a 227 reply with a port above 0 was due");
                if (good) return new IPEndPoint(new IPAddress(bytes.AsSpan(0, 4)), port);
            }
        }

        throw Malformed("a 227 reply with six numbers was due");
    }

    /// <summary>The port a 229 reply (EPSV, RFC 2428) says to connect to: <c>(|||6446|)</c>, any delimiter.</summary>
    /// <exception cref="ProtocolException">Not a 229, or without a port from 1 to 65535 in that form.</exception>
    public int ExtendedPassivePort()
    {
        string text = Text;
        int open = Code == 229 ? text.IndexOf('(') : -1;
        int close = open < 0 ? -1 : text.IndexOf(')', open);
        if (close > open + 5)
        {
            ReadOnlySpan<char> inside = text.AsSpan(open + 1, close - open - 1);
            char mark = inside[0];
            if (mark is >= '!' and <= '~' && inside[1] == mark && inside[2] == mark && inside[^1] == mark
                && ushort.TryParse(inside[3..^1], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port > 0)
            {
                return port;
            }
        }

        throw Malformed("a 229 reply with a port was due");
    }

    /// <summary>The path a 257 reply (PWD, MKD) names: in quotes, a quote inside doubled.</summary>
    /// <exception cref="ProtocolException">Not a 257, or without a quoted path.</exception>
    public string QuotedPath()
    {
        string text = Text;
        int start = Code == 257 ? text.IndexOf('"') : -1;
        for (int end = start + 1; start >= 0 && end < text.Length; end++)
        {
            if (text[end] != '"') continue;
            if (end + 1 < text.Length && text[end + 1] == '"') end++;
            else return text[(start + 1)..end].Replace("\"\"", "\"", StringComparison.Ordinal);
        }

        throw Malformed("a 257 reply with a path in quotes was due");
    }

    /// <summary>As a person would write it.</summary>
    public override string ToString() => $"{Code} {Text}";

    private ProtocolException Malformed(string what) => new(ProtocolError.Malformed, $"{what}, not '{this}'", 0);
}
