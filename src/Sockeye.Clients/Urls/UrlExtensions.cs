using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Urls;

/// <summary>One call for any URL: <c>Url.Open("https://example.org/")</c>.</summary>
public static class UrlExtensions
{
    extension(Url)
    {
        /// <summary>Opens a URL, blocking: http, https, ftp, ftps, gopher, gophers, file or data. Python: <c>urllib.request.urlopen</c>.</summary>
        /// <param name="url">The URL, with its scheme.</param>
        /// <returns>The answer, whose stream is to be read; dispose it.</returns>
        /// <remarks>Over http this is HTTP/1.1; <see cref="OpenAsync(string, CancellationToken)"/> speaks HTTP/2 where an https server does.</remarks>
        /// <inheritdoc cref="UrlOpener.Open" path="/exception"/>
        public static UrlAnswer Open(string url) => UrlOpener.Default.Open(new UrlRequest(url));

        /// <inheritdoc cref="Open(string)"/>
        /// <param name="request">What to ask for.</param>
        /// <param name="cancellation">Ends it early, the reading of the stream too.</param>
        public static UrlAnswer Open(UrlRequest request, CancellationToken cancellation = default) => UrlOpener.Default.Open(request, cancellation);

        /// <inheritdoc cref="Open(string)" path="/*[not(self::remarks)]"/>
        /// <summary>Opens a URL: http, https, ftp, ftps, gopher, gophers, file or data.</summary>
        /// <param name="cancellation">Ends it early, the reading of the stream too.</param>
        public static Task<UrlAnswer> OpenAsync(string url, CancellationToken cancellation = default) => UrlOpener.Default.OpenAsync(new UrlRequest(url), cancellation);

        /// <inheritdoc cref="OpenAsync(string, CancellationToken)"/>
        /// <param name="request">What to ask for.</param>
        public static Task<UrlAnswer> OpenAsync(UrlRequest request, CancellationToken cancellation = default) => UrlOpener.Default.OpenAsync(request, cancellation);

        /// <summary>Fetches a URL into a file, blocking: beside it at first, and renamed when it is whole. Python: <c>urllib.request.urlretrieve</c>.</summary>
        /// <param name="url">The URL, with its scheme.</param>
        /// <inheritdoc cref="UrlOpener.Retrieve"/>
        public static UrlRetrieved Retrieve(string url, string path, UrlRetrieveOptions? options = null, CancellationToken cancellation = default)
            => UrlOpener.Default.Retrieve(new UrlRequest(url), path, options, cancellation);

        /// <summary>Fetches a URL into a file: beside it at first, and renamed when it is whole.</summary>
        /// <param name="url">The URL, with its scheme.</param>
        /// <inheritdoc cref="UrlOpener.Retrieve"/>
        public static Task<UrlRetrieved> RetrieveAsync(string url, string path, UrlRetrieveOptions? options = null, CancellationToken cancellation = default)
            => UrlOpener.Default.RetrieveAsync(new UrlRequest(url), path, options, cancellation);
    }
}
