namespace Sockeye.Sockets.Catalog;

/// <summary>Which known words somebody may have meant: few letters differ, or it is a part of the known one.</summary>
internal static class Nearness
{
    private const int Most = 5;

    // A shorter word is a part of too many.
    private const int LeastPart = 4;

    internal static IReadOnlyList<string> Find(string word, IEnumerable<string> known)
    {
        string asked = Bare(word);
        int limit = Math.Max(1, asked.Length / 3);
        string[] near =
        [
            .. from candidate in known
               let distance = IsBeginning(candidate, asked) ? 1 : Distance(asked, Bare(candidate), limit)
               // Any other letter is as near to one letter, and a digit near to none.
               where distance <= limit && distance < asked.Length
               orderby distance, candidate.Length, candidate
               select candidate,
        ];
        return near.Length > 0 ? [.. near.Take(Most)] : [.. known.Where(candidate => HasPart(candidate, asked)).OrderBy(static candidate => candidate.Length).Take(Most)];
    }

    private static bool IsBeginning(string candidate, string asked) => asked.Length >= LeastPart && Bare(candidate).StartsWith(asked, StringComparison.Ordinal);

    private static bool HasPart(string candidate, string asked) => asked.Length >= LeastPart && Bare(candidate).Contains(asked, StringComparison.Ordinal);

    private static string Bare(string word) => word.Trim().TrimEnd('_').ToUpperInvariant();

    /// <summary>How many letters were added, left out, mistaken or swapped with their neighbour; more than the limit is only told as more.</summary>
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) > limit)
        {
            return limit + 1;
        }

        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                int same = a[i - 1] == b[j - 1] ? 0 : 1;
                cost[i, j] = Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + same);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}
