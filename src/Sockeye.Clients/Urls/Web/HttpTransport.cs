using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sockeye.Clients.Dialing;
using Sockeye.Connections.Tls;
using Sockeye.Sockets;

namespace Sockeye.Clients.Urls.Web;

/// <summary>.NET's HTTP, on connections that our dialer makes: one for each <see cref="ClientOptions"/>, as long as somebody has those.</summary>
/// <remarks>What it could do by itself and does not: follow redirects, keep cookies, go by a proxy, expand, add fields for tracing. Each of these is decided above, where it is seen.</remarks>
internal sealed class HttpTransport
{
    private static readonly ConditionalWeakTable<ClientOptions, HttpTransport> s_all = [];

    private static readonly TimeSpan KeptIdle = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan KeptAtAll = TimeSpan.FromMinutes(2);      // then names are looked up anew

    private readonly ClientOptions _options;
    private readonly ConcurrentDictionary<HttpWay, HttpMessageInvoker> _invokers = new();

    private HttpTransport(ClientOptions options) => _options = options;

    internal static HttpTransport Of(ClientOptions options) => s_all.GetValue(options, static options => new HttpTransport(options));

    /// <summary>Sends, and returns when the head of the answer is there. Blocking, it is over when this returns.</summary>
    internal ValueTask<HttpResponseMessage> Send(HttpRequestMessage message, HttpWay way, CancellationToken cancellation)
    {
        HttpMessageInvoker invoker = _invokers.GetOrAdd(way, static (way, of) => of.Create(way), this);
        return way.Blocking
            ? new ValueTask<HttpResponseMessage>(invoker.Send(message, cancellation))
            : new ValueTask<HttpResponseMessage>(invoker.SendAsync(message, cancellation));
    }

    private HttpMessageInvoker Create(HttpWay way) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        MaxResponseHeadersLength = way.HeadKibibytes,
        MaxResponseDrainSize = 0,
        PooledConnectionIdleTimeout = KeptIdle,
        PooledConnectionLifetime = KeptAtAll,
        ConnectTimeout = Timeout.InfiniteTimeSpan,
        Expect100ContinueTimeout = TimeSpan.FromSeconds(1),
        SslOptions = Secured(way.IsHome ? Tls : Tls with { HostName = null, Certificate = null, Intermediates = null }),
        RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        ConnectCallback = way.Blocking ? (context, cancellation) => Connect(way.Dialer, context, cancellation) : way.Dialer.ConnectAsync,
    });

    private TlsClientOptions Tls => _options.Tls ?? new TlsClientOptions();

    private ValueTask<Stream> Connect(Dialer dialer, SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        DnsEndPoint where = context.DnsEndPoint;
        Socket socket = dialer.Connect(Dialer.HostOf(where), where.Port.ToString(CultureInfo.InvariantCulture), cancellation);
        socket.Timeout = _options.Timeout;
        return new ValueTask<Stream>(socket.OpenStream(new StreamOptions { ReadBufferSize = 0, WriteBufferSize = 0, OwnsSocket = true }));
    }

    private static SslClientAuthenticationOptions Secured(TlsClientOptions options) => new()
    {
        EnabledSslProtocols = options.Protocols,
        CertificateChainPolicy = options.Trust.Policy(),
        AllowRenegotiation = false,
        ClientCertificateContext = options.Certificate is X509Certificate2 own ? SslStreamCertificateContext.Create(own, options.Intermediates, offline: true) : null,
        RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
        {
            var check = new PeerCheck(isServers: true, options.Trust, isRequired: true);
            return check.Accepts(sender, certificate, chain, Named(options.HostName, certificate, errors))
                ? true
                : throw new TlsException(TlsError.PeerCertificate, "TLS handshake with " + (sender as SslStream)?.TargetHostName, peer: null, check.Problem ?? "the certificate is not trusted");
        },
    };

    // .NET's HTTP sends the URL's host as the name, whatever the options say; that another one stands in the certificate is seen here.
    private static SslPolicyErrors Named(string? name, X509Certificate? certificate, SslPolicyErrors errors)
        => name is null || certificate is not X509Certificate2 shown ? errors
            : shown.MatchesHostname(name) ? errors & ~SslPolicyErrors.RemoteCertificateNameMismatch
            : errors | SslPolicyErrors.RemoteCertificateNameMismatch;
}
