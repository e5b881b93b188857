using Sockeye.Cli.Terminals;
using Sockeye.Sockets;

namespace Sockeye.Cli.Ports;

/// <summary>The ports of a scan as a table: open ones always, of the others only a few.</summary>
internal static class ScanListing
{
    private const int Few = 16;

    internal static Listing<ScannedPort> Create(string host, bool several, IReadOnlyList<ServiceEntry> services)
    {
        ILookup<int, string> named = services.Where(static service => service.Protocol == "tcp").ToLookup(static service => service.Port, static service => service.Name);
        return new Listing<ScannedPort>(
            new("port", static port => port.Port),
            new("state", static port => port.State),
            new("service", port => named[port.Port].FirstOrDefault()),
            new("address", static port => port.At.Address.ToString()) { JsonOnly = !several },
            new("reason", static port => port.Reason),
            new("host", _ => host) { JsonOnly = true });
    }

    internal static IEnumerable<ScannedPort> Worth(IReadOnlyList<ScannedPort> ports)
        => ports.GroupBy(static port => port.State)
            .Where(static state => state.Key == ScannedPort.Open || state.Count() <= Few)
            .SelectMany(static state => state)
            .OrderBy(static port => port.Port);

    internal static string Summary(string host, IReadOnlyList<ScannedPort> ports)
        => $"{ports.Count} {(ports.Count == 1 ? "port" : "ports")} of {host}: {Count(ports, ScannedPort.Open)}, {Count(ports, ScannedPort.Closed)}, {Count(ports, ScannedPort.Filtered)}";

    private static string Count(IReadOnlyList<ScannedPort> ports, string state) => $"{ports.Count(port => port.State == state)} {state}";
}
