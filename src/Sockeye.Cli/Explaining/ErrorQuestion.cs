using System.Text.RegularExpressions;
using Sockeye.Cli.Lookups;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Cli.Explaining;

/// <summary>Which error somebody asks about: its name, its number, the system's words for it, or a message that holds one of these.</summary>
internal static partial class ErrorQuestion
{
    /// <summary>Several errors where each word is one by itself; else the words are one question.</summary>
    /// <inheritdoc cref="Find"/>
    internal static IReadOnlyList<Explanation> FindAll(IReadOnlyList<string> words)
        => words.All(static word => ByName(word) is not null || HeaderWord.TryNumber(word, out _)) ? [.. words.Select(Find).Distinct()] : [Find(string.Join(' ', words))];

    /// <exception cref="UsageException">There is no such error, or several; the message says which are near.</exception>
    internal static Explanation Find(string asked)
    {
        string word = asked.Trim();
        return HeaderWord.TryNumber(word, out long number)
            ? ByNumber(number) ?? throw new UsageException($"there is no error {word}: those of calls go from 1 to 133, those of getaddrinfo from -1 down. See sockeye explain --help")
            : ByName(word) ?? ByText(word) ?? ByMessage(word) ?? throw Unknown(word);
    }

    // errno's are positive and getaddrinfo's negative; h_errno's would be taken for errno's, so those are asked for by name.
    private static Explanation? ByNumber(long number) => Explanations.All.FirstOrDefault(known => known.Number == number && known.Source != Explanations.OfHosts);

    private static Explanation? ByName(string word) => Explanations.All.FirstOrDefault(known =>
        known.Name.Equals(word, StringComparison.OrdinalIgnoreCase) || known.Also.Contains(word, StringComparer.OrdinalIgnoreCase));

    private static Explanation? ByText(string word) => Explanations.All.FirstOrDefault(known =>
        known.SystemText.Equals(word, StringComparison.OrdinalIgnoreCase));

    // "connect to 127.0.0.1:7: connection refused (ECONNREFUSED)", "[Errno 111] Connection refused", as programs print it: the last name counts, else the longest text.
    private static Explanation? ByMessage(string message)
    {
        string[] words = message.Split([' ', '(', ')', '[', ']', ':', ';', ',', '.', '\'', '"'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length < 2 ? null
            : words.Reverse().Select(ByName).FirstOrDefault(static known => known is not null)
            ?? Explanations.All.Where(known => message.Contains(known.SystemText, StringComparison.OrdinalIgnoreCase))
                .MaxBy(static known => known.SystemText.Length)
            ?? (NumberWord().Match(message) is { Success: true } said && HeaderWord.TryNumber(said.Groups["number"].Value, out long number) ? ByNumber(number) : null)
            ?? (message.Contains(OwnTimeout, StringComparison.OrdinalIgnoreCase) ? ByName(nameof(Errno.ETIMEDOUT)) : null);
    }

    // What Python and others say where their own patience ended, and not the kernel's.
    private const string OwnTimeout = "timed out";

    [GeneratedRegex(@"\berrno\W{0,3}(?<number>-?\d+|0x[0-9a-f]+)\b", RegexOptions.IgnoreCase)]
    private static partial Regex NumberWord();

    private static UsageException Unknown(string word)
    {
        string[] part = [.. Explanations.All.Where(known => word.Length >= 4 && known.SystemText.Contains(word, StringComparison.OrdinalIgnoreCase)).Select(static known => known.Name)];
        string[] near = part.Length > 0 ? part : [.. Constants.Near(word).Where(name => ByName(name) is not null)];
        string hint = near.Length > 0 ? $"; near ones are {string.Join(", ", near.Take(5))}" : "";
        return new UsageException($"there is no error '{word}'{hint}. See sockeye explain --help");
    }
}
