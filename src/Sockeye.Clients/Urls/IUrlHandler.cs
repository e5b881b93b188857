namespace Sockeye.Clients.Urls;

/// <summary>Opens the URLs of a scheme. Give one of your own to <see cref="UrlOpenerOptions.Handlers"/>. Python: <c>urllib.request.BaseHandler</c>.</summary>
/// <remarks>
/// <para>Both forms do the same: the blocking one on the thread of who calls, the other awaited. Both may be called by many threads at a time.</para>
/// <para><see cref="UrlLimits.Body"/> is the opener's; a body that ended before it was whole is the handler's error. What the server says of a failure is a <see cref="UrlException"/>.</para>
/// </remarks>
public interface IUrlHandler
{
    /// <summary>Asks, and returns when the answer has begun: what it says lies in its stream.</summary>
    /// <param name="request">What to ask for. Its URL has a scheme.</param>
    /// <param name="cancellation">Ends it early, the reading of the stream too.</param>
    /// <exception cref="UrlException">The server, or the system, says no.</exception>
    UrlAnswer Open(UrlRequest request, CancellationToken cancellation = default);

    /// <inheritdoc cref="Open"/>
    Task<UrlAnswer> OpenAsync(UrlRequest request, CancellationToken cancellation = default);
}
