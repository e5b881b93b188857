using System.Globalization;
using System.Reflection;

namespace Sockeye.Sockets.Tests;

/// <summary>A constant that the library knows and what the C headers must say of it.</summary>
/// <param name="Name">The header name.</param>
/// <param name="Claim">A C expression that is true if the constant is right.</param>
internal sealed record HeaderConstant(string Name, string Claim)
{
    /// <summary>Every named option of <see cref="SocketOption"/>.</summary>
    public static IReadOnlyList<(string Name, SocketOption Option)> Options { get; } =
    [
        .. from property in typeof(SocketOption).GetProperties(BindingFlags.Public | BindingFlags.Static)
           select (property.Name, (SocketOption)property.GetValue(null)!),
    ];

    /// <summary>Every constant there is, by the library's own list, and the level of each option.</summary>
    public static IReadOnlyList<HeaderConstant> All { get; } =
    [
        .. from prefix in Constants.Prefixes
           from constant in Constants.WithPrefix(prefix)
           select new HeaderConstant(constant.Name, string.Create(CultureInfo.InvariantCulture, $"({constant.Name}) == ({constant.Value}L)")),
        .. Options.Select(static known => new HeaderConstant(known.Name, $"({LevelOf(known.Name)}) == ({known.Option.Level})")),
    ];

    private static string LevelOf(string option) => option.Split('_') switch
    {
        ["SO", "J1939", ..] => "SOL_CAN_J1939",
        ["SO", "VM", ..] => "AF_VSOCK",
        ["SO", ..] => "SOL_SOCKET",
        ["TCP", ..] => "IPPROTO_TCP",
        ["UDP", ..] => "IPPROTO_UDP",
        ["UDPLITE", ..] => "IPPROTO_UDPLITE",
        ["IP" or "MCAST", ..] => "IPPROTO_IP",
        ["IPV6", ..] => "IPPROTO_IPV6",
        ["NETLINK", ..] => "SOL_NETLINK",
        ["PACKET", ..] => "SOL_PACKET",
        ["CAN", "RAW", ..] => "SOL_CAN_RAW",
        ["CAN", "ISOTP", ..] => "SOL_CAN_ISOTP",
        ["TIPC", ..] => "SOL_TIPC",
        ["ALG", ..] => "SOL_ALG",
        _ => throw new ArgumentException($"{option} has no known level: name it here.", nameof(option)),
    };
}
