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
    private const string Explanation =
        """
        Standard output is the client's alone, so the line 'ready: listening on …' is on standard error here.
        At the end of the input the sending half is closed; it is over when both sides have ended.

        Example:
          sockeye listen :7007 < answer.txt > question.txt
        """;

    internal static Command Create()
    {
        Argument<string> endPoint = CommonOptions.EndPoint();
        Argument<string[]> port = CommonOptions.Port();
        Option<double> wait = CommonOptions.Wait();
        Option<bool> crlf = CommonOptions.Crlf();
        Option<bool> json = CommonOptions.JsonOnStandardError();
        Option<bool> stale = CommonOptions.ReplaceStale();
        var command = new ExplainedCommand("listen", "Wait for one client, and join standard input and output to it, both ways.", Explanation, "ENDPOINT") { endPoint, port, crlf, wait, stale, json };
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), signals =>
        {
            using var listeners = Listeners.Open(EndPointWords.TakeOnly(parsed.Words(endPoint, port)), parsed.GetValue(stale));
            return Listen(listeners, signals, PumpOptions.Standard(parsed.GetValue(crlf), parsed.Span(wait)), new ServerLog(StandardError.Open(), verbose: false, parsed.GetValue(json)));
        }));
        return command;
    }

    private static int Listen(Places<Socket> listeners, Signals signals, PumpOptions options, ServerLog log)
    {
        if (listeners.IsBeyondLoopback)
        {
            log.Say("note: reachable from other machines");
        }

        log.Ready(listeners.Shown);
        using Socket client = FirstClient.Of(listeners, signals.Token);
        listeners.Dispose(except: client);
        Pump.Run(client, options, signals.Token);
        return ExitCode.Done;
    }
}
