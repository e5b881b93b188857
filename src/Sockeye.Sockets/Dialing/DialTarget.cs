using System.Net;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets.Dialing;

/// <summary>Where to dial.</summary>
/// <param name="Text">As it was written, for errors.</param>
/// <param name="LookUp">Asks for its addresses of one family, or of all for AF_UNSPEC. It may take its time.</param>
internal sealed record DialTarget(string Text, Func<Family, IReadOnlyList<AddressInfo>> LookUp)
{
    /// <summary>A target whose addresses are known: nobody is asked, and their order is the one to try them in.</summary>
    internal static DialTarget Of(string text, IReadOnlyList<AddressInfo> known)
        => new(text, family => [.. known.Where(one => family == Family.AF_UNSPEC || one.Family == family)]) { IsKnown = true, IsSingle = known.Count == 1 };

    /// <summary>A host and a service. A numeric host is asked of nobody, and costs no thread.</summary>
    internal static DialTarget Of(string text, string host, string service, SocketKind kind)
    {
        bool numeric = IPAddress.TryParse(host, out _) && !host.StartsWith('[');
        AddressInfoFlags flags = numeric ? AddressInfoFlags.AI_NUMERICHOST : AddressInfoFlags.None;
        return new DialTarget(text, family => Names.GetAddrInfo(host, service, family, kind, flags: flags)) { IsKnown = numeric };
    }

    internal bool IsKnown { get; private init; }

    /// <summary>One known address, a Unix one perhaps: there is nothing to try beside it, and a verb can wait for room in a Unix listener's queue.</summary>
    internal bool IsSingle { get; private init; }

    /// <summary>It has no address of any family.</summary>
    internal NameResolutionException IsUnknown() => LookupFault.OfAddress("getaddrinfo", $"of {Text}", ResolveError.EAI_NONAME);

    internal NameResolutionException HasNone() => LookupFault.OfAddress("getaddrinfo", $"of {Text}", ResolveError.EAI_ADDRFAMILY);
}
