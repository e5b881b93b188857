using System.Globalization;
using Sockeye.Clients.Streams;
using Sockeye.Clients.Urls;
using Sockeye.Wire.Gopher;
using Sockeye.Wire.Http;
using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Gopher;

/// <summary>Opens gopher and gophers URLs (RFC 4266): texts, menus as they come over the wire, searches, files.</summary>
/// <remarks>Gopher tells nothing of a thing but its type. For the items of a menu as values there is <see cref="GopherClient.Menu"/>.</remarks>
public sealed class GopherHandler : IUrlHandler
{
    private readonly GopherOptions _options;

    /// <summary>A handler.</summary>
    /// <param name="options">How; <see cref="UrlRequest.Client"/> stands in the place of its <see cref="GopherOptions.Client"/>.</param>
    public GopherHandler(GopherOptions? options = null) => _options = options ?? new GopherOptions();

    /// <inheritdoc/>
    public UrlAnswer Open(UrlRequest request, CancellationToken cancellation = default) => Finished.Of(Ask(request, blocking: true, cancellation));

    /// <inheritdoc/>
    public Task<UrlAnswer> OpenAsync(UrlRequest request, CancellationToken cancellation = default) => Ask(request, blocking: false, cancellation).AsTask();

    private async ValueTask<UrlAnswer> Ask(UrlRequest request, bool blocking, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        Url url = request.Url;
        if (request.Verb == UrlVerb.Put || (request.Offset > 0 && request.Validator is null))
        {
            throw new UrlException(url, 0, request.Verb == UrlVerb.Put ? "nothing can be put there: gopher is read only" : "gopher begins at the beginning");
        }

        string host = url.Host is { Length: > 0 } named ? named : throw new UrlException(url, 0, "it names no host");
        GopherRequest asked = GopherRequest.FromUrl(url);
        if (asked.Type is '2' or '8' or 'T')
        {
            throw new UrlException(url, 0, $"what is of type {asked.Type} is a session with another program, and nothing to fetch");
        }

        bool isSecure = url.Scheme.Equals("gophers", StringComparison.OrdinalIgnoreCase);
        var client = new GopherClient(host, (url.Port ?? 70).ToString(CultureInfo.InvariantCulture), _options with { Client = request.Client, IsSecure = isSecure });
        try
        {
            Stream stream = await client.ReadAny(asked, blocking, cancellation).ConfigureAwait(false);
            if (request.Verb == UrlVerb.Head)
            {
                stream.Dispose();
                stream = Stream.Null;
            }

            return new UrlAnswer(url, stream) { Info = new UrlInfo { Type = TypeOf(asked), IsDirectory = asked.Type is '1' or '7' }, Protocol = "gopher" };
        }
        catch (GopherErrorException no)
        {
            throw new UrlException(url, 0, no.Item.Display, no);
        }
    }

    private static string? TypeOf(GopherRequest asked) => asked.Type switch
    {
        '0' => "text/plain",
        '1' or '7' => "application/gopher-menu",
        'g' => "image/gif",
        'h' => "text/html",
        _ => MediaTypes.Of(Path.GetExtension(asked.Selector).ToLowerInvariant()),
    };
}
