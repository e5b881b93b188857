namespace Sockeye.House.Tests.Api;

/// <summary>Which lines came and which went, in order, for texts whose lines are sorted below their headings.</summary>
internal static class LineDifference
{
    internal static IReadOnlyList<string> Between(string before, string after)
    {
        string[] old = WithHeadings(before), now = WithHeadings(after);
        HashSet<string> oldSet = [.. old], nowSet = [.. now];
        return [.. old.Where(line => !nowSet.Contains(line)).Select(line => "- " + line), .. now.Where(line => !oldSet.Contains(line)).Select(line => "+ " + line)];
    }

    /// <summary>A member's line says nothing without its type's.</summary>
    private static string[] WithHeadings(string text)
    {
        string heading = "";
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            if (!line.StartsWith(' '))
            {
                heading = line.Split(" : ")[0].Split(' ')[^1];
                return line;
            }

            return $"{heading}: {line.Trim()}";
        })];
    }
}
