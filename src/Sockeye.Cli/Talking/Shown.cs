using System.Globalization;
using System.Text;

namespace Sockeye.Cli.Talking;

/// <summary>Bytes in an error message: in quotes, what is not printable ASCII as an escape, and not endless.</summary>
internal static class Shown
{
    private const int Most = 64;

    internal static string Bytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return "nothing";
        }

        var text = new StringBuilder("\"");
        foreach (byte b in bytes[..Math.Min(bytes.Length, Most)])
        {
            if (b is >= 0x20 and < 0x7F and not (byte)'"' and not (byte)'\\')
            {
                text.Append((char)b);
            }
            else
            {
                text.Append(b == '\n' ? "\\n" : b == '\r' ? "\\r" : string.Create(CultureInfo.InvariantCulture, $"\\x{b:x2}"));
            }
        }

        return text.Append('"').Append(bytes.Length > Most ? $" and {bytes.Length - Most} bytes more" : "").ToString();
    }
}
