using System.CommandLine;
using Sockeye.Cli.Inventory;
using Sockeye.Sockets;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye sockets [--listening] [--tcp …] [--port N] [--process WORD] [--json]</summary>
internal static class SocketsCommand
{
    private const string Explanation =
        """
        recv-q: bytes that came and that the program has not read (datagrams: with the kernel's overhead); of a TCP listener,
        connections that wait to be accepted. send-q: bytes written and not acknowledged.
        What /proc does not tell is left empty: queues, peer and user of Unix sockets, and the processes of other users
        unless you are root. TIME_WAIT has no process: its program has closed it already.

        Example:
          sockeye sockets --listening --tcp
        """;

    internal static Command Create()
    {
        var listening = new Option<bool>("--listening") { Description = "only what strangers may speak to: listeners, and datagram sockets without a peer" };
        Option<bool>[] protocols = [Only("tcp"), Only("udp"), Only("icmp"), Only("raw"), Only("unix")];
        Option<int?> port = CommonOptions.WholeIfGiven("--port", 1..ushort.MaxValue, "only with this port, on either side");
        var process = new Option<string?>("--process") { HelpName = "NAME|PID", Description = "only those of a process: its number, or part of its program's name" };
        Option<bool> json = CommonOptions.Json();
        var command = new ExplainedCommand("sockets", "List this machine's sockets: state, queues, both ends, and whose they are.", Explanation) { listening };
        foreach (Option<bool> protocol in protocols)
        {
            command.Add(protocol);
        }

        command.Add(port);
        command.Add(process);
        command.Add(json);
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), _ =>
        {
            if (parsed.GetValue(process) is string owner && string.IsNullOrWhiteSpace(owner))
            {
                throw new UsageException("--process takes a number or a part of a program's name, and not ''");
            }

            var filter = new SocketFilter
            {
                Listening = parsed.GetValue(listening),
                Protocols = [.. protocols.Where(parsed.GetValue).Select(static option => option.Name.TrimStart('-'))],
                Port = parsed.GetValue(port),
                Process = parsed.GetValue(process),
            };
            SocketListing.Create().Write(SocketListing.Sorted(SocketTable.Read().Where(filter.Takes)), parsed.GetValue(json), "no socket is like that");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Option<bool> Only(string protocol) => new($"--{protocol}") { Description = $"only {protocol}; several of these add up" };
}
