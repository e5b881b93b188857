using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using Sockeye.Native;

namespace Sockeye.Sockets.Catalog;

/// <summary>All constants, gathered at the first question from where each of them is defined: nothing is written down twice.</summary>
/// <remarks>
/// Members are found by reflection on types that are named here. That survives trimming: naming a type with <c>typeof</c> keeps its members,
/// and a program that never asks pays nothing.
/// </remarks>
internal static class ConstantCatalog
{
    private static readonly Lazy<IReadOnlyList<Constant>> InOrder = new(static () =>
        [.. Gather().OrderBy(static constant => constant.Value)]);    // stable: of one number, the usual name stays first

    private static readonly Lazy<FrozenDictionary<string, Constant>> Names = new(static () =>
        InOrder.Value.ToFrozenDictionary(static constant => constant.Name, StringComparer.OrdinalIgnoreCase));

    private static readonly Lazy<IReadOnlyList<string>> AllPrefixes = new(static () =>
        [.. InOrder.Value.Select(static constant => constant.Prefix).Distinct().Order(StringComparer.Ordinal)]);

    internal static IReadOnlyList<string> Prefixes => AllPrefixes.Value;

    internal static FrozenDictionary<string, Constant> ByName => Names.Value;

    /// <summary>Those whose names begin so; empty where none does.</summary>
    internal static IReadOnlyList<Constant> Under(string prefix)
    {
        string bare = prefix.Trim().TrimEnd('_');
        string start = bare + "_";
        return bare.Length == 0 ? [] :
        [
            .. from constant in InOrder.Value
               where constant.Name.StartsWith(start, StringComparison.OrdinalIgnoreCase) || constant.Prefix.Equals(bare, StringComparison.OrdinalIgnoreCase)
               select constant,
        ];
    }

    private static IEnumerable<Constant> Gather() =>
    [
        .. OfEnum<Family>(),
        // The protocol families are the address families under another name.
        .. OfEnum<Family>().Select(static family => family with { Name = "P" + family.Name[1..], Prefix = "PF_" }),
        .. OfEnum<SocketKind>(),
        .. OfEnum<Protocol>(),
        .. OfEnum<MessageFlags>(),
        .. OfEnum<ShutdownHow>(),
        .. OfEnum<AddressInfoFlags>(),
        .. OfEnum<NameInfoFlags>(),
        .. OfEnum<ResolveError>(),
        .. OfEnum<HostError>(),
        .. OfEnum<InterfaceFlags>(),
        .. OfEnum<SocketLevel>(),
        .. OfEnum<ErrorOrigin>(),
        .. OfEnum<Errno>(),
        .. Enum.GetValues<TcpState>().Select(static state => new Constant(HeaderName(state), (int)state, "TCP_", $"{typeof(TcpState)}.{state}")),
        .. Options(),
        .. Numbers(typeof(SocketNumbers)),
        .. Numbers(typeof(InternetNumbers)),
        .. Numbers(typeof(NetlinkNumbers)),
        .. Numbers(typeof(PacketNumbers)),
        .. Numbers(typeof(CanNumbers)),
        .. Numbers(typeof(VsockNumbers)),
        .. HeaderNumbers.All.Select(static known => new Constant(known.Name, known.Number, PrefixOf(known.Name), null)),
    ];

    // 'None' is our word for no flag or no error, not a header's. Of several names for a number, the one that the enum prints comes first.
    private static IEnumerable<Constant> OfEnum<T>()
        where T : struct, Enum =>
        from name in Enum.GetNames<T>()
        where name != "None"
        let value = Enum.Parse<T>(name)
        orderby name == value.ToString() ? 0 : 1
        select new Constant(name, Convert.ToInt64(value, CultureInfo.InvariantCulture), PrefixOf<T>(name), $"{typeof(T)}.{name}");

    private static IEnumerable<Constant> Options() =>
        from property in typeof(SocketOption).GetProperties(BindingFlags.Public | BindingFlags.Static)
        let option = (SocketOption)property.GetValue(null)!
        orderby property.Name == option.ToString() ? 0 : 1
        select new Constant(property.Name, option.Number, PrefixOf(property.Name), $"{typeof(SocketOption)}.{property.Name}");

    private static IEnumerable<Constant> Numbers([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] Type type) =>
        from field in type.GetFields(BindingFlags.Public | BindingFlags.Static)
        select new Constant(field.Name, Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture), PrefixOf(field.Name), $"{type}.{field.Name}");

    private static string PrefixOf<T>(string name) => typeof(T) == typeof(Errno) ? "E" : PrefixOf(name);

    private static string PrefixOf(string name) => name.IndexOf('_', StringComparison.Ordinal) switch
    {
        >= 0 and int end => name[..(end + 1)],
        _ when name[0] == 'E' => "E",    // the second names of error numbers
        _ => name,
    };

    private static string HeaderName(TcpState state) => state switch
    {
        TcpState.Established => "TCP_ESTABLISHED",
        TcpState.SynSent => "TCP_SYN_SENT",
        TcpState.SynReceived => "TCP_SYN_RECV",
        TcpState.FinWait1 => "TCP_FIN_WAIT1",
        TcpState.FinWait2 => "TCP_FIN_WAIT2",
        TcpState.TimeWait => "TCP_TIME_WAIT",
        TcpState.Close => "TCP_CLOSE",
        TcpState.CloseWait => "TCP_CLOSE_WAIT",
        TcpState.LastAck => "TCP_LAST_ACK",
        TcpState.Listen => "TCP_LISTEN",
        TcpState.Closing => "TCP_CLOSING",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "a TCP state has a header name: write it here"),
    };
}
