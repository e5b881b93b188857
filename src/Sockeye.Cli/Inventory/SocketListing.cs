using System.Net;
using Sockeye.Cli.Terminals;
using Sockeye.Sockets;

namespace Sockeye.Cli.Inventory;

/// <summary>Sockets as a table: by protocol, those that listen first, then by port.</summary>
internal static class SocketListing
{
    private static readonly string[] Order = ["tcp", "udp", "icmp", "raw", "unix"];

    internal static IEnumerable<SocketEntry> Sorted(IEnumerable<SocketEntry> sockets)
        => sockets
            .OrderBy(static socket => Array.IndexOf(Order, SocketWords.Protocol(socket).Split(' ')[0].TrimEnd('6')))
            .ThenBy(static socket => socket.State != TcpState.Listen)
            .ThenBy(static socket => SocketFilter.PortOf(socket.LocalEndPoint))
            .ThenBy(static socket => socket.Family);

    internal static Listing<SocketEntry> Create()
    {
        var users = UserNames.OfThisMachine();
        return new Listing<SocketEntry>(
            new("protocol", SocketWords.Protocol),
            new("state", SocketWords.State),
            new("receive queue", static socket => socket.ReceiveQueue) { Heading = "recv-q" },
            new("send queue", static socket => socket.SendQueue) { Heading = "send-q" },
            new("local", Local) { Shown = static socket => Bare(Local(socket)) },
            new("remote", static socket => socket.RemoteEndPoint?.ToString()),
            new("user", socket => socket.UserId is long user ? users.Of(user) : null),
            new("process", static socket => socket.Owners.Select(static owner => owner.Program))
            {
                Shown = static socket => string.Join(", ", socket.Owners.Select(static owner => $"{owner.Program} ({owner.ProcessId})")),
            },
            new("pid", static socket => socket.Owners.Select(static owner => owner.ProcessId)) { JsonOnly = true },
            new("uid", static socket => socket.UserId) { JsonOnly = true },
            new("inode", static socket => socket.Inode) { JsonOnly = true },
            new("family", static socket => socket.Family.ToString()) { JsonOnly = true },
            new("kind", static socket => socket.Kind.ToString()) { JsonOnly = true });
    }

    // A raw socket has no port.
    private static string Local(SocketEntry socket)
        => (socket is { Kind: SocketKind.SOCK_RAW, LocalEndPoint: IPEndPoint raw } ? raw.Address.ToString() : socket.LocalEndPoint.ToString()) ?? "";

    // The column of the protocol says "unix" already.
    private static string Bare(string address)
        => address is "unix:(unnamed)" ? "" : address.StartsWith("unix:", StringComparison.Ordinal) ? address["unix:".Length..] : address;
}
