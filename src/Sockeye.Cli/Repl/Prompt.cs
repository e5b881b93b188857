using System.Runtime.InteropServices;
using Sockeye.Cli.Repl.Lines;
using Sockeye.Cli.Repl.Scripting;

namespace Sockeye.Cli.Repl;

/// <summary>The prompt at a terminal: reads a statement, runs it, shows its value, until the person leaves.</summary>
internal sealed class Prompt
{
    private const string Greeting = "C# with sockets. :help lists the commands, Tab completes, Ctrl-D leaves.";
    private const int UsualWidth = 80;

    private static readonly (string First, string More) Prompts = ("sockeye> ", "    ...> ");

    private readonly TextWriter _output;
    private readonly HistoryFile _history;
    private readonly Completion _completion;
    private readonly Statements _statements;
    private readonly PromptCommands _commands;
    private readonly StatementLines _lines;
    private readonly TerminalLine _terminal;

    internal Prompt(Session session, TextWriter output)
    {
        _output = output;
        _history = new HistoryFile(HistoryFile.UsualPath());
        _completion = new Completion(session);
        _statements = new Statements(session, output, output);
        _commands = new PromptCommands(session, _history.Entries, output, Width);
        _lines = new StatementLines(_statements, _commands, output);
        _terminal = new TerminalLine(new KeyReader(static () => Console.ReadKey(intercept: true), static () => Console.KeyAvailable), output, Width);
    }

    internal int Run()
    {
        // While a statement runs, Ctrl-C is a signal and stops it; while a line is typed, it is a key.
        using PosixSignalRegistration interrupts = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            _statements.Stop();
        });
        using PosixSignalRegistration termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            Terminate();
        });
        BackgroundFaults.TellInstead(_terminal.Say);
        _output.WriteLine(Greeting);
        while (ReadLine() is string line)
        {
            if (line.Trim().Length > 0 && !Obey(line))
            {
                break;
            }
        }

        return ExitCode.Done;
    }

    // An exit, other than a death by the signal, lets .NET's console give the terminal back as it was.
    private void Terminate()
    {
        _output.Write(KeyReader.DoNotMarkPastes + "\r\n");
        Environment.Exit(ExitCode.Terminated);
    }

    private bool Obey(string line)
    {
        _history.Add(line);
        try
        {
            if (PromptCommands.Is(line))
            {
                return _commands.Run(line, file => _lines.Load(file, CancellationToken.None));
            }

            if (!Submission.Read(line).IsEmpty)
            {
                _statements.Run(line);
            }
        }
        catch (Exception wrong) when (wrong is UsageException or IOException or UnauthorizedAccessException)
        {
            _output.WriteLine(wrong.Message);
        }

        return true;
    }

    private string? ReadLine()
    {
        Console.TreatControlCAsInput = true;
        _output.Write(KeyReader.MarkPastes);
        try
        {
            return _terminal.Read(new LineEditor([.. _history.Entries], static text => PromptCommands.Is(text) || Submission.Read(text).IsComplete), Prompts, Complete);
        }
        finally
        {
            _output.Write(KeyReader.DoNotMarkPastes);
            Console.TreatControlCAsInput = false;
        }
    }

    private IReadOnlyList<string> Complete(LineEditor editor)
    {
        (int start, IReadOnlyList<string> names) = _completion.At(editor.Text, editor.Cursor);
        if (names.Count == 0)
        {
            return [];
        }

        string common = Completion.Common(names);
        bool further = common.Length > editor.Cursor - start;
        if (further)
        {
            editor.Replace(start, common);
        }

        return further || names.Count == 1 ? [] : names;
    }

    private static int Width()
    {
        try
        {
            return Console.WindowWidth > 0 ? Console.WindowWidth : UsualWidth;
        }
        catch (IOException)
        {
            return UsualWidth;    // no terminal to ask
        }
    }
}
