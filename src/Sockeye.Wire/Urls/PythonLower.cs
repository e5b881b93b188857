using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sockeye.Wire.Urls;

/// <summary>
/// Python's <c>str.lower</c>, which is Unicode's full mapping without regard to a language: as .NET's invariant one, but for two letters.
/// İ becomes two characters, and Σ is another one at the end of a word than within (Unicode, section 3.13, table 3-17).
/// </summary>
/// <remarks>Letters that came into Unicode after the version a Python was built with (14 for Python 3.11) stay as they are there, and not here.</remarks>
internal static class PythonLower
{
    private const char DottedI = '\u0130';
    private const char Sigma = '\u03a3';

    /// <summary>Punctuation that words hold: what the property Case_Ignorable has beside whole categories.</summary>
    private static readonly SearchValues<char> WithinWords =
        SearchValues.Create("'.:\u00b7\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a");

    internal static string Of(string text)
    {
        string lower = text.ToLowerInvariant();
        if (!text.AsSpan().ContainsAny(DottedI, Sigma)) return lower;
        var to = new StringBuilder(text.Length + 1);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == DottedI) to.Append("i\u0307");
            else if (text[i] == Sigma) to.Append(EndsWord(text, i) ? '\u03c2' : '\u03c3');
            else to.Append(lower[i]);
        }

        return to.ToString();
    }

    /// <summary>A letter with case stands before it and none behind, whatever has no say in this passed over.</summary>
    private static bool EndsWord(string text, int at)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, at), after = text.AsSpan(at + 1);
        bool cased = false;
        while (!before.IsEmpty)
        {
            Rune.DecodeLastFromUtf16(before, out Rune rune, out int length);
            before = before[..^length];
            if (IsIgnored(rune)) continue;
            cased = IsCased(rune);
            break;
        }

        while (cased && !after.IsEmpty)
        {
            Rune.DecodeFromUtf16(after, out Rune rune, out int length);
            after = after[length..];
            if (!IsIgnored(rune)) return !IsCased(rune);
        }

        return cased;
    }

    private static bool IsIgnored(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol
        || (rune.IsBmp && WithinWords.Contains((char)rune.Value));

    /// <summary>The property Cased, of what is not ignored: letters, the ordinals ª and º, Roman numerals, letters in circles and squares.</summary>
    private static bool IsCased(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        || rune.Value is 0xAA or 0xBA or (>= 0x2160 and <= 0x217F) or (>= 0x24B6 and <= 0x24E9)
            or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189);
}
