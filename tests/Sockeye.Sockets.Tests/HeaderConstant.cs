using System.Reflection;

namespace Sockeye.Sockets.Tests;

/// <summary>A public constant of the library and what the C headers must say of it.</summary>
/// <param name="Name">The header name.</param>
/// <param name="Claim">A C expression that is true if the constant is right.</param>
internal sealed record HeaderConstant(string Name, string Claim)
{
    private static readonly Type[] Enums =
    [
        typeof(Family), typeof(SocketKind), typeof(Protocol), typeof(MessageFlags), typeof(ShutdownHow),
        typeof(AddressInfoFlags), typeof(NameInfoFlags), typeof(ResolveError), typeof(SocketLevel), typeof(HostError),
        typeof(InterfaceFlags),
    ];

    /// <summary>Every constant there is: the members of the enums, then the named options.</summary>
    public static IReadOnlyList<HeaderConstant> All { get; } = [.. Enums.SelectMany(OfEnum), .. Options.Select(OfOption)];

    /// <summary>Every named option of <see cref="SocketOption"/>.</summary>
    public static IEnumerable<(string Name, SocketOption Option)> Options =>
        from property in typeof(SocketOption).GetProperties(BindingFlags.Public | BindingFlags.Static)
        select (property.Name, (SocketOption)property.GetValue(null)!);

    // 'None' is our word for no flag, not a header's.
    private static IEnumerable<HeaderConstant> OfEnum(Type type) =>
        from field in type.GetFields(BindingFlags.Public | BindingFlags.Static)
        where field.Name != "None"
        select new HeaderConstant(field.Name, $"({field.Name}) == ({(int)field.GetRawConstantValue()!})");

    private static HeaderConstant OfOption((string Name, SocketOption Option) known)
    {
        (string name, SocketOption option) = known;
        return new(name, $"({name}) == ({option.Number}) && ({LevelOf(name)}) == ({option.Level})");
    }

    private static string LevelOf(string option) => option[..option.IndexOf('_', StringComparison.Ordinal)] switch
    {
        "SO" => "SOL_SOCKET",
        "TCP" => "IPPROTO_TCP",
        "UDP" => "IPPROTO_UDP",
        "UDPLITE" => "IPPROTO_UDPLITE",
        "IP" or "MCAST" => "IPPROTO_IP",
        "IPV6" => "IPPROTO_IPV6",
        _ => throw new ArgumentException($"{option} has no known level: name it here.", nameof(option)),
    };
}
