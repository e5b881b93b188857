using System.Net;
using Sockeye.Cli.Terminals;
using Sockeye.Sockets;

namespace Sockeye.Cli.Lookups;

/// <summary>The names of an address and its port.</summary>
internal sealed record ReverseReport(IPEndPoint Address, HostEntry? Host, NameInfo Info)
{
    internal static Listing<ReverseReport> Listing { get; } = new(
        new("address", static report => report.Address.Address.ToString()),
        new("name", static report => report.Host?.Name),
        new("aliases", static report => report.Host?.Aliases ?? []) { Heading = "alias" },
        new("port", static report => report.Address.Port == 0 ? null : report.Address.Port),
        new("getnameinfo host", static report => report.Info.Host) { Heading = "getnameinfo" },
        new("getnameinfo service", static report => report.Address.Port == 0 ? null : report.Info.Service) { Heading = "service" });

    /// <exception cref="NameResolutionException">It has no name, and one is wanted: not with NI_NUMERICHOST.</exception>
    internal static ReverseReport Of(IPEndPoint address, NameInfoFlags flags, LookupOptions options)
    {
        NameInfo info = Names.GetNameInfo(address, flags, options);
        return new ReverseReport(address, flags.HasFlag(NameInfoFlags.NI_NUMERICHOST) ? null : Names.GetHostByAddr(address.Address, options), info);
    }
}
