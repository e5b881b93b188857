using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sockeye.Wire.Conversations;

/// <summary>
/// Bytes as text a reader can trust: printable UTF-8 stays, everything else is an escape, so that the bytes can be told exactly.
/// Format characters (they can turn a line around), odd spaces and line separators are escaped byte by byte like control characters.
/// </summary>
internal static class SaidText
{
    private const string Hex = "0123456789abcdef";

    /// <summary>Appends <paramref name="bytes"/> to <paramref name="to"/>, escaped.</summary>
    internal static void Append(StringBuilder to, ReadOnlySpan<byte> bytes, bool quoted)
    {
        while (!bytes.IsEmpty)
        {
            int taken = Next(bytes, out Rune rune);
            if (rune.Value == '\\' || (quoted && rune.Value == '"')) to.Append('\\').Append((char)rune.Value);
            else if (rune.Value == '\r') to.Append("\\r");
            else if (rune.Value == '\n') to.Append("\\n");
            else if (rune.Value == '\t') to.Append("\\t");
            else if (IsPlain(rune)) to.Append(rune.ToString());
            else foreach (byte b in bytes[..taken]) to.Append("\\x").Append(Hex[b >> 4]).Append(Hex[b & 15]);
            bytes = bytes[taken..];
        }
    }

    /// <summary>More than three bytes in ten would need <c>\x</c>: rows of hexadecimal say it better. A few bytes are never worth rows.</summary>
    internal static bool IsBinary(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= 16) return false;
        int odd = 0, total = bytes.Length;
        while (!bytes.IsEmpty)
        {
            int taken = Next(bytes, out Rune rune);
            if (!IsPlain(rune) && rune.Value is not ('\r' or '\n' or '\t')) odd += taken;
            bytes = bytes[taken..];
        }

        return odd * 10L > total * 3L;
    }

    /// <summary>The largest cut at or before <paramref name="length"/> that does not split a UTF-8 character or a CRLF.</summary>
    internal static int CutAt(ReadOnlySpan<byte> bytes, int length)
    {
        if (length >= bytes.Length) return bytes.Length;
        int cut = length;
        while (cut > 0 && length - cut < 3 && (bytes[cut] & 0xC0) == 0x80) cut--;
        bool splits = Rune.DecodeFromUtf8(bytes[cut..], out _, out int wide) == OperationStatus.Done && cut + wide > length;
        if (!splits) cut = length;
        if (cut > 0 && bytes[cut] == '\n' && bytes[cut - 1] == '\r') cut--;
        return cut;
    }

    /// <summary>The next character, or one byte that is none (then <paramref name="rune"/> is the replacement character and is shown as an escape).</summary>
    private static int Next(ReadOnlySpan<byte> bytes, out Rune rune)
    {
        if (Rune.DecodeFromUtf8(bytes, out rune, out int taken) == OperationStatus.Done) return taken;
        rune = Rune.ReplacementChar;
        return 1;
    }

    private static bool IsPlain(Rune rune)
    {
        if (rune.Value is >= ' ' and < 0x7F) return true;
        if (rune == Rune.ReplacementChar) return false;
        return Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    }
}
