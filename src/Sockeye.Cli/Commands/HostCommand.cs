using System.CommandLine;
using Sockeye.Cli.Lookups;
using Sockeye.Sockets;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye host [NAME] [--json]</summary>
internal static class HostCommand
{
    private const string Explanation =
        """
        Without a name: who am I? This machine's name, its full name, the addresses that the name stands for, and those that
        its interfaces have. With one: the canonical name, the aliases, and all addresses of that host.

        Example:
          sockeye host localhost
        """;

    internal static Command Create()
    {
        var name = new Argument<string?>("NAME") { Arity = ArgumentArity.ZeroOrOne, Description = "a host's name or address; this machine where it is missing" };
        Option<double> timeout = CommonOptions.Timeout("how long the lookup may take");
        Option<bool> json = CommonOptions.Json();
        var command = new ExplainedCommand("host", "Who am I, or who is that: names and addresses of a host.", Explanation, "[NAME]") { name, timeout, json };
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), signals =>
        {
            LookupOptions options = parsed.Lookup(timeout, signals);
            HostReport report = parsed.GetValue(name) is string host ? HostReport.Of(HostWord.Read(host), options) : HostReport.OfThisMachine(options);
            HostReport.Listing.WriteSheet(report, parsed.GetValue(json));
            return ExitCode.Done;
        }));
        return command;
    }
}
