namespace Sockeye.Clients.Urls;

/// <summary>Which schemes a <see cref="UrlOpener"/> knows.</summary>
public sealed record UrlOpenerOptions
{
    /// <summary>Handlers by scheme. They go before the usual ones; a null takes the scheme away.</summary>
    public IReadOnlyDictionary<string, IUrlHandler?> Handlers { get; init; } = new Dictionary<string, IUrlHandler?>();
}
