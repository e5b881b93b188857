namespace Sockeye.Servers.Ready;

/// <summary>What <see cref="StaticFiles"/> serves as what.</summary>
public sealed record StaticFilesOptions
{
    /// <summary>The file that is served for a folder: index.html. Empty for none.</summary>
    public string Index { get; init; } = "index.html";

    /// <summary>The types of files by their extension, with its dot and in small letters, that are not as usual: <c>[".log"] = "text/plain; charset=utf-8"</c>.</summary>
    public IReadOnlyDictionary<string, string> Types { get; init; } = new Dictionary<string, string>();

    /// <summary>What is sent as Cache-Control; nothing by default. Files have an ETag and Last-Modified, by which a cache asks again.</summary>
    public string? CacheControl { get; init; }
}
