using System.Text;
using Sockeye.Wire.Conversations;

namespace Sockeye.Testing.Scripts;

/// <summary>Bytes as a person reads them in a message: as text, and in hexadecimal.</summary>
internal static class Shown
{
    private const int MostText = 120;
    private const int MostHex = 16;

    /// <summary>As text in quotation marks, and not too long.</summary>
    internal static string Short(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("\"");
        SaidText.Append(text, bytes[..Math.Min(bytes.Length, MostText)], quoted: true);
        return text.Append(bytes.Length > MostText ? $"…\" ({bytes.Length} bytes)" : "\"").ToString();
    }

    /// <summary>What came, as text and in hexadecimal.</summary>
    internal static string Whole(ReadOnlySpan<byte> came) => came.IsEmpty ? "nothing came" : $"{Short(came)} came [{Hex(came)}]";

    /// <summary>Where they differ.</summary>
    internal static string Difference(ReadOnlySpan<byte> due, ReadOnlySpan<byte> came)
    {
        int at = due.CommonPrefixLength(came);
        return $"they differ at byte {at}, where {From(due, at)} was due and {From(came, at)} came; {Whole(came)}";
    }

    private static string From(ReadOnlySpan<byte> bytes, int at) => at == bytes.Length ? "the end" : $"{Short(bytes[at..])} [{Hex(bytes[at..])}]";

    private static string Hex(ReadOnlySpan<byte> bytes) => string.Join(' ', bytes[..Math.Min(bytes.Length, MostHex)].ToArray().Select(static one => one.ToString("x2", null))) + (bytes.Length > MostHex ? " …" : "");
}
