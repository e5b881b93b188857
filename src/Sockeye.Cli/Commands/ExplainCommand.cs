using System.CommandLine;
using Sockeye.Cli.Explaining;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye explain ERROR</summary>
internal static class ExplainCommand
{
    private const string Explanation =
        """
        ERROR is a name (ECONNREFUSED, EAI_NONAME, HOST_NOT_FOUND), a number (111, or -2 for one of getaddrinfo's),
        the system's words (connection refused), or a whole message that holds one of these. Upper or lower case.
        Several names or numbers are explained one after the other.

        Example:
          sockeye explain ECONNREFUSED
          sockeye explain -2
          sockeye explain no route to host
        """;

    internal static Command Create()
    {
        var words = new Argument<string[]>("ERROR")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "a name, a number, or the system's words",
        };
        Option<bool> json = CommonOptions.Json();
        var command = new ExplainedCommand("explain", "Say what an error means, what causes it, which calls give it, and what to try.", Explanation, "ERROR") { words, json };
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), _ =>
        {
            ExplanationWriter.Write(ErrorQuestion.FindAll(parsed.GetRequiredValue(words)), parsed.GetValue(json));
            return ExitCode.Done;
        }));
        return command;
    }
}
