using System.CommandLine;
using Sockeye.Cli.Endpoints;
using Sockeye.Cli.Serving;
using Sockeye.Cli.Terminals;
using Sockeye.Sockets;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye serve echo|sum ENDPOINT</summary>
internal static class ServeCommand
{
    private const string Explanation =
        """
        Prints one line on standard output when clients may come, with the port it really got:
          ready: listening on localhost:7007
        With --json it is {"event":"ready","endpoint":"localhost:7007"}, and a "stopped" event ends the output.

        Example:
          sockeye serve sum :7007
        """;

    internal static Command Create()
    {
        var serve = new ExplainedCommand("serve", "Serve until Ctrl-C or SIGTERM: a thread for each conversation.", Explanation)
        {
            Create("echo", "Send everything back, byte for byte, until the client ends.", static () => new EchoService()),
            Create("sum", "Add two whole numbers: a line 'A B' of at most 1024 bytes is answered with a line 'SUM', nonsense with 'error: …'.", static () => new SumService()),
        };
        return serve;
    }

    private static ExplainedCommand Create(string name, string description, Func<IService> service)
    {
        Argument<string> endPoint = CommonOptions.EndPoint();
        Argument<string[]> port = CommonOptions.Port();
        Option<int> most = CommonOptions.Whole("--max-connections", ServeOptions.UsualMaxConnections, 1..100_000, "more clients at once are turned away; each costs a thread");
        Option<double> idle = CommonOptions.Seconds("--idle", ServeOptions.UsualIdle.TotalSeconds, "a client that says nothing for so long is disconnected; 0 for never");
        Option<bool> stale = CommonOptions.ReplaceStale();
        Option<bool> json = CommonOptions.Json();
        var verbose = new Option<bool>("--verbose") { Description = "tell of each conversation on standard error" };
        var command = new ExplainedCommand(name, description, $"Example:\n  sockeye serve {name} :7007", "ENDPOINT") { endPoint, port, most, idle, stale, verbose, json };
        LoopEchoWords? loops = name == "echo" ? LoopEchoWords.AddTo(command) : null;
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), signals =>
        {
            if (loops?.IsMeant(parsed) == true)
            {
                using var there = Listeners.Open(EndPointWords.TakeOnly(parsed.Words(endPoint, port)), parsed.GetValue(stale), LoopEchoOptions.UsualMaxConnections);
                var log = new ServerLog(StandardError.Open(), parsed.GetValue(verbose), parsed.GetValue(json));
                return OnLoops(there, signals, loops.Read(parsed, most, idle, log), parsed.GetValue(json));
            }

            using var listeners = Listeners.Open(EndPointWords.TakeOnly(parsed.Words(endPoint, port)), parsed.GetValue(stale), parsed.GetValue(most));
            return Serve(listeners, service(), signals, new ServeOptions
            {
                MaxConnections = parsed.GetValue(most),
                Idle = parsed.GetValue(idle) == 0 ? null : parsed.Span(idle),
                Log = new ServerLog(StandardError.Open(), parsed.GetValue(verbose), parsed.GetValue(json)),
            }, parsed.GetValue(json));
        }));
        return command;
    }

    private static int Serve(Listeners listeners, IService service, Signals signals, ServeOptions options, bool json)
    {
        SayIfReachable(listeners, options.Log);
        using var server = Server.Start(listeners, service, options);
        using StreamWriter output = StandardOutput.OpenText();
        output.WriteLine(json ? JsonLine.Ready(listeners.Shown) : $"ready: listening on {listeners.Shown}");
        signals.Wait();
        server.Dispose();
        return Stopped(output, options.Log, json ? server.JsonSummary : server.Summary, json);
    }

    private static int OnLoops(Listeners listeners, Signals signals, LoopEchoOptions options, bool json)
    {
        if (listeners.Kind != SocketKind.SOCK_STREAM)
        {
            throw new UsageException("--lane, --loops, --pipe and --raw are for streams");
        }

        SayIfReachable(listeners, options.Log);
        using var server = LoopEcho.Start(listeners, options);
        using StreamWriter output = StandardOutput.OpenText();
        output.WriteLine(json ? JsonLine.Ready(listeners.Shown) : $"ready: listening on {listeners.Shown}");
        signals.Wait();
        server.Dispose();
        return Stopped(output, options.Log, json ? server.JsonSummary : server.Summary, json);
    }

    private static void SayIfReachable(Listeners listeners, ServerLog log)
    {
        if (listeners.IsBeyondLoopback)
        {
            log.Say("note: reachable from other machines");
        }
    }

    private static int Stopped(StreamWriter output, ServerLog log, string summary, bool json)
    {
        if (json)
        {
            output.WriteLine(summary);
        }
        else
        {
            log.Say(summary);
        }

        return ExitCode.Done;
    }
}
