using System.CommandLine;
using System.CommandLine.Help;
using Sockeye.Cli.Commands;
using Sockeye.Cli.Terminals;

namespace Sockeye.Cli;

/// <summary>The whole tool: reads the command line, runs the command, answers with its exit code.</summary>
internal static class Tool
{
    private const string Description =
        """
        Berkeley sockets at the prompt: serve, connect, listen, and see what is said.

        An ENDPOINT is host:port, [v6-address]:port, :port (this machine alone), unix:/path or unix:@name,
        with udp:// in front for datagrams; or two words, HOST PORT. A port may be a service name.
        """;

    internal static int Run(string[] args)
    {
        ParseResult? parsed = null;
        try
        {
            RootCommand root = Create();
            parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Action is not HelpAction and not HelpWithExample)
            {
                CommandLineRules.Check(parsed, args);
            }

            return parsed.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = StandardOutput.OpenText(),
            });
        }
        catch (ReaderGoneException)
        {
            return ExitCode.Done;
        }
        catch (Exception problem)
        {
            Failure failure = CommandLineRules.WithHelp(Failure.Of(problem), parsed);
            // The command line made no sense, so nobody has read --json out of it: the word alone decides.
            failure.Tell(json: args.TakeWhile(static arg => arg != "--").Contains("--json"));
            return failure.Code;
        }
    }

    private static RootCommand Create()
    {
        // In a newcomer's order: see it, look around, talk, try it yourself.
        var root = new RootCommand(Description)
        {
            DemoCommand.Create(),
            HostCommand.Create(),
            ResolveCommand.Create(),
            ReverseCommand.Create(),
            InterfacesCommand.Create(),
            PortsCommand.Create(),
            SocketsCommand.Create(),
            ProbeCommand.Create(),
            ConstantsCommand.Create(),
            ExplainCommand.Create(),
            PingCommand.Create(),
            ServeCommand.Create(),
            EchoCommand.Create(),
            SumCommand.Create(),
            GetCommand.Create(),
            PutCommand.Create(),
            ConnectCommand.Create(),
            TalkCommand.Create(),
            ListenCommand.Create(),
            RaceCommand.Create(),
            LoadCommand.Create(),
            LabCommand.Create(),
            ReplCommand.Create(),
        };
        HelpWithExample.AddTo(root);
        return root;
    }
}
