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
        Each conversation has a thread; serve echo takes event loops instead, for tens of thousands of them, with --lane or --loops.

        For scripts: SIGTERM stops it, as Ctrl-C does. It stops listening, closes what is open, removes its Unix socket file, says
        on standard error how many there were ("stopped: …") and ends with exit code 0. A second signal, a second later, ends it at once.

        Example:
          sockeye serve sum :7007

        Example for a script:
          sockeye serve echo unix:/tmp/echo & server=$!
          …
          kill $server; wait $server
        """;

    private const string EchoExample =
        """
        On event loops every connection of the same loop shares a thread, and an idle client is not disconnected.
        SIGTERM and Ctrl-C stop it: see sockeye serve --help.

        Example:
          sockeye serve echo :7007
          sockeye serve echo :7007 --lane guarded --loops 1
        """;

    private const string SumExample =
        """
        SIGTERM and Ctrl-C stop it: see sockeye serve --help.

        Example:
          sockeye serve sum :7007
        """;

    internal static Command Create()
    {
        var serve = new ExplainedCommand("serve", "Serve until Ctrl-C or SIGTERM.", Explanation)
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
        bool hasLoops = name == "echo";
        Option<int?> most = CommonOptions.WholeIfGiven("--max-connections", 1..100_000, $"more clients at once are turned away; each costs a thread [default: {ServeOptions.UsualMaxConnections}{(hasLoops ? $"; on event loops, where it costs none, {LoopEchoOptions.UsualMaxConnections}" : "")}]");
        Option<double?> idle = CommonOptions.SecondsIfGiven("--idle", $"a client that says nothing for so long is disconnected; 0 for never [default: {ServeOptions.UsualIdle.TotalSeconds}{(hasLoops ? "; not for event loops, where it is never" : "")}]");
        Option<bool> stale = CommonOptions.ReplaceStale();
        Option<bool> json = CommonOptions.Json();
        var verbose = new Option<bool>("--verbose") { Description = "tell of each conversation on standard error" };
        var command = new ExplainedCommand(name, description, hasLoops ? EchoExample : SumExample, "ENDPOINT") { endPoint, port, most, idle, stale, verbose, json };
        LoopEchoWords? loops = hasLoops ? LoopEchoWords.AddTo(command) : null;
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), signals =>
        {
            if (loops?.IsMeant(parsed) == true)
            {
                using var there = Listeners.Open(EndPointWords.TakeOnly(parsed.Words(endPoint, port)), parsed.GetValue(stale), LoopEchoOptions.UsualMaxConnections);
                var log = new ServerLog(StandardError.Open(), parsed.GetValue(verbose), parsed.GetValue(json));
                return OnLoops(there, signals, loops.Read(parsed, most, idle, log), parsed.GetValue(json));
            }

            int room = parsed.GetValue(most) ?? ServeOptions.UsualMaxConnections;
            double patience = parsed.GetValue(idle) ?? ServeOptions.UsualIdle.TotalSeconds;
            using var listeners = Listeners.Open(EndPointWords.TakeOnly(parsed.Words(endPoint, port)), parsed.GetValue(stale), room);
            return Serve(listeners, service(), signals, new ServeOptions
            {
                MaxConnections = room,
                Idle = patience == 0 ? null : TimeSpan.FromSeconds(patience),
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
