using System.Net;
using Sockeye.Cli.Inventory;
using Sockeye.Sockets;

namespace Sockeye.Cli.Ports;

/// <summary>A port under one protocol: its service there, and who listens.</summary>
/// <param name="Port">0 to 65535.</param>
/// <param name="Protocol">"tcp", "udp" …; null where nothing is known of the port.</param>
/// <param name="Service">Null where it has no name there.</param>
/// <param name="Heard">Those that listen there.</param>
internal sealed record PortRow(int Port, string? Protocol, ServiceEntry? Service, IReadOnlyList<SocketEntry> Heard)
{
    /// <summary>A row for each service and protocol, one for listeners without a name, and one for a port that was asked for by itself and has neither.</summary>
    internal static IEnumerable<PortRow> Of(PortQuestion question, IReadOnlyList<ServiceEntry> services, IReadOnlyList<SocketEntry> sockets)
    {
        ILookup<int, ServiceEntry> named = services.ToLookup(static service => service.Port);
        ILookup<int, SocketEntry> heard = sockets.Where(Listens).ToLookup(static socket => ((IPEndPoint)socket.LocalEndPoint).Port);
        return question.Ports.SelectMany(port => Of(port, [.. named[port]], heard[port].ToLookup(ProtocolOf)) is { Count: > 0 } rows ? rows
            : question.Exact.Contains(port) ? [new PortRow(port, null, null, [])]
            : []);
    }

    private static IReadOnlyList<PortRow> Of(int port, IReadOnlyList<ServiceEntry> services, ILookup<string, SocketEntry> heard) =>
    [
        .. services.Select(service => new PortRow(port, service.Protocol, service, [.. heard[service.Protocol]])),
        .. heard.Where(group => services.All(service => service.Protocol != group.Key)).Select(group => new PortRow(port, group.Key, null, [.. group])),
    ];

    private static bool Listens(SocketEntry socket)
        => socket is { LocalEndPoint: IPEndPoint, Kind: not SocketKind.SOCK_RAW, Protocol: Sockets.Protocol.IPPROTO_TCP or Sockets.Protocol.IPPROTO_UDP } && SocketFilter.Hears(socket);

    private static string ProtocolOf(SocketEntry socket) => socket.Protocol == Sockets.Protocol.IPPROTO_TCP ? "tcp" : "udp";
}
