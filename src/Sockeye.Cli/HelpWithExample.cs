using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Sockeye.Cli;

/// <summary>The usual help, and below it what a command has to add: an example, or the root's exit codes.</summary>
internal sealed class HelpWithExample(SynchronousCommandLineAction usual) : SynchronousCommandLineAction
{
    private static readonly Dictionary<Command, string> Additions = [];

    /// <summary>What stands at the end of that command's help.</summary>
    internal static void Add(Command command, string text) => Additions[command] = text;

    internal static void AddTo(RootCommand root)
    {
        Add(root,
            """
            Exit codes:
              0    done
              2    the command line makes no sense
              3    network error: no such host, unreachable, timed out, reset, address in use, no permission …
              4    refused: nobody listens there, or the server answered with an error
              70   a bug in sockeye (SOCKEYE_DEBUG=1 shows where)
              130  ended by Ctrl-C; 143 by SIGTERM. Servers end with 0.

            Errors are one line on standard error; with --json, one JSON object: error, type, errno, exit.
            Colour only on a terminal, and never under NO_COLOR or TERM=dumb.

            Example:
              sockeye serve echo :7007 &
              sockeye echo :7007 hello
            """);
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        if (help.Action is SynchronousCommandLineAction usual)
        {
            help.Action = new HelpWithExample(usual);
        }
    }

    public override int Invoke(ParseResult parseResult)
    {
        int code = usual.Invoke(parseResult);
        if (Additions.TryGetValue(parseResult.CommandResult.Command, out string? text))
        {
            parseResult.InvocationConfiguration.Output.WriteLine(text.ReplaceLineEndings("\n"));
        }

        return code;
    }
}
