using System.Globalization;
using System.Net;
using Sockeye.Cli.Terminals;
using Sockeye.Sockets;

namespace Sockeye.Cli.Lookups;

/// <summary>A network interface with all that it has.</summary>
internal sealed record InterfaceReport(int Index, string Name, InterfaceFlags Flags, int? Mtu, string? Hardware, IReadOnlyList<string> Addresses)
{
    internal static Listing<InterfaceReport> Listing { get; } = new(
        new("index", static one => one.Index),
        new("name", static one => one.Name),
        new("addresses", static one => one.Addresses),
        new("mtu", static one => one.Mtu) { Heading = "MTU" },
        new("hardware address", static one => one.Hardware) { Heading = "hardware" },
        new("flags", static one => one.Flags.ToString().Split(", ")) { Shown = static one => one.Flags.ToString().Replace("IFF_", "", StringComparison.Ordinal).Replace(", ", " ", StringComparison.Ordinal) });

    /// <summary>All, by number.</summary>
    internal static IEnumerable<InterfaceReport> All()
        => Names.GetIfAddrs().Where(static row => row.Index != 0).GroupBy(static row => row.Index).OrderBy(static rows => rows.Key).Select(Of);

    private static InterfaceReport Of(IGrouping<int, InterfaceAddress> rows)
        => new(
            rows.Key,
            // An IPv4 address may have a label of its own in the name's place.
            (rows.FirstOrDefault(static row => row.Family == Family.AF_PACKET) ?? rows.First()).Name.Split(':')[0],
            rows.First().Flags,
            MtuOf(rows.First().Name.Split(':')[0]),
            rows.Select(static row => row.HardwareAddress).FirstOrDefault(static address => address is not null) is { } hardware
                ? string.Join(':', hardware.GetAddressBytes().Select(static part => part.ToString("x2", CultureInfo.InvariantCulture)))
                : null,
            [.. rows.Where(static row => row.Address is not null).Select(static row => $"{new IPAddress(row.Address!.GetAddressBytes())}/{row.PrefixLength}")]);

    private static int? MtuOf(string name)
    {
        try
        {
            return int.Parse(File.ReadAllText($"/sys/class/net/{name}/mtu").Trim(), CultureInfo.InvariantCulture);
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return null;    // no sysfs here, or the interface vanished meanwhile
        }
    }
}
