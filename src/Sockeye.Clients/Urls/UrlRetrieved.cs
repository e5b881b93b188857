using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Urls;

/// <summary>What was fetched.</summary>
/// <param name="Path">Into which file.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Resumed">How many of them an earlier fetch had brought; 0 for none.</param>
public sealed record UrlRetrieved(string Path, long Length, long Resumed)
{
    /// <summary>Of whom, after all redirects.</summary>
    public required Url Url { get; init; }

    /// <summary>What is known of it.</summary>
    public required UrlInfo Info { get; init; }
}
