namespace Sockeye.Sockets.Dialing;

/// <summary>Where to dial.</summary>
/// <param name="Text">As it was written, for errors.</param>
/// <param name="LookUp">Asks for its addresses of one family, or of all for AF_UNSPEC. It may take its time.</param>
internal sealed record DialTarget(string Text, Func<Family, IReadOnlyList<AddressInfo>> LookUp)
{
    /// <summary>A target whose addresses are known: nobody is asked, and their order is the one to try them in.</summary>
    internal static DialTarget Of(string text, IReadOnlyList<AddressInfo> known)
        => new(text, family => [.. known.Where(one => family == Family.AF_UNSPEC || one.Family == family)]) { IsKnown = true };

    internal bool IsKnown { get; private init; }

    internal NameResolutionException HasNone() => new($"of {Text}", ResolveError.EAI_ADDRFAMILY, Native.Errno.None);
}
