using System.Globalization;

namespace Sockeye.Sockets;

/// <summary>An option of a socket: the layer it belongs to and its number there. See getsockopt(2).</summary>
/// <param name="Level">The layer: a number of <see cref="SocketLevel"/> or of <see cref="Protocol"/>.</param>
/// <param name="Number">The option's number at that layer.</param>
/// <remarks>
/// The named options carry their header names, so <c>using static Sockeye.Sockets.SocketOption;</c> lets you write
/// <c>SO_KEEPALIVE</c>. Any other option is <c>new SocketOption(level, number)</c>. The numbers are Linux's own, the same on
/// x64 and arm64. A name that says since which Linux it exists gives ENOPROTOOPT on older ones.
/// </remarks>
public readonly partial record struct SocketOption(int Level, int Number)
{
    /// <summary>An option by its layer's name and its number.</summary>
    /// <param name="level">The layer.</param>
    /// <param name="number">The option's number at that layer.</param>
    public SocketOption(SocketLevel level, int number)
        : this((int)level, number)
    {
    }

    /// <summary>The option of the same number at another level.</summary>
    /// <param name="level">The layer: a number of <see cref="SocketLevel"/> or of <see cref="Protocol"/>.</param>
    /// <remarks>
    /// Made for the <c>MCAST_</c> options, which have one number for IPv4 and IPv6: they are named at the level of IPv4, and
    /// <c>MCAST_JOIN_GROUP.AtLevel((int)Protocol.IPPROTO_IPV6)</c> is the one for IPv6.
    /// </remarks>
    public SocketOption AtLevel(int level) => new(level, Number);

    /// <summary>The header name of the option ("SO_KEEPALIVE"), or "level 1 option 999" for one without a name here.</summary>
    /// <remarks>Where a number has several names, the usual one. At the level of IPv6 the <c>MCAST_</c> names are known too.</remarks>
    public override string ToString() =>
        Name ?? string.Create(CultureInfo.InvariantCulture, $"level {Level} option {Number}");

    // Tables written as code, not found by reflection: they survive trimming and cost nothing at start.
    private string? Name => Level switch
    {
        (int)SocketLevel.SOL_SOCKET => SocketName(Number),
        (int)SocketLevel.SOL_IP => IpName(Number),
        (int)SocketLevel.SOL_TCP => TcpName(Number),
        (int)SocketLevel.SOL_UDP => UdpName(Number),
        (int)Protocol.IPPROTO_UDPLITE => UdpLiteName(Number),
        (int)SocketLevel.SOL_CAN_RAW => CanRawName(Number),
        (int)SocketLevel.SOL_CAN_ISOTP => CanIsoTpName(Number),
        (int)SocketLevel.SOL_CAN_J1939 => CanJ1939Name(Number),
        (int)SocketLevel.SOL_PACKET => PacketName(Number),
        (int)SocketLevel.SOL_NETLINK => NetlinkName(Number),
        (int)SocketLevel.SOL_TIPC => TipcName(Number),
        (int)SocketLevel.SOL_ALG => AlgName(Number),
        (int)Family.AF_VSOCK => VsockName(Number),
        (int)SocketLevel.SOL_IPV6 => Ipv6Name(Number) ?? (Number is >= 42 and <= 48 ? IpName(Number) : null),
        _ => null,
    };
}
