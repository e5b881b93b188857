using System.CommandLine;
using System.Net;
using Sockeye.Cli.Lookups;
using Sockeye.Sockets;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye reverse ADDRESS [--flags F,…] [--json]</summary>
internal static class ReverseCommand
{
    private const string Explanation =
        """
        The names that gethostbyaddr(3) tells, and what getnameinfo(3) makes of the address and its port. An address without a
        name is an error (exit code 3), but for NI_NUMERICHOST, which wants none.

        Example:
          sockeye reverse 127.0.0.1:80 --flags NI_NUMERICSERV
        """;

    internal static Command Create()
    {
        var address = new Argument<string>("ADDRESS") { Description = "an IPv4 or IPv6 address; with a port as 127.0.0.1:80 or [::1]:80" };
        var flags = new Option<string[]>("--flags") { HelpName = "NI_…", Description = "flags of getnameinfo, with commas between them or the option again", DefaultValueFactory = static _ => [] };
        Option<double> timeout = CommonOptions.Timeout("how long the lookup may take");
        Option<bool> json = CommonOptions.Json();
        var command = new ExplainedCommand("reverse", "From an address to its names.", Explanation, "ADDRESS") { address, flags, timeout, json };
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), signals =>
        {
            string word = parsed.GetRequiredValue(address);
            string? scope = Scope(word);
            if (!IPEndPoint.TryParse(word, out IPEndPoint? at) || scope is "")
            {
                throw new UsageException($"'{word}' is no address such as 127.0.0.1, [::1]:80 or fe80::1%eth0; sockeye host takes names");
            }

            // .NET leaves out a scope that it does not know.
            if (scope is not null && !scope.All(char.IsAsciiDigit))
            {
                Names.IfNameToIndex(scope);
            }

            NameInfoFlags wanted = HeaderWord.ReadAll<NameInfoFlags>("--flags", parsed.GetValue(flags) ?? [], "NI_");
            ReverseReport.Listing.WriteSheet(ReverseReport.Of(at, wanted, parsed.Lookup(timeout, signals)), parsed.GetValue(json));
            return ExitCode.Done;
        }));
        return command;
    }

    // What stands behind the % of fe80::1%eth0, or of [fe80::1%eth0]:80.
    private static string? Scope(string word)
    {
        int percent = word.IndexOf('%', StringComparison.Ordinal);
        return percent < 0 ? null : word[(percent + 1)..].Split(']')[0];
    }
}
