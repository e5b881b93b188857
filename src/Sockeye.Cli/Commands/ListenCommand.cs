using System.CommandLine;
using Sockeye.Cli.Endpoints;
using Sockeye.Cli.Serving;
using Sockeye.Cli.Talking;
using Sockeye.Cli.Terminals;
using Sockeye.Sockets;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye listen ENDPOINT</summary>
internal static class ListenCommand
{
    internal static Command Create()
    {
        Argument<string> endPoint = CommonOptions.EndPoint();
        Argument<string[]> port = CommonOptions.Port();
        Option<double> wait = CommonOptions.Wait();
        Option<bool> crlf = CommonOptions.Crlf();
        Option<bool> stale = CommonOptions.ReplaceStale();
        var command = new Command("listen", "Wait for one client, and join standard input and output to it, both ways.") { endPoint, port, crlf, wait, stale };
        HelpWithExample.Add(command,
            """
            Standard output is the client's alone, so the line 'ready: listening on …' is on standard error here.
            At the end of the input the sending half is closed; it is over when both sides have ended.

            Example:
              sockeye listen :7007 < answer.txt > question.txt
            """);
        command.SetAction(parsed => CommandRun.Guarded(json: false, signals =>
        {
            using var listeners = Listeners.Open(EndPointWords.TakeOnly(parsed.Words(endPoint, port)), parsed.GetValue(stale));
            return Listen(listeners, signals, new PumpOptions
            {
                Input = Console.OpenStandardInput(),
                Output = StandardOutput.Open(),
                InputIsTerminal = !Console.IsInputRedirected,
                Crlf = parsed.GetValue(crlf),
                Wait = parsed.Span(wait),
            });
        }));
        return command;
    }

    private static int Listen(Listeners listeners, Signals signals, PumpOptions options)
    {
        var log = new ServerLog(Console.Error, verbose: false);
        if (listeners.IsBeyondLoopback)
        {
            log.Say("note: reachable from other machines");
        }

        log.Say($"ready: listening on {listeners.Shown}");
        using Socket client = FirstClient.Of(listeners, signals.Token);
        listeners.Dispose(except: client);
        if (client.Kind == SocketKind.SOCK_DGRAM)
        {
            new DatagramPump(client, options, signals.Token).Run();
        }
        else
        {
            new StreamPump(client, options, signals.Token).Run();
        }

        return ExitCode.Done;
    }
}
