using System.Globalization;
using System.Net;

namespace Sockeye.Clients.Dialing;

/// <summary>Whether a far host is one of those that are reached without a proxy: what NO_PROXY means.</summary>
/// <remarks>There is no standard. As curl(1) and Python's urllib: an entry is a name and all names below it, with a dot in front or without; an address; a network; "*" for all; a port behind any of them but a network narrows it.</remarks>
internal static class ProxyBypass
{
    internal static bool Holds(IReadOnlyList<string> entries, string host, string service)
    {
        foreach (string entry in entries)
        {
            if (Holds(entry.Trim(), host, service))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Holds(string entry, string host, string service)
    {
        if (entry is "" or "*")
        {
            return entry == "*";
        }

        IPAddress? address = IPAddress.TryParse(host, out IPAddress? parsed) ? Plain(parsed) : null;
        if (entry.Contains('/', StringComparison.Ordinal))
        {
            return address is not null && IPNetwork.TryParse(entry, out IPNetwork network) && network.Contains(address);
        }

        // In brackets a port may follow, which .NET would read and forget.
        IPAddress? exact = null;
        if (entry[0] == '[' || !IPAddress.TryParse(entry, out exact))
        {
            int colon = entry.LastIndexOf(':');
            if (colon >= 0 && int.TryParse(entry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                return entry[(colon + 1)..] == service && Holds(entry[..colon].Trim('[', ']'), host, service);
            }

            if (entry is ['[', .. string bracketed, ']'])
            {
                return Holds(bracketed, host, service);
            }
        }

        if (exact is not null || address is not null)
        {
            return exact is not null && Plain(exact).Equals(address);
        }

        string name = entry.TrimStart('.');
        string bare = host.TrimEnd('.');
        return bare.Equals(name, StringComparison.OrdinalIgnoreCase) || bare.EndsWith("." + name, StringComparison.OrdinalIgnoreCase);
    }

    // ::ffff:10.0.0.1 is 10.0.0.1, and reaches it.
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
