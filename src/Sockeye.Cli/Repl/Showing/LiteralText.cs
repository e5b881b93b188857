using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sockeye.Cli.Repl.Showing;

/// <summary>Text and bytes as C# would write them, so that what is shown can be typed again.</summary>
/// <remarks>
/// Bytes that are printable text in UTF-8, line ends and tabs included, are <c>"GET /\r\n"u8</c>. Others are <c>b"\xff\x00GET"</c>,
/// which is Python's way and no C#. What is too long is cut, with its whole length behind it.
/// </remarks>
internal static class LiteralText
{
    /// <summary>More than a screen of it helps nobody.</summary>
    internal const int MostBytes = 1024;

    internal static string Of(string text)
    {
        int cut = Math.Min(text.Length, MostBytes);
        cut -= cut < text.Length && char.IsHighSurrogate(text[cut - 1]) ? 1 : 0;
        var to = new StringBuilder("\"");
        foreach (Rune rune in text.AsSpan(0, cut).EnumerateRunes())
        {
            Append(to, rune);
        }

        return to.Append('"').Append(cut < text.Length ? string.Create(CultureInfo.InvariantCulture, $"… ({text.Length} characters)") : "").ToString();
    }

    internal static string Of(char one)
    {
        var to = new StringBuilder("'");
        _ = one == '\'' ? to.Append("\\'") : one == '"' ? to.Append('"') : Rune.TryCreate(one, out Rune rune) ? Append(to, rune) : to.Append(CultureInfo.InvariantCulture, $"\\u{(int)one:x4}");
        return to.Append('\'').ToString();
    }

    internal static string Of(ReadOnlySpan<byte> bytes)
    {
        int length = bytes.Length;
        bool isText = IsText(bytes);
        if (length > MostBytes)
        {
            int cut = MostBytes;
            while (isText && (bytes[cut] & 0xC0) == 0x80)
            {
                cut--;
            }

            bytes = bytes[..cut];
        }

        var to = new StringBuilder(isText ? "\"" : "b\"");
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int taken) != OperationStatus.Done || (!isText && !rune.IsAscii))
            {
                to.Append(CultureInfo.InvariantCulture, $"\\x{bytes[0]:x2}");
                taken = 1;
            }
            else if (!isText && rune.Value is (< ' ' or 0x7F) and not ('\r' or '\n' or '\t'))
            {
                to.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
            }
            else
            {
                Append(to, rune);
            }

            bytes = bytes[taken..];
        }

        return to.Append(isText ? "\"u8" : "\"").Append(length > MostBytes ? string.Create(CultureInfo.InvariantCulture, $"… ({length} bytes)") : "").ToString();
    }

    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int taken) != OperationStatus.Done || !(IsPlain(rune) || rune.Value is '\r' or '\n' or '\t'))
            {
                return false;
            }

            bytes = bytes[taken..];
        }

        return true;
    }

    private static StringBuilder Append(StringBuilder to, Rune rune) => rune.Value switch
    {
        '\\' or '"' => to.Append('\\').Append((char)rune.Value),
        '\r' => to.Append("\\r"),
        '\n' => to.Append("\\n"),
        '\t' => to.Append("\\t"),
        '\0' => to.Append("\\0"),
        _ when IsPlain(rune) => to.Append(rune.ToString()),
        <= 0xFFFF => to.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
        _ => to.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
    };

    // Format characters can turn a line around, and odd spaces look like plain ones.
    private static bool IsPlain(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
