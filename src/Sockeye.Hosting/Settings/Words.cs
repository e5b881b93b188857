using System.Globalization;

namespace Sockeye.Hosting.Settings;

/// <summary>What a word of the configuration stands for. What it cannot be is a <see cref="FormatException"/> that says what is meant.</summary>
internal static class Words
{
    private const string Unlimited = "unlimited";

    // Not Enum.Parse: that takes numbers, and several words at once.
    internal static TEnum Word<TEnum>(string text) where TEnum : struct, Enum => Word(text, Enum.GetNames<TEnum>().Select(static name => (name, Enum.Parse<TEnum>(name))));

    internal static TValue Word<TValue>(string text, params IEnumerable<(string Name, TValue Value)> known)
        => known.Where(one => Registration.Comparer.Equals(one.Name, text)).Select(static one => (Found: true, one.Value)).FirstOrDefault() is (true, TValue value)
            ? value
            : throw new FormatException($"one of {string.Join(", ", known.Select(static one => one.Name))} is meant");

    internal static int Number(string text)
        => Registration.Comparer.Equals(text, Unlimited) ? int.MaxValue
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number
            : throw new FormatException($"a whole number is meant, or \"{Unlimited}\"");

    // "30" would be thirty days to TimeSpan.Parse, and half a minute to whoever wrote it.
    internal static TimeSpan Time(string text)
        => Registration.Comparer.Equals(text, Unlimited) ? Timeout.InfiniteTimeSpan
            : text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time) ? time
            : throw new FormatException($"a time is written as hours:minutes:seconds, \"00:00:30\" for half a minute, or \"{Unlimited}\"");

    internal static bool Truth(string text) => bool.TryParse(text, out bool truth) ? truth : throw new FormatException("true or false is meant");
}
