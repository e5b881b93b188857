using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Sockeye.Cli;

/// <summary>The usual help, and below it what a command has to add: an example, or the root's exit codes.</summary>
internal sealed class HelpWithExample(SynchronousCommandLineAction usual) : SynchronousCommandLineAction
{
    private const string RootExplanation =
        """
        Exit codes:
          0    done
          2    the command line makes no sense
          3    network error: no such host, unreachable, timed out, reset, address in use, no permission …
          4    refused: nobody listens there, or the server answered with an error; a lab's check found something wrong
          70   a bug in sockeye (SOCKEYE_DEBUG=1 shows where)
          130  ended by Ctrl-C; 143 by SIGTERM. Servers end with 0.

        Errors are one line on standard error; with --json, one JSON object: error, type, errno, exit.
        Colour only on a terminal, and never under NO_COLOR or TERM=dumb.

        Example:
          sockeye serve echo :7007 &
          sockeye echo :7007 hello
        """;

    internal static void AddTo(RootCommand root)
    {
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        if (help.Action is SynchronousCommandLineAction usual)
        {
            help.Action = new HelpWithExample(usual);
        }
    }

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command as ExplainedCommand;
        TextWriter output = parseResult.InvocationConfiguration.Output;
        using var text = new StringWriter();
        parseResult.InvocationConfiguration.Output = text;
        int code = usual.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        output.Write(command?.Usage is string usage ? WithUsage(text.ToString(), command.Name, usage) : text.ToString());
        output.WriteLine((command?.Explanation ?? RootExplanation).ReplaceLineEndings("\n"));
        return code;
    }

    // The parser's own line knows of the words only that there may be any number of them.
    private static string WithUsage(string help, string name, string usage)
        => string.Join('\n', help.Split('\n').Select(line => line.StartsWith("  sockeye ", StringComparison.Ordinal) && line.EndsWith("[options]", StringComparison.Ordinal)
            ? $"{line[..(line.IndexOf($" {name} ", StringComparison.Ordinal) + name.Length + 1)]} {usage} [options]"
            : line));
}
