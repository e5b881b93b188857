using System.Globalization;
using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Cli.Inventory;

/// <summary>Which sockets somebody asked for; what is not said leaves nothing out.</summary>
internal sealed record SocketFilter
{
    /// <summary>The first words of <see cref="SocketWords.Protocol"/> without the 6: tcp, udp, icmp, raw, unix. Empty for all.</summary>
    internal IReadOnlyList<string> Protocols { get; init; } = [];

    internal bool Listening { get; init; }

    /// <summary>On either side.</summary>
    internal int? Port { get; init; }

    /// <summary>A process number, or part of a program's name.</summary>
    internal string? Process { get; init; }

    internal bool Takes(SocketEntry socket)
        => (Protocols.Count == 0 || Protocols.Contains(SocketWords.Protocol(socket).Split(' ')[0].TrimEnd('6')))
            && (!Listening || Hears(socket))
            && (Port is not int port || PortOf(socket.LocalEndPoint) == port || PortOf(socket.RemoteEndPoint) == port)
            && (Process is not string process || socket.Owners.Any(owner => Is(owner, process)));

    /// <summary>True for what strangers may speak to: a listener, or a datagram or raw socket without a peer.</summary>
    internal static bool Hears(SocketEntry socket)
        => socket.State == TcpState.Listen
            || (socket is { State: TcpState.Close, Kind: SocketKind.SOCK_DGRAM or SocketKind.SOCK_RAW, LocalEndPoint: not UnixEndPoint { IsUnnamed: true } });

    internal static int? PortOf(EndPoint? address) => (address as IPEndPoint)?.Port;

    private static bool Is(SocketOwner owner, string process)
        => int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? owner.ProcessId == number
            : owner.Program.Contains(process, StringComparison.OrdinalIgnoreCase);
}
