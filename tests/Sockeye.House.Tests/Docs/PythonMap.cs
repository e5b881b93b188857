using System.Text.RegularExpressions;

namespace Sockeye.House.Tests.Docs;

/// <summary>docs/python-map.md as rows: Python's names, ours, the tests.</summary>
internal sealed partial class PythonMap
{
    internal sealed record Row(IReadOnlyList<string> Python, string Ours, IReadOnlyList<string> OurNames, IReadOnlyList<string> Tests)
    {
        internal bool IsExcused => Ours.StartsWith("no:", StringComparison.Ordinal) || Ours.Contains("not yet:", StringComparison.Ordinal);
    }

    internal PythonMap(string markdown)
    {
        Rows = [.. markdown.Split('\n')
            .Where(static line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(static line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(static cells => new Row(Quoted(cells[1]), cells[2], Quoted(cells[2]), Quoted(cells[3])))];
    }

    internal IReadOnlyList<Row> Rows { get; }

    /// <summary>True when a row names it, or names a prefix of it as "AF_*".</summary>
    internal bool Has(string python) => Rows.Any(row => row.Python.Any(name =>
        name == python || (name.EndsWith('*') && python.StartsWith(name[..^1], StringComparison.Ordinal))));

    /// <summary>What is wrong with the second and third columns: names that our assemblies or tests do not have, rows without either.</summary>
    internal IEnumerable<string> Wrong(ISet<string> ourNames, ISet<string> tests)
    {
        foreach (Row row in Rows)
        {
            string what = string.Join(", ", row.Python);
            foreach (string name in row.OurNames.Where(name => !ourNames.Contains(name)))
            {
                yield return $"{what}: there is no public {name}";
            }

            foreach (string test in row.Tests.Where(test => !tests.Contains(test)))
            {
                yield return $"{what}: there is no test {test}";
            }

            if (!row.IsExcused && (row.OurNames.Count == 0 || row.Tests.Count == 0))
            {
                yield return $"{what}: a row has a name and a test, or says \"not yet: …\" or \"no: …\"";
            }
        }
    }

    // Names of .NET itself (IPAddress.Any) stand in rows that are excused; they are not ours to check.
    private static IReadOnlyList<string> Quoted(string cell)
        => [.. InQuotes().Matches(cell).Select(static match => match.Groups[1].Value).Where(static name => !name.StartsWith("IPAddress", StringComparison.Ordinal))];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex InQuotes();
}
