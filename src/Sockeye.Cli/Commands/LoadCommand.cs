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
    private static readonly TimeSpan UsualInterval = TimeSpan.FromSeconds(1);     // on a terminal

    private const string Explanation =
        """
        One thread keeps all connections busy and compares every byte that comes back. Without --rate each connection has --depth
        messages under way, and an answer makes room for the next: that shows what the server can do. With --rate messages go by
        the clock, and latency counts from when a message was due: that shows what its users would see.
        Throughput and latencies are of the messages that came back right within the measured time, and of no others.
        Ctrl-C ends it early, with exit code 130, and what was measured is told. Exit code 3 when a byte was wrong, a connection did
        not last, or nothing came back within the measured time.

        What it tells (with --json one object; null where there is nothing to tell, a latency where no message came back):
          messages, messages_per_second, bytes_per_second   that came back right; bytes in one direction
          p50_us p90_us p99_us p999_us max_us mean_us       latencies in microseconds: half of the messages took at most p50_us
          histogram_below_us, histogram_messages            two lists: how many messages took less than that many microseconds, and not
                                                            less than the number before; together they are messages
          dead_seconds                                      time without any answer, in whole slots of 0.01 s; null below --rate 1000,
                                                            where empty slots are no wonder
          processor_us_per_message, processors              processor time of this side: microseconds for a message; how many processors
                                                            it kept busy. Near 1 it is this side that is measured, and not the server
          unsent                                            messages: with --rate, had come due and found no room within --depth
          unanswered                                        messages: sent, and no whole answer came, on connections that were lost or
                                                            when Ctrl-C ended it; they are no latencies
          wrong                                             messages that came back changed, within the measured time
          late, late_max_us                                 messages that came back right after it, and the longest of their latencies
          closed, reset, timed_out, surplus                 connections that did not last: the server closed it; it broke; a message had no
                                                            answer within --timeout; more bytes came back than were sent
          seconds, waited_seconds                           how long was measured; how long messages still under way were waited for then
          allocated_bytes                                   memory that this side allocated meanwhile: near 0, or its own pauses are measured
          endpoint, connections, size, depth, rate          what was asked for; rate is null without --rate
          interrupted                                       true when Ctrl-C or SIGTERM ended it

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
        Option<double?> interval = CommonOptions.PositiveSecondsIfGiven("--interval", "tell on standard error how it goes, so often; without it every second on a terminal, and else not at all");
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
                Interval = parsed.GetValue(interval) is double often ? TimeSpan.FromSeconds(often)
                    : Console.IsErrorRedirected || parsed.GetValue(json) ? null
                    : UsualInterval,
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
            result = run.Run(new LoadProgress(StandardError.Open(), options.Interval, json));
        }

        LoadListing.Create().WriteSheet(result, json);
        if (!json && result.Tally.Messages > 0)
        {
            using StreamWriter output = StandardOutput.OpenText();
            foreach (string line in LatencyDrawing.Lines(result.Tally.Latencies).Prepend(""))
            {
                output.WriteLine(line);
            }
        }

        return result.Problem is Exception problem ? throw problem
            : result.Interrupted ? signals.Code
            : ExitCode.Done;
    }
}
