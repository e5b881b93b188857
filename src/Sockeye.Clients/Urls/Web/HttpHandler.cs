using System.Globalization;
using Sockeye.Clients.Streams;

namespace Sockeye.Clients.Urls.Web;

/// <summary>http and https, by .NET's SocketsHttpHandler on connections of our dialer. Awaited it speaks HTTP/2 where an https server does; blocking it is HTTP/1.1. Python: <c>HTTPHandler</c>, <c>HTTPSHandler</c>, <c>HTTPRedirectHandler</c>.</summary>
internal sealed class HttpHandler : IUrlHandler
{
    public UrlAnswer Open(UrlRequest request, CancellationToken cancellation = default)
        => Finished.Of(Ask(request, blocking: true, cancellation));

    public Task<UrlAnswer> OpenAsync(UrlRequest request, CancellationToken cancellation = default)
        => Ask(request, blocking: false, cancellation).AsTask();

    private static async ValueTask<UrlAnswer> Ask(UrlRequest request, bool blocking, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(request.Url.Host))
        {
            throw new UrlException(request.Url, 0, "it names no host");
        }

        if (request is { Verb: UrlVerb.Put, Offset: > 0 })
        {
            throw new UrlException(request.Url, 0, string.Create(CultureInfo.InvariantCulture, $"HTTP puts things whole: it cannot begin at byte {request.Offset}"));
        }

        RequestFields.Check(request);
        cancellation.ThrowIfCancellationRequested();
        var patience = new Patience(request.Client.Timeout, cancellation);
        try
        {
            return await new HttpExchange(request, blocking, patience).Run().ConfigureAwait(false);
        }
        catch
        {
            patience.Dispose();
            throw;
        }
    }
}
