using Sockeye.Cli.Repl;
using Sockeye.Cli.Repl.Scripting;

namespace Sockeye.Cli.Tests.Repl;

/// <summary>A session in this process, and what it says.</summary>
internal sealed class OneSession : IDisposable
{
    private const int Width = 80;

    private readonly StringWriter _said = new() { NewLine = "\n" };

    internal OneSession()
    {
        Statements = new Statements(Session, _said, _said);
        Commands = new PromptCommands(Session, [], _said, static () => Width);
        Lines = new StatementLines(Statements, Commands, _said);
    }

    internal TextWriter Output => _said;

    internal Session Session { get; } = new();

    internal Statements Statements { get; }

    internal PromptCommands Commands { get; }

    internal StatementLines Lines { get; }

    public void Dispose() => _said.Dispose();

    /// <summary>Types it, and hears the answer.</summary>
    internal string Says(string typed)
    {
        _said.GetStringBuilder().Clear();
        if (PromptCommands.Is(typed))
        {
            try
            {
                Commands.Run(typed, static _ => { });
            }
            catch (UsageException wrong)
            {
                _said.WriteLine(wrong.Message);
            }
        }
        else
        {
            Statements.Run(typed);
        }

        return _said.ToString();
    }

    /// <summary>Gives it the lines of a pipe, and hears the answer with the exit code behind it.</summary>
    internal string Pipes(string lines)
    {
        _said.GetStringBuilder().Clear();
        int code = Lines.Run(new StringReader(lines), CancellationToken.None);
        return $"{_said}{code}";
    }
}
