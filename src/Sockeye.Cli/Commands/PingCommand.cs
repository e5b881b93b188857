using System.CommandLine;
using Sockeye.Cli.Lookups;
using Sockeye.Cli.Pinging;
using Sockeye.Clients.Pinging;
using Sockeye.Sockets;
using Sockeye.Wire.Icmp;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye ping HOST</summary>
internal static class PingCommand
{
    private const string Explanation =
        """
        Ctrl-C ends it, and then too it says what came of it all. Exit code 0 when anything was answered, 3 when nothing was.
        A datagram socket needs this user's group within the sysctl net.ipv4.ping_group_range, a raw one root or CAP_NET_RAW.
        A raw socket tells more of why a host is unreachable.

        Example:
          sockeye ping --count 3 localhost
        """;

    internal static Command Create()
    {
        var host = new Argument<string>("HOST") { Description = "a name or an address" };
        Option<int> count = CommonOptions.Whole("--count", 0, ..int.MaxValue, "how many echoes to send; 0 goes on until Ctrl-C");
        Option<double> interval = CommonOptions.Seconds("--interval", 1, "from one echo to the next; at least 0.002");
        Option<int> size = CommonOptions.Whole("--size", 56, ..IcmpCodec.MaxData, "bytes of data in an echo; with its header it is 8 more");
        Option<double> timeout = CommonOptions.Timeout("how long an echo may stay unanswered", usual: 2);
        Option<int> timeToLive = CommonOptions.Whole("--ttl", 0, ..255, "how many routers an echo may pass; 0 leaves it to the system");
        var raw = new Option<bool>("--raw") { Description = "by a raw socket" };
        var datagram = new Option<bool>("--datagram") { Description = "by a datagram socket" };
        Option<bool> four = CommonOptions.Ipv4();
        Option<bool> six = CommonOptions.Ipv6();
        Option<bool> json = CommonOptions.Json();
        var command = new ExplainedCommand("ping", "Ask a host again and again whether it is there, and how long that takes.", Explanation)
        {
            host, count, interval, size, timeout, timeToLive, raw, datagram, four, six, json,
        };
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), signals =>
        {
            var options = new PingOptions
            {
                Interval = AtLeastTheShortest(parsed.Span(interval)),
                Size = parsed.GetValue(size),
                Timeout = parsed.Span(timeout),
                TimeToLive = parsed.GetValue(timeToLive) is > 0 and int hops ? hops : null,
                Via = parsed.OneOf(raw, datagram) switch { true => PingVia.Raw, false => PingVia.Datagram, _ => PingVia.Automatic },
                Family = parsed.Family(four, six),
            };
            string name = HostWord.Read(parsed.GetRequiredValue(host));
            using Pinger pinger = Pinger.Open(name, options, new LookupOptions { Cancellation = signals.Token });
            using var report = new PingReport(pinger, name, options, parsed.GetValue(json));
            return Run(pinger, report, parsed.GetValue(count), signals.Token);
        }));
        return command;
    }

    private static int Run(Pinger pinger, PingReport report, int count, CancellationToken stop)
    {
        report.Begin();
        try
        {
            foreach (PingAnswer answer in pinger.PingMany(count == 0 ? null : count, stop))
            {
                report.Tell(answer);
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how one ends a ping: the end is told as any other.
        }

        report.End();
        return pinger.Statistics.Received > 0 ? ExitCode.Done : ExitCode.Network;
    }

    private static TimeSpan AtLeastTheShortest(TimeSpan interval) => interval >= PingOptions.ShortestInterval
        ? interval
        : throw new UsageException(FormattableString.Invariant($"--interval takes seconds, at least {PingOptions.ShortestInterval.TotalSeconds}, and not '{interval.TotalSeconds}': no network is to be flooded"));
}
