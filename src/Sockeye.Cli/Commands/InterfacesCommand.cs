using System.CommandLine;
using Sockeye.Cli.Lookups;
using Sockeye.Sockets;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye interfaces [NAME] [--json]</summary>
internal static class InterfacesCommand
{
    private const string Explanation =
        """
        Addresses have their prefix length behind them: 127.0.0.1/8 is in the network of its first 8 bits.

        Example:
          sockeye interfaces lo
        """;

    internal static Command Create()
    {
        var name = new Argument<string?>("NAME") { Arity = ArgumentArity.ZeroOrOne, Description = "only this one" };
        Option<bool> json = CommonOptions.Json();
        var command = new ExplainedCommand("interfaces", "List this machine's network interfaces and their addresses.", Explanation, "[NAME]") { name, json };
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), _ =>
        {
            int? only = parsed.GetValue(name) is string one ? Names.IfNameToIndex(one) : null;
            InterfaceReport.Listing.Write(InterfaceReport.All().Where(found => only is null || found.Index == only), parsed.GetValue(json), "there is none");
            return ExitCode.Done;
        }));
        return command;
    }
}
