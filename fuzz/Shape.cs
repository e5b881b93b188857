using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;

namespace Sockeye.Fuzz;

/// <summary>
/// What is left of an outcome when contents are left out: for each line how it begins and about how long it is, errors by their words.
/// Equal lines in a row count once. It stands in for a coverage signal.
/// </summary>
internal static partial class Shape
{
    private const int MostLines = 10;

    internal static string Of(string outcome)
    {
        var shape = new StringBuilder();
        string last = "";
        int lines = 0;
        foreach (string line in outcome.Split('\n'))
        {
            string one = line.StartsWith('!') ? Particulars().Replace(line, "") : $"{Class(line)}{BitOperations.Log2((uint)line.Length + 1)}";
            if (one == last) continue;
            if (++lines > MostLines) break;
            shape.Append(one).Append('\n');
            last = one;
        }

        return shape.ToString();
    }

    private static char Class(string line) => line.Length == 0 ? '_' : char.IsAsciiLetterUpper(line[0]) ? line[0] : char.IsAsciiDigit(line[0]) ? '0' : 'x';

    [GeneratedRegex("0x[0-9a-f]+|[0-9,]+|'.*'")]
    private static partial Regex Particulars();
}
