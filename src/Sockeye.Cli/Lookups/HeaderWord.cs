using System.Globalization;

namespace Sockeye.Cli.Lookups;

/// <summary>A constant as a person writes it: its header name, in any case, with the prefix or without, a short word for it, or its number.</summary>
internal static class HeaderWord
{
    /// <param name="option">For the error.</param>
    /// <param name="word">What was written.</param>
    /// <param name="prefix">Such as "AF_".</param>
    /// <param name="others">Other words, in small letters.</param>
    /// <exception cref="UsageException">There is none like that; the message lists them.</exception>
    internal static T Read<T>(string option, string word, string prefix, IReadOnlyDictionary<string, T> others)
        where T : struct, Enum
    {
        if (others.TryGetValue(word.ToLowerInvariant(), out T other))
        {
            return other;
        }

        foreach (string name in Enum.GetNames<T>())
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal)
                && (name.Equals(word, StringComparison.OrdinalIgnoreCase) || name.AsSpan(prefix.Length).Equals(word, StringComparison.OrdinalIgnoreCase)))
            {
                return Enum.Parse<T>(name);
            }
        }

        return TryNumber(word, out long number) && number is >= 0 and <= int.MaxValue
            ? (T)Enum.ToObject(typeof(T), number)
            : throw new UsageException($"{option} does not know '{word}': it takes {string.Join(", ", Known<T>(prefix))}");
    }

    /// <summary>A number as C writes it: 10, -2, 0xa.</summary>
    internal static bool TryNumber(string word, out long number)
    {
        bool hex = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return long.TryParse(hex ? word.AsSpan(2) : word, hex ? NumberStyles.AllowHexSpecifier : NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>Several of them, added up: an option that is given more than once, or with commas.</summary>
    internal static T ReadAll<T>(string option, IEnumerable<string> words, string prefix)
        where T : struct, Enum
    {
        int all = 0;
        foreach (string word in words.SelectMany(static word => word.Split(',', '|')).Select(static word => word.Trim()))
        {
            all |= Convert.ToInt32(Read<T>(option, word, prefix, new Dictionary<string, T>()), CultureInfo.InvariantCulture);
        }

        return (T)Enum.ToObject(typeof(T), all);
    }

    private const int Most = 12;

    private static IEnumerable<string> Known<T>(string prefix)
        where T : struct, Enum
    {
        string[] names = [.. Enum.GetNames<T>().Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
        return names.Length <= Most ? names : names.Take(Most).Append("… or a number");
    }
}
