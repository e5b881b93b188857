using System.CommandLine;
using System.Text;
using Sockeye.Cli.Repl;
using Sockeye.Cli.Repl.Scripting;
using Sockeye.Cli.Terminals;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye repl [--eval CODE]</summary>
internal static class ReplCommand
{
    private const int PipeWidth = 80;

    private const string Explanation =
        """
        Constants, verbs and names are in scope: AF_INET, new Socket(…), GetHostName(). A semicolon at the end may be left out.
        Bytes are shown as "text"u8, and those that are no printable text as b"\xff".
        At a terminal Ctrl-C stops a blocking call and not the prompt; :help lists the prompt's own commands.

        From a pipe each statement's value is a line, errors go to standard error with the number of their line, and the rest
        still runs. The exit code is that of the first that failed: 2 does not compile or misuses a call, 3 network, 4 refused.

        Example:
          echo 'GetAddrInfo("localhost", "http")' | sockeye repl
        """;

    internal static Command Create()
    {
        var code = new Option<string>("--eval") { HelpName = "CODE", Description = "run this, and nothing from standard input" };
        var command = new ExplainedCommand("repl", "A C# prompt with sockets: type the calls one by one and see the values.", Explanation) { code };
        command.SetAction(parsed => Start(parsed.GetValue(code)));
        return command;
    }

    private static int Start(string? code)
    {
        if (code is null && !Console.IsInputRedirected && !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb"))
        {
            using StreamWriter terminal = StandardOutput.OpenText();
            return new Prompt(new Session(), TextWriter.Synchronized(terminal)).Run();
        }

        return CommandRun.Guarded(json: false, signals =>
        {
            using StreamWriter output = StandardOutput.OpenText();
            using TextReader input = code is not null ? new StringReader(code) : new StreamReader(new StandardInput(), Encoding.UTF8);
            Console.SetOut(output);
            var session = new Session();
            TextWriter errors = TextWriter.Synchronized(StandardError.Open());
            BackgroundFaults.TellInstead(errors.WriteLine);
            var statements = new Statements(session, output, errors);
            return new StatementLines(statements, new PromptCommands(session, [], output, static () => PipeWidth), errors).Run(input, signals.Token);
        });
    }
}
