using System.CommandLine;
using Sockeye.Cli.Lookups;
using Sockeye.Cli.Terminals;
using Sockeye.Sockets;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye resolve HOST [SERVICE] [--family F] [--type T] [--proto P] [--flags F,…] [--json]</summary>
internal static class ResolveCommand
{
    private const string Explanation =
        """
        What getaddrinfo(3) answers, in the order in which a client would try it. Constants are written as in C (AF_INET6), in
        any case and without their prefix too (inet6), or as numbers; families also as 4, 6, ipv4, ipv6.
        A HOST of '' is this machine: loopback, or every address with AI_PASSIVE.

        Example:
          sockeye resolve localhost http --type stream --flags AI_CANONNAME
        """;

    private static readonly Listing<AddressInfo> Answers = new(
        new("family", static one => one.Family.ToString()),
        new("type", static one => one.Kind.ToString()),
        new("protocol", static one => one.Protocol.ToString()),
        new("canonical name", static one => one.CanonicalName),
        new("socket address", static one => one.EndPoint.ToString()));

    internal static Command Create()
    {
        var host = new Argument<string>("HOST") { Description = "a name or an address" };
        var service = new Argument<string?>("SERVICE") { Arity = ArgumentArity.ZeroOrOne, Description = "a service's name or a port" };
        var family = new Option<string?>("--family") { HelpName = "AF_…", Description = "only this family" };
        var kind = new Option<string?>("--type") { HelpName = "SOCK_…", Description = "only this type: stream, dgram, raw" };
        var protocol = new Option<string?>("--proto") { HelpName = "IPPROTO_…", Description = "only this protocol: tcp, udp …" };
        var flags = new Option<string[]>("--flags") { HelpName = "AI_…", Description = "flags, with commas between them or the option again", DefaultValueFactory = static _ => [] };
        Option<double> timeout = CommonOptions.Timeout("how long the lookup may take");
        Option<bool> json = CommonOptions.Json();
        var command = new ExplainedCommand("resolve", "From a host and a service to socket addresses.", Explanation, "HOST [SERVICE]") { host, service, family, kind, protocol, flags, timeout, json };
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), signals =>
        {
            var hints = AddressHints.Read(parsed.GetValue(family), parsed.GetValue(kind), parsed.GetValue(protocol), parsed.GetValue(flags) ?? []);
            string name = HostWord.Read(parsed.GetRequiredValue(host));
            Answers.Write(hints.Ask(name.Length == 0 ? null : name, parsed.GetValue(service) ?? (name.Length == 0 ? "0" : null), parsed.Lookup(timeout, signals)), parsed.GetValue(json), "");
            return ExitCode.Done;
        }));
        return command;
    }
}
