using System.CommandLine;
using System.Net;
using Sockeye.Cli.Endpoints;
using Sockeye.Cli.Loading;
using Sockeye.Cli.Terminals;
using Sockeye.Sockets;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye load ENDPOINT</summary>
internal static class LoadCommand
{
    private const int MostConnections = 100_000;
    private const int MostSize = 16 * 1024 * 1024;
    private const int MostDepth = 65_536;
    private const int MostRate = 10_000_000;
    private static readonly TimeSpan UsualInterval = TimeSpan.FromSeconds(1);

    private const string Explanation =
        """
        One thread keeps all connections busy and compares every byte that comes back. Without --rate each connection has --depth
        messages under way, and an answer makes room for the next: that shows what the server can do. With --rate messages go by
        the clock, and latency counts from when a message was due: that shows what its users would see.
        Ctrl-C ends it early, with exit code 130, and what was measured is told. Exit code 3 when a byte was wrong or a connection did not last.

        Example:
          sockeye load :7007 --connections 200 --rate 10000 --duration 10
        """;

    internal static Command Create()
    {
        Argument<string> endPoint = CommonOptions.EndPoint();
        Argument<string[]> port = CommonOptions.Port();
        Option<int> connections = CommonOptions.Whole("--connections", 50, 1..MostConnections, "how many, to one address");
        Option<int> size = CommonOptions.Whole("--size", 32, 1..MostSize, "bytes of a message");
        Option<int> depth = CommonOptions.Whole("--depth", 1, 1..MostDepth, "how many messages may be under way on one connection");
        Option<int?> rate = CommonOptions.WholeIfGiven("--rate", 1..MostRate, "messages a second over all connections; without it as many as the server answers");
        Option<double> duration = CommonOptions.PositiveSeconds("--duration", 5, "how long is measured");
        Option<double> warmUp = CommonOptions.Seconds("--warmup", 1, "how long the load goes on before that");
        Option<double> timeout = CommonOptions.Timeout("how long connecting may take, and a message may stay unanswered");
        Option<double> interval = CommonOptions.PositiveSeconds("--interval", UsualInterval.TotalSeconds, "how often to tell on standard error how it goes; without it only on a terminal");
        Option<bool> json = CommonOptions.Json();
        var command = new ExplainedCommand("load", "Put an echo server under load: messages a second, latencies, and whether every byte comes back.", Explanation, "ENDPOINT")
        {
            endPoint, port, connections, size, depth, rate, duration, warmUp, timeout, interval, json,
        };
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), signals =>
        {
            var options = new LoadOptions
            {
                Connections = parsed.GetValue(connections),
                Size = parsed.GetValue(size),
                Depth = parsed.GetValue(depth),
                Rate = parsed.GetValue(rate),
                Duration = parsed.Span(duration),
                WarmUp = parsed.Span(warmUp),
                Timeout = parsed.Span(timeout),
                Interval = parsed.IsGiven(interval) || (!Console.IsErrorRedirected && !parsed.GetValue(json)) ? parsed.Span(interval) : null,
            };
            if ((long)options.Connections * options.Depth > LoadOptions.MostUnderWay)
            {
                throw new UsageException($"--connections times --depth is at most {LoadOptions.MostUnderWay}: so many messages may be under way");
            }

            EndPointName name = EndPointWords.TakeOnly(parsed.Words(endPoint, port));
            return Run(name, options, parsed.GetValue(json), signals);
        }));
        return command;
    }

    private static int Run(EndPointName name, LoadOptions options, bool json, Signals signals)
    {
        LoadResult result;
        (EndPoint peer, Socket[] sockets) = LoadDialing.Dial(name, options, signals.Token);
        using (var run = new LoadRun(peer, sockets, options, signals.Token))
        {
            result = run.Run(options.Interval is TimeSpan often ? new LoadProgress(StandardError.Open(), often, json) : null);
        }

        LoadListing.Create().WriteSheet(result, json);
        if (!json)
        {
            using StreamWriter output = StandardOutput.OpenText();
            foreach (string line in LatencyDrawing.Lines(result.Tally.Latencies).Prepend(""))
            {
                output.WriteLine(line);
            }
        }

        return result.Problem is string problem ? throw new WrongAnswerException(problem)
            : result.Interrupted ? signals.Code
            : ExitCode.Done;
    }
}
