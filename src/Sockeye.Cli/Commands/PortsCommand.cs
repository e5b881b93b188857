using System.CommandLine;
using System.Net;
using Sockeye.Cli.Lookups;
using Sockeye.Cli.Ports;
using Sockeye.Cli.Terminals;
using Sockeye.Sockets;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye ports [NAME|NUMBER|FROM-TO…] [--scan HOST] [--json]</summary>
internal static class PortsCommand
{
    private const int MostWithoutAsking = 1024;

    private const string Explanation =
        """
        Without words: the classes of ports, as courses teach them, as IANA divides them, and as this system is set.
        With words: service, class, and who listens there on this machine; of a range, the ports that have a name or a listener.

        --scan tries to connect to each TCP port of a host (1-1024 where none are given), 32 at a time, and closes what it gets.
        Scan only machines that are yours, or whose owner lets you: others may take it for an attack.
        open: accepted. closed: refused. filtered: no answer in time, or something on the way says no. A name with several
        addresses is tried at each that there is a way to: open where one of them accepts, closed where one refuses.

        Example:
          sockeye ports http 8000-8100
        """;

    internal static Command Create()
    {
        var words = new Argument<string[]>("PORT") { Arity = ArgumentArity.ZeroOrMore, Description = "a service's name, a number from 0 to 65535, or FROM-TO" };
        var scan = new Option<string?>("--scan") { HelpName = "HOST", Description = "see which of these ports of a host take connections" };
        Option<double> timeout = CommonOptions.PositiveSeconds("--timeout", 1, "scan: how long one port may take at an address, and before that the lookup");
        var many = new Option<bool>("--many") { Description = $"scan: more than {MostWithoutAsking} ports" };
        Option<bool> four = CommonOptions.Ipv4();
        Option<bool> six = CommonOptions.Ipv6();
        Option<bool> json = CommonOptions.Json();
        var command = new ExplainedCommand("ports", "What ports mean and who listens there; or which ones of a host are open.", Explanation, "[NAME|NUMBER|FROM-TO …]") { words, scan, timeout, many, four, six, json };
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), signals =>
        {
            ServiceEntry[] services = [.. Names.GetServices().Where(PortListing.HasPort)];
            string[] asked = parsed.GetValue(words) ?? [];
            if (parsed.GetValue(scan) is string host)
            {
                var options = new LookupOptions { Timeout = parsed.Span(timeout), Cancellation = signals.Token };
                PortQuestion question = PortQuestion.Read(asked.Length == 0 ? [$"1-{MostWithoutAsking}"] : asked, services);
                if (question.Ports.Count > MostWithoutAsking && !parsed.GetValue(many))
                {
                    throw new UsageException($"{question.Ports.Count} ports are many for a scan: with --many it goes beyond {MostWithoutAsking}");
                }

                Scan(HostWord.Read(host), parsed.Family(four, six), question.Ports, options, parsed.GetValue(json));
            }
            else if (new Option[] { timeout, many, four, six }.FirstOrDefault(parsed.IsGiven) is Option lonely)
            {
                throw new UsageException($"{lonely.Name} is for --scan, and there is none");
            }
            else if (asked.Length == 0)
            {
                PortListing.Classes.Write(new PortClasses(PortSettings.OfThisSystem()).All, parsed.GetValue(json), "");
            }
            else
            {
                PortQuestion question = PortQuestion.Read(asked, services);
                PortListing.Ports(new PortClasses(PortSettings.OfThisSystem()))
                    .Write(PortRow.Of(question, services, SocketTable.Read()), parsed.GetValue(json), "no port there has a name or a listener");
            }

            return ExitCode.Done;
        }));
        return command;
    }

    private static void Scan(string host, Family family, IReadOnlyList<int> ports, LookupOptions options, bool json)
    {
        if (ports[0] == 0)
        {
            throw new UsageException("nobody listens at port 0: a scan begins at 1");
        }

        IPAddress[] all = [.. Names.GetAddrInfo(host, 0, family, SocketKind.SOCK_STREAM, options: options).Select(static one => ((IPEndPoint)one.EndPoint).Address).Distinct()];
        IReadOnlyList<IPAddress> addresses = PortScan.WithAWay(all, ports[0]);
        string shown = host == addresses[0].ToString() ? host : $"{host} ({string.Join(", ", addresses)})";
        IReadOnlyList<ScannedPort> found = PortScan.Run(addresses, ports, options.Timeout!.Value, options.Cancellation);
        ScanListing.Create(host, addresses.Count > 1, Names.GetServices()).Write(json ? found : ScanListing.Worth(found), json, "none of them is open");
        if (!json)
        {
            using StreamWriter output = StandardOutput.OpenText();
            output.WriteLine("\n" + ScanListing.Summary(shown, found));
        }
    }
}
