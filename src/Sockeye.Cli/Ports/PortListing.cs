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

    internal static Listing<PortRow> Ports(PortClasses classes) => new(
        new("port", static row => row.Port),
        new("service", static row => row.Service?.Name),
        new("protocol", static row => row.Protocol),
        new("also called", static row => row.Service?.Aliases ?? []),
        new("class", row => classes.Of(row.Port, here: false)),
        new("iana", row => classes.IanaClass(row.Port)) { Heading = "IANA" },
        new("here", row => classes.Of(row.Port, here: true)),
        new("listening", static row => row.Heard.Select(static socket => $"{SocketWords.Protocol(socket)} {((IPEndPoint)socket.LocalEndPoint).Address}{Owner(socket)}")));

    /// <summary>False for a service whose number is that of another thing, such as AppleTalk's sockets (ddp).</summary>
    internal static bool HasPort(ServiceEntry service) => service.Protocol is "tcp" or "udp" or "sctp" or "dccp" or "udplite";

    private static string Owner(SocketEntry socket)
        => socket.Owners.Count == 0 ? "" : $" {socket.Owners[0].Program} ({socket.Owners[0].ProcessId.ToString(CultureInfo.InvariantCulture)})";
}
