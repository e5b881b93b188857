namespace Sockeye.Cli;

/// <summary>Which of the known words somebody may have meant by one that is not known.</summary>
internal static class Nearness
{
    /// <summary>Those that hold the word, or are spelt nearly so; the nearest first.</summary>
    internal static IReadOnlyList<string> Find(string word, IEnumerable<string> known, int most)
        => [.. known
            .Select(one => (Word: one, Distance: Distance(word, one)))
            .Where(one => one.Distance <= Math.Max(1, word.Length / 3) || one.Word.Contains(word, StringComparison.OrdinalIgnoreCase))
            .OrderBy(static one => one.Distance).ThenBy(static one => one.Word, StringComparer.Ordinal).Take(most).Select(static one => one.Word)];

    // How many characters one must change, add or leave out: Levenshtein's.
    private static int Distance(string one, string other)
    {
        int[] above = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            int[] row = new int[other.Length + 1];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int same = char.ToLowerInvariant(one[i - 1]) == char.ToLowerInvariant(other[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + same);
            }

            above = row;
        }

        return above[^1];
    }
}
