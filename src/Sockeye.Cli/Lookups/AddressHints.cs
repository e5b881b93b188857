using Sockeye.Cli.Ports;
using Sockeye.Sockets;

namespace Sockeye.Cli.Lookups;

/// <summary>The hints of getaddrinfo(3), from the words of a command line.</summary>
internal sealed record AddressHints(Family Family, SocketKind Kind, Protocol Protocol, AddressInfoFlags Flags)
{
    private static readonly Dictionary<string, Family> Families = new()
    {
        ["4"] = Family.AF_INET,
        ["ipv4"] = Family.AF_INET,
        ["6"] = Family.AF_INET6,
        ["ipv6"] = Family.AF_INET6,
        ["any"] = Family.AF_UNSPEC,
    };

    private static readonly Dictionary<string, SocketKind> Kinds = new()
    {
        ["datagram"] = SocketKind.SOCK_DGRAM,
        ["any"] = 0,
    };

    /// <exception cref="UsageException">A word that is no constant of its kind.</exception>
    internal static AddressHints Read(string? family, string? kind, string? protocol, IReadOnlyList<string> flags)
        => new(
            family is null ? Family.AF_UNSPEC : HeaderWord.Read("--family", family, "AF_", Families),
            kind is null ? 0 : HeaderWord.Read("--type", kind, "SOCK_", Kinds),
            protocol is null ? 0 : HeaderWord.Read("--proto", protocol, "IPPROTO_", new Dictionary<string, Protocol>()),
            HeaderWord.ReadAll<AddressInfoFlags>("--flags", flags, "AI_"));

    /// <summary>The answers, in the order in which to try them.</summary>
    /// <exception cref="UsageException">The service is a number and no port.</exception>
    internal IReadOnlyList<AddressInfo> Ask(string? host, string? service, LookupOptions options)
    {
        if (service is not null && PortRange.Read(service) is { Count: > 1 })
        {
            throw new UsageException($"'{service}' is several ports, and one is asked for");
        }

        return Names.GetAddrInfo(host, service, Family, Kind, Protocol, Flags, options);
    }
}
