using System.Text.RegularExpressions;

namespace Sockeye.Cli.Tests.Repl;

/// <summary>One thing typed at the prompt in a document, and the answer that stands below it.</summary>
internal sealed record PromptExchange(int Line, string Typed, string Answer)
{
    private const string Prompt = "sockeye> ";
    private const string More = "    ...> ";

    /// <summary>Everything between fences that begins with the prompt, in order.</summary>
    internal static IReadOnlyList<PromptExchange> In(string document)
    {
        var found = new List<PromptExchange>();
        string[] lines = document.Split('\n');
        bool inside = false;
        for (int at = 0; at < lines.Length; at++)
        {
            if (lines[at].StartsWith("```", StringComparison.Ordinal))
            {
                inside = !inside && at + 1 < lines.Length && lines[at + 1].StartsWith(Prompt, StringComparison.Ordinal);
            }
            else if (inside && lines[at].StartsWith(Prompt, StringComparison.Ordinal))
            {
                found.Add(new PromptExchange(at + 1, lines[at][Prompt.Length..], ""));
            }
            else if (inside && lines[at].StartsWith(More, StringComparison.Ordinal))
            {
                found[^1] = found[^1] with { Typed = found[^1].Typed + "\n" + lines[at][More.Length..] };
            }
            else if (inside)
            {
                found[^1] = found[^1] with { Answer = found[^1].Answer + lines[at] + "\n" };
            }
        }

        return found;
    }

    /// <summary>The answer as the document has it, where … stands for anything within a line, nothing too.</summary>
    internal bool IsAnsweredBy(string said)
        => Regex.IsMatch(said, $"\\A{Regex.Escape(Answer).Replace("…", "[^\n]*", StringComparison.Ordinal)}\\z");
}
