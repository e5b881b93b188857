using System.Collections.Frozen;
using Sockeye.Clients.Ftp;
using Sockeye.Clients.Gopher;
using Sockeye.Clients.Streams;
using Sockeye.Clients.Urls.Local;
using Sockeye.Clients.Urls.Reading;
using Sockeye.Clients.Urls.Saving;
using Sockeye.Clients.Urls.Web;
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
        foreach ((string written, IUrlHandler? handler) in options?.Handlers ?? new Dictionary<string, IUrlHandler?>())
        {
            string scheme = written.ToLowerInvariant();
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
    public UrlAnswer Open(UrlRequest request, CancellationToken cancellation = default) => Bounded(HandlerOf(request).Open(request, cancellation), request);

    /// <inheritdoc cref="Open"/>
    /// <summary>Opens a URL.</summary>
    public async Task<UrlAnswer> OpenAsync(UrlRequest request, CancellationToken cancellation = default)
        => Bounded(await HandlerOf(request).OpenAsync(request, cancellation).ConfigureAwait(false), request);

    /// <summary>Fetches a URL into a file, blocking: beside it at first, and renamed when it is whole. Python: <c>urllib.request.urlretrieve</c>.</summary>
    /// <param name="request">What to fetch.</param>
    /// <param name="path">Where to; what is there is replaced. What has come so far is in PATH.part, and stays there where it can be resumed.</param>
    /// <param name="options">Progress, resume.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="IOException">The file cannot be written, or somebody else fetches to it.</exception>
    /// <inheritdoc cref="Open" path="/exception"/>
    public UrlRetrieved Retrieve(UrlRequest request, string path, UrlRetrieveOptions? options = null, CancellationToken cancellation = default)
        => Finished.Of(new Retrieval(this, request, path, options ?? new UrlRetrieveOptions()).Run(blocking: true, cancellation));

    /// <inheritdoc cref="Retrieve"/>
    /// <summary>Fetches a URL into a file: beside it at first, and renamed when it is whole.</summary>
    public Task<UrlRetrieved> RetrieveAsync(UrlRequest request, string path, UrlRetrieveOptions? options = null, CancellationToken cancellation = default)
        => new Retrieval(this, request, path, options ?? new UrlRetrieveOptions()).Run(blocking: false, cancellation).AsTask();

    private static Dictionary<string, IUrlHandler> UsualHandlers()
    {
        var http = new HttpHandler();
        var ftp = new FtpHandler();
        var gopher = new GopherHandler();
        return new()
        {
            ["http"] = http,
            ["https"] = http,
            ["ftp"] = ftp,
            ["ftps"] = ftp,
            ["gopher"] = gopher,
            ["gophers"] = gopher,
            ["file"] = new FileHandler(),
            ["data"] = new DataHandler(),
        };
    }

    // A body that says it is too long is not begun.
    private static UrlAnswer Bounded(UrlAnswer answer, UrlRequest request)
    {
        if (request.Limits.Body is not long most || request.Verb == UrlVerb.Head)
        {
            return answer;
        }

        if (answer.Info.Length - answer.Offset > most)
        {
            answer.Dispose();
            throw BoundedStream.TooLong(most, 0, answer.Whose);
        }

        return new UrlAnswer(answer.Url, new BoundedStream(answer.Stream, most, answer.Whose))
        {
            Info = answer.Info,
            Status = answer.Status,
            Reason = answer.Reason,
            Offset = answer.Offset,
            Protocol = answer.Protocol,
        };
    }

    private IUrlHandler HandlerOf(UrlRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Url url = request.Url;
        return !url.IsAbsolute ? throw new UrlException(url, 0, "it has no scheme, such as http:")
            : _handlers.GetValueOrDefault(url.Scheme.ToLowerInvariant()) is IUrlHandler handler ? handler
            : throw new UrlException(url, 0, $"there is no handler for '{url.Scheme}': {string.Join(", ", _handlers.Keys.Order(StringComparer.Ordinal))}");
    }
}
