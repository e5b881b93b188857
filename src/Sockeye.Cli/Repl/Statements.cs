using Sockeye.Cli.Repl.Scripting;
using Sockeye.Cli.Repl.Showing;
using Sockeye.Sockets;

namespace Sockeye.Cli.Repl;

/// <summary>Runs statements one after the other: values to one writer, what went wrong to another.</summary>
internal sealed class Statements(Session session, TextWriter output, TextWriter errors)
{
    private readonly Lock _gate = new();
    private Evaluation? _running;

    /// <summary>Stops the statement that runs; nothing where none does. Called from any thread.</summary>
    internal void Stop()
    {
        Evaluation? running;
        lock (_gate)
        {
            running = _running;
        }

        running?.Stop();
    }

    /// <summary>Runs one, and says how it ended.</summary>
    /// <param name="text">The statement.</param>
    /// <param name="where">In front of what went wrong: "line 7: ", or nothing.</param>
    /// <param name="stop">Stops it, also where <see cref="Stop"/> came a moment before there was anything to stop.</param>
    /// <returns>An exit code.</returns>
    internal int Run(string text, string where = "", CancellationToken stop = default)
    {
        Evaluation running;
        lock (_gate)
        {
            running = _running = Evaluation.Begin(() => session.Evaluate(text));
        }

        if (stop.IsCancellationRequested)
        {
            running.Stop();
        }

        Outcome outcome;
        try
        {
            outcome = running.Wait();
        }
        finally
        {
            lock (_gate)
            {
                _running = null;
            }
        }

        session.Take(outcome);
        return Tell(outcome, where);
    }

    private int Tell(Outcome outcome, string where)
    {
        switch (outcome)
        {
            case Outcome.Ran ran:
                if (ran.Value is not null)
                {
                    output.WriteLine(ran.Value);
                }

                return ExitCode.Done;

            case Outcome.DoesNotCompile failed:
                errors.WriteLine(where + CompileErrorText.Of(failed));
                return ExitCode.Usage;

            case Outcome.Threw threw:
                errors.WriteLine(where + ValueText.Of(threw.Exception));
                return threw.Exception is SocketFaultException ? Failure.Of(threw.Exception).Code : ExitCode.Usage;

            case Outcome.LeftBehind:
                errors.WriteLine(where + "it could not be stopped, and goes on in the background; :quit ends it");
                return ExitCode.Interrupted;

            default:
                errors.WriteLine(where + "stopped");
                return ExitCode.Interrupted;
        }
    }
}
