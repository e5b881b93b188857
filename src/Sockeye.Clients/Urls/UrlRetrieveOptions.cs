namespace Sockeye.Clients.Urls;

/// <summary>How a URL is fetched into a file.</summary>
public sealed record UrlRetrieveOptions
{
    /// <summary>Go on where an earlier one was cut short, if PATH.part is there and the server says that the thing is still the same. Else it begins anew.</summary>
    public bool Resume { get; init; }

    /// <summary>Told at the start, after each piece, and at the end, on whichever thread that happens. Python: <c>reporthook</c>.</summary>
    public IProgress<UrlProgress>? Progress { get; init; }

    /// <summary>The file gets the time at which the thing was last changed, where the server tells it; on.</summary>
    public bool KeepsDate { get; init; } = true;
}
