using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Sockeye.Cli.Repl.Lines;
using Sockeye.Cli.Repl.Scripting;

namespace Sockeye.Cli.Repl.Showing;

/// <summary>What the compiler has against a statement: the words, the line, and a caret below the place.</summary>
internal static class CompileErrorText
{
    /// <summary>One mistake often makes the compiler complain several times; the first complaints tell.</summary>
    private const int MostErrors = 3;

    internal static string Of(Outcome.DoesNotCompile failed)
    {
        var text = new StringBuilder();
        foreach (Diagnostic error in failed.Errors.Take(MostErrors))
        {
            text.Append(text.Length > 0 ? "\n" : "").Append(Of(error, failed.Submission.Text));
        }

        return text.ToString();
    }

    private static string Of(Diagnostic error, string source)
    {
        FileLinePositionSpan place = error.Location.GetLineSpan();
        string[] lines = source.Split('\n');
        string line = place.StartLinePosition.Line < lines.Length ? lines[place.StartLinePosition.Line] : "";
        string before = line[..Math.Min(place.StartLinePosition.Character, line.Length)];
        string words = $"{error.GetMessage(CultureInfo.InvariantCulture)} ({error.Id})";
        string? hint = Hint(error, source);
        return $"{words}\n  {line.Replace('\t', ' ')}\n  {new string(' ', CharacterWidth.Of(before))}^{(hint is null ? "" : " " + hint)}";
    }

    private static string? Hint(Diagnostic error, string source)
    {
        string words = error.GetMessage(CultureInfo.InvariantCulture);
        return error.Id switch
        {
            "CS1503" when words.Contains("'string'", StringComparison.Ordinal) && words.Contains("<byte>", StringComparison.Ordinal) => "bytes are written \"text\"u8",
            "CS1503" when words.Contains("'string'", StringComparison.Ordinal) && words.Contains("EndPoint", StringComparison.Ordinal) => "an address is new IPEndPoint(IPAddress.Loopback, 7007) or IPEndPoint.Parse(\"127.0.0.1:7007\")",
            "CS1002" or "CS1001" when source.TrimStart().StartsWith("using ", StringComparison.Ordinal) => "at a prompt variables live on: say var, and Close() at the end",
            "CS0103" or "CS0119" or "CS0246" => OfWord(source.Trim().TrimEnd(';')),
            "CS0201" when source.TrimEnd().EndsWith(';') => "leave out the semicolon to see the value",
            _ => null,
        };
    }

    // What other prompts take without a colon.
    private static string? OfWord(string alone) => alone switch
    {
        "exit" or "quit" or "exit()" or "quit()" => ":quit leaves",
        "help" or "help()" => ":help lists the commands",
        _ => null,
    };
}
