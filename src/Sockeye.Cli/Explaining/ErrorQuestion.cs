using System.Globalization;
using Sockeye.Sockets;

namespace Sockeye.Cli.Explaining;

/// <summary>Which error somebody asks about: its name, its number, the system's words for it, or a message that holds one of these.</summary>
internal static class ErrorQuestion
{
    /// <exception cref="UsageException">There is no such error, or several; the message says which are near.</exception>
    internal static Explanation Find(string asked)
    {
        string word = asked.Trim();
        if (int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            // errno's are positive and getaddrinfo's negative; h_errno's would be taken for errno's, so those are asked for by name.
            return Explanations.All.FirstOrDefault(known => known.Number == number && known.Source != Explanations.OfHosts)
                ?? throw new UsageException($"there is no error {number}: those of calls go from 1 to 133, those of getaddrinfo from -1 down. See sockeye explain --help");
        }

        return ByName(word) ?? ByText(word) ?? ByMessage(word) ?? throw Unknown(word);
    }

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
                .MaxBy(static known => known.SystemText.Length);
    }

    private static UsageException Unknown(string word)
    {
        string[] part = [.. Explanations.All.Where(known => word.Length >= 4 && known.SystemText.Contains(word, StringComparison.OrdinalIgnoreCase)).Select(static known => known.Name)];
        string[] near = part.Length > 0 ? part : [.. Constants.Near(word).Where(name => ByName(name) is not null)];
        string hint = near.Length > 0 ? $"; near ones are {string.Join(", ", near.Take(5))}" : "";
        return new UsageException($"there is no error '{word}'{hint}. See sockeye explain --help");
    }
}
