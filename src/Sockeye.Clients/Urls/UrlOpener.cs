using System.Collections.Frozen;
using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Urls;

/// <summary>Opens URLs of any scheme it has a handler for. Python: <c>urllib.request.OpenerDirector</c>.</summary>
public sealed class UrlOpener
{
    private readonly FrozenDictionary<string, IUrlHandler> _handlers;

    /// <summary>An opener with the usual handlers and those that are given.</summary>
    public UrlOpener(UrlOpenerOptions? options = null)
    {
        Dictionary<string, IUrlHandler> handlers = UsualHandlers();
        foreach ((string scheme, IUrlHandler? handler) in options?.Handlers ?? new Dictionary<string, IUrlHandler?>())
        {
            handlers.Remove(scheme);
            if (handler is not null)
            {
                handlers.Add(scheme, handler);
            }
        }

        _handlers = handlers.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>One with the usual handlers, that everybody may use.</summary>
    public static UrlOpener Default { get; } = new();

    /// <summary>Its handlers by scheme.</summary>
    public IReadOnlyDictionary<string, IUrlHandler> Handlers => _handlers;

    /// <summary>Opens a URL, blocking.</summary>
    /// <param name="request">What to ask for.</param>
    /// <param name="cancellation">Ends it early, the reading of the stream too.</param>
    /// <returns>The answer, whose stream is to be read; dispose it.</returns>
    /// <exception cref="UrlException">The server, or the system, says no; there is no handler for the scheme.</exception>
    /// <exception cref="Sockets.SocketFaultException">The network.</exception>
    /// <exception cref="Wire.ProtocolException">What the server says makes no sense, or is over a limit.</exception>
    public UrlAnswer Open(UrlRequest request, CancellationToken cancellation = default) => HandlerOf(request).Open(request, cancellation);

    /// <inheritdoc cref="Open"/>
    /// <summary>Opens a URL.</summary>
    public Task<UrlAnswer> OpenAsync(UrlRequest request, CancellationToken cancellation = default) => HandlerOf(request).OpenAsync(request, cancellation);

    private static Dictionary<string, IUrlHandler> UsualHandlers() => [];

    private IUrlHandler HandlerOf(UrlRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Url url = request.Url;
        return !url.IsAbsolute ? throw new UrlException(url, 0, "it has no scheme, such as http:")
            : _handlers.GetValueOrDefault(url.Scheme.ToLowerInvariant()) is IUrlHandler handler ? handler
            : throw new UrlException(url, 0, $"there is no handler for '{url.Scheme}': {string.Join(", ", _handlers.Keys.Order(StringComparer.Ordinal))}");
    }
}
