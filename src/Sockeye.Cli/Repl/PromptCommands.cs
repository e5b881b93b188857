using System.Globalization;
using Sockeye.Cli.Repl.Explaining;
using Sockeye.Cli.Repl.Scripting;
using Sockeye.Cli.Repl.Showing;

namespace Sockeye.Cli.Repl;

/// <summary>The lines that are no C#: they begin with a colon.</summary>
internal sealed class PromptCommands(Session session, IReadOnlyList<string> history, TextWriter output, Func<int> width)
{
    private const string Help =
        """
        A statement shows its value; behind a semicolon it does so only where it declares something.
        Tab completes, Up and Down recall, Ctrl-C stops a call or drops the line, Ctrl-D leaves.

          :help NAME  what a type, a member or a constant is: :help Socket.Accept
          :vars       the variables and their values
          :history    what was typed
          :load FILE  the statements of a file, as if they were typed
          :reset      forgets all variables; sockets that are still open are closed when they are collected
          :quit       leaves
        """;

    internal static readonly IReadOnlyList<string> Names = [":help", ":history", ":load", ":quit", ":reset", ":vars"];

    internal static bool Is(string line) => line.TrimStart().StartsWith(':');

    /// <summary>Does what the line says. False: it says to leave.</summary>
    /// <param name="line">A line that <see cref="Is"/> such a one.</param>
    /// <param name="load">Runs the statements of a file.</param>
    /// <exception cref="UsageException">There is no such command, or it lacks a word.</exception>
    internal bool Run(string line, Action<string> load)
    {
        string[] words = line.Trim().Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string word = words.Length > 1 ? words[1] : "";
        switch (words[0])
        {
            case ":help" when word.Length == 0: output.WriteLine(Help); break;
            case ":help": output.WriteLine(HelpPage.Of(session, word, width())); break;
            case ":vars": ShowVariables(); break;
            case ":history": ShowHistory(); break;
            case ":load" when word.Length > 0: load(word); break;
            case ":load": throw new UsageException(":load takes a file");
            case ":reset": session.Reset(); break;
            case ":quit" or ":q" or ":exit": return false;
            default: throw new UsageException($"there is no command {words[0]}; the commands are {string.Join(", ", Names)}");
        }

        return true;
    }

    private void ShowVariables()
    {
        foreach (var variable in session.Variables)
        {
            output.WriteLine($"{TypeText.Of(variable.Type)} {variable.Name} = {ValueText.Of(variable.Value)}");
        }
    }

    private void ShowHistory()
    {
        for (int i = 0; i < history.Count; i++)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i + 1,5}  {history[i].ReplaceLineEndings("\n       ")}"));
        }
    }
}
