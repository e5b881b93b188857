using System.Globalization;
using Sockeye.Cli.Repl.Scripting;

namespace Sockeye.Cli.Repl;

/// <summary>Statements that come as lines of text, from a pipe or a file: each one as soon as it is whole.</summary>
internal sealed class StatementLines(Statements statements, PromptCommands commands, TextWriter errors)
{
    /// <summary>Runs all of them, the failing ones and those behind.</summary>
    /// <param name="input">The lines.</param>
    /// <param name="stop">Ends it between two lines, and while it waits for one.</param>
    /// <returns>The exit code of the first that failed; 0 where none did.</returns>
    internal int Run(TextReader input, CancellationToken stop)
    {
        using CancellationTokenRegistration stopping = stop.Register(statements.Stop);
        int code = ExitCode.Done;
        int number = 0, first = 0;
        string pending = "";
        string? ahead = null;
        while ((ahead ?? NextLine(input, stop)) is string line)
        {
            number++;
            ahead = null;
            if (pending.Length == 0)
            {
                first = number;
                if (PromptCommands.Is(line))
                {
                    try
                    {
                        if (!commands.Run(line, file => Note(Load(file, stop))))
                        {
                            return code;
                        }
                    }
                    catch (Exception wrong) when (wrong is UsageException or IOException or UnauthorizedAccessException)
                    {
                        errors.WriteLine(Where(number) + wrong.Message);
                        Note(ExitCode.Usage);
                    }

                    continue;
                }
            }

            pending += (pending.Length == 0 ? "" : "\n") + line;
            Submission submission = Submission.Read(pending);
            if (submission.IsComplete)
            {
                if (submission.MayGoOn && (ahead = NextLine(input, stop)) is string next && submission.GoesOnWith(next))
                {
                    pending = submission.Text;
                    continue;
                }

                pending = "";
                Note(submission.IsEmpty ? ExitCode.Done : statements.Run(submission.Text, Where(first), stop));
                stop.ThrowIfCancellationRequested();
            }
        }

        if (pending.Length > 0)
        {
            errors.WriteLine(Where(first) + "the statement that begins here has no end");
            Note(ExitCode.Usage);
        }

        return code;

        void Note(int ended) => code = code == ExitCode.Done ? ended : code;
    }

    internal int Load(string file, CancellationToken stop)
    {
        using var input = new StreamReader(file);
        return Run(input, stop);
    }

    // A read of a pipe cannot be ended: it is left to the process's end.
    private static string? NextLine(TextReader input, CancellationToken stop)
    {
        if (!stop.CanBeCanceled)
        {
            return input.ReadLine();
        }

        Task<string?> next = Task.Run(input.ReadLine, stop);
        next.Wait(stop);
        return next.Result;
    }

    private static string Where(int line) => string.Create(CultureInfo.InvariantCulture, $"line {line}: ");
}
