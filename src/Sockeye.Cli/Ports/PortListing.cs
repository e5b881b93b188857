using System.Globalization;
using System.Net;
using Sockeye.Cli.Inventory;
using Sockeye.Cli.Terminals;
using Sockeye.Sockets;

namespace Sockeye.Cli.Ports;

/// <summary>Ports as tables: the classes, and what is known of single ones.</summary>
internal static class PortListing
{
    internal static Listing<PortClasses.Row> Classes { get; } = new(
        new("class", static row => row.Class),
        new("ports", static row => row.Ranges.Select(static range => range.ToString())) { Shown = static row => row.Ranges.Count == 0 ? "none" : string.Join(", ", row.Ranges) },
        new("says", static row => row.Source),
        new("meaning", static row => row.Meaning));

    internal static Listing<int> Ports(PortClasses classes, IReadOnlyList<ServiceEntry> services, IReadOnlyList<SocketEntry> sockets)
    {
        ILookup<int, ServiceEntry> named = services.ToLookup(static service => service.Port);
        ILookup<int, SocketEntry> heard = Listeners(sockets);
        return new Listing<int>(
            new("port", static port => port),
            new("service", port => named[port].Select(static service => service.Name).Distinct()),
            new("protocol", port => named[port].Select(static service => service.Protocol).Distinct()),
            new("also called", port => named[port].SelectMany(static service => service.Aliases).Distinct()),
            new("class", port => classes.Of(port, here: false)),
            new("iana", classes.IanaClass) { Heading = "IANA" },
            new("here", port => classes.Of(port, here: true)),
            new("listening", port => heard[port].Select(static socket => $"{SocketWords.Protocol(socket)} {((IPEndPoint)socket.LocalEndPoint).Address}{Owner(socket)}")));
    }

    /// <summary>Those to show: all that were asked for one by one, and of a range those that have a name or a listener.</summary>
    internal static IEnumerable<int> Worth(PortQuestion question, IReadOnlyList<ServiceEntry> services, IReadOnlyList<SocketEntry> sockets)
    {
        HashSet<int> known = [.. services.Select(static service => service.Port)];
        ILookup<int, SocketEntry> heard = Listeners(sockets);
        return question.Ports.Where(port => question.Exact.Contains(port) || known.Contains(port) || heard.Contains(port));
    }

    private static ILookup<int, SocketEntry> Listeners(IReadOnlyList<SocketEntry> sockets)
        => sockets.Where(static socket => socket is { LocalEndPoint: IPEndPoint, Kind: not SocketKind.SOCK_RAW, Protocol: Protocol.IPPROTO_TCP or Protocol.IPPROTO_UDP } && SocketFilter.Hears(socket))
            .ToLookup(static socket => ((IPEndPoint)socket.LocalEndPoint).Port);

    private static string Owner(SocketEntry socket)
        => socket.Owners.Count == 0 ? "" : $" {socket.Owners[0].Program} ({socket.Owners[0].ProcessId.ToString(CultureInfo.InvariantCulture)})";
}
