using System.Net;
using Sockeye.Cli.Terminals;
using Sockeye.Sockets;

namespace Sockeye.Cli.Lookups;

/// <summary>What is known of a host.</summary>
/// <param name="Name">As it was asked for; this machine's own name where nothing was.</param>
/// <param name="Canonical">Its full name.</param>
/// <param name="Aliases">Other names.</param>
/// <param name="Addresses">Of both families, those to try first in front.</param>
internal sealed record HostReport(string Name, string Canonical, IReadOnlyList<string> Aliases, IReadOnlyList<string> Addresses)
{
    /// <summary>For this machine: the addresses of its interfaces, "192.0.2.1 (eth0)".</summary>
    internal IReadOnlyList<string>? Interfaces { get; init; }

    /// <summary>For this machine: why its name could not be looked up.</summary>
    internal string? Remark { get; init; }

    internal static Listing<HostReport> Listing { get; } = new(
        new("name", static host => host.Name),
        new("canonical name", static host => host.Canonical),
        new("aliases", static host => host.Aliases) { Heading = "alias" },
        new("addresses", static host => host.Addresses) { Heading = "address" },
        new("interfaces", static host => host.Interfaces) { Heading = "interface" },
        new("remark", static host => host.Remark));

    /// <exception cref="NameResolutionException">There is no such host.</exception>
    internal static HostReport Of(string name, LookupOptions options)
    {
        string[] addresses = AddressesOf(name, options, out string? canonical);
        HostEntry? entry = Entry(name, options);
        return new HostReport(name, entry?.Name ?? canonical ?? name, entry?.Aliases ?? [], addresses);
    }

    /// <summary>A machine whose own name nobody knows, or whose name server is silent, is still one: a remark says so.</summary>
    internal static HostReport OfThisMachine(LookupOptions options)
    {
        string name = Names.GetHostName();
        string full = name;
        string[] addresses = [];
        HostEntry? entry = null;
        string? remark = null;
        try
        {
            addresses = AddressesOf(name, options, out _);
            entry = Entry(name, options);
            full = Names.GetFqdn("", options);
        }
        catch (Exception unknown) when (unknown is NameResolutionException or SocketTimeoutException)
        {
            remark = $"the name could not be looked up: {unknown.Message}";
        }

        return new HostReport(name, full, [.. (entry?.Aliases ?? []).Where(alias => alias != name)], addresses)
        {
            Remark = remark,
            Interfaces = [.. Names.GetIfAddrs().Where(static row => row.Address is not null).Select(static row => $"{new IPAddress(row.Address!.GetAddressBytes())} ({row.Name})")],
        };
    }

    private static string[] AddressesOf(string name, LookupOptions options, out string? canonical)
    {
        IReadOnlyList<AddressInfo> found = Names.GetAddrInfo(name, (string?)null, kind: SocketKind.SOCK_STREAM, flags: AddressInfoFlags.AI_CANONNAME, options: options);
        canonical = found[0].CanonicalName;
        return [.. found.Select(static one => ((IPEndPoint)one.EndPoint).Address.ToString()).Distinct()];
    }

    // Only the older call tells aliases, and it knows IPv4 alone.
    private static HostEntry? Entry(string name, LookupOptions options)
    {
        try
        {
            return Names.GetHostByNameEx(name, options);
        }
        catch (NameResolutionException)
        {
            return null;
        }
    }
}
