using System.Net;

namespace Sockeye.Sockets.Tests;

/// <summary>Sockets to try options on.</summary>
internal static class OptionsScene
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The kinds that have most options between them.</summary>
    internal static string[] Kinds { get; } = ["tcp4", "tcp6", "udp4", "udp6", "unix stream", "unix datagram", "unix seqpacket"];

    internal static Socket Make(string kind) => kind switch
    {
        "tcp4" => new Socket(),
        "tcp6" => new Socket(Family.AF_INET6),
        "udp4" => new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM),
        "udp6" => new Socket(Family.AF_INET6, SocketKind.SOCK_DGRAM),
        "unix stream" => new Socket(Family.AF_UNIX),
        "unix datagram" => new Socket(Family.AF_UNIX, SocketKind.SOCK_DGRAM),
        "unix seqpacket" => new Socket(Family.AF_UNIX, SocketKind.SOCK_SEQPACKET),
        _ => throw new ArgumentException(kind, nameof(kind)),
    };

    internal static IPEndPoint Loopback(Family family) => new(family == Family.AF_INET6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, 0);

    /// <summary>A TCP connection over loopback.</summary>
    internal static (Socket Client, Socket Server) Connect(Family family = Family.AF_INET)
    {
        using Socket listener = Socket.CreateServer(Loopback(family));
        Socket client = Socket.CreateConnection(listener.LocalEndPoint);
        Socket server = listener.Accept();
        client.Timeout = server.Timeout = Patience;
        return (client, server);
    }
}
