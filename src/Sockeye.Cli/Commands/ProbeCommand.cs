using System.CommandLine;
using Sockeye.Cli.Probing;
using Sockeye.Cli.Terminals;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye probe</summary>
internal static class ProbeCommand
{
    private const string Explanation =
        """
        Each row is tried, by this process and with its rights: under another user, in a container or with other limits the
        answers are others. Nothing leaves the machine. Exit code 0 whatever is found.

        Example:
          sockeye probe
        """;

    internal static Command Create()
    {
        Option<bool> json = CommonOptions.Json();
        var command = new ExplainedCommand("probe", "What works for sockets on this machine, and why not, and what to do.", Explanation) { json };
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), _ =>
        {
            var listing = new Listing<ProbeRow>(
                new("name", static row => row.Name) { Heading = "what" },
                new("works", static row => row.Word),
                new("value", static row => row.Value) { Heading = "found" },
                new("reason", static row => row.Reason) { Heading = "why, and what to do" });
            listing.Write(Probe.Run(), parsed.GetValue(json), "");
            return ExitCode.Done;
        }));
        return command;
    }
}
