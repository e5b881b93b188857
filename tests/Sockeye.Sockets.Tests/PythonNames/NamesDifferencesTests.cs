using System.Text;

namespace Sockeye.Sockets.Tests.PythonNames;

/// <summary>The list of differences, for readers.</summary>
public sealed class NamesDifferencesTests
{
    private const string Page = "docs/names-differences.md";

    /// <summary>To write it anew after a change: SOCKEYE_DRAW=1 dotnet test.</summary>
    [Fact]
    public void ThePage_IsTheList()
    {
        var text = new StringBuilder("""
            # Where our names differ from Python's

            Thousands of questions about names, addresses, services, protocols, interfaces and constants are put to Debian's Python and
            to us in one test (`PythonNamesTests`). All answers and errors are the same, but for these. Each row is a rule about
            questions: a question that it covers and that is answered alike fails the test, and so does any other difference.

            | Question | Python | Sockeye | Why |
            |---|---|---|---|

            """);
        foreach (Difference one in Difference.All)
        {
            text.Append($"| {one.What} | {one.Theirs} | {one.Ours} | {one.Why} |\n");
        }

        text.Append("""

            "The same error" means the same number of EAI, h_errno or errno. Where Python raises `ValueError`, `OverflowError` or
            `TypeError`, we throw an `ArgumentException` or one of its kinds; where it raises `OSError` without a number, we throw
            `FormatException` (addresses) or `NameResolutionException` (services, protocols).

            """);
        string path = Repository.Full(Page);
        if (Environment.GetEnvironmentVariable("SOCKEYE_DRAW") == "1")
        {
            File.WriteAllText(path, text.ToString());
        }

        Assert.Equal(text.ToString(), File.ReadAllText(path));
    }
}
