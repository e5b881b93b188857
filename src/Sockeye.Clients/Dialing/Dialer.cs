using System.Globalization;
using System.Net;
using Sockeye.Clients.Streams;
using Sockeye.Connections;
using Sockeye.Sockets;

namespace Sockeye.Clients.Dialing;

/// <summary>Connects to hosts by name, by a proxy where it has one. It has no state, and serves any number of threads.</summary>
/// <remarks>A socket that comes by a proxy is clean: nothing that the far server has said was read. Errors are those of <see cref="Socket.CreateConnection(string, string, ConnectOptions?)"/>, and the proxy's.</remarks>
public sealed class Dialer
{
    private readonly DialerOptions _options;

    /// <summary>A dialer.</summary>
    /// <param name="options">How it connects.</param>
    public Dialer(DialerOptions? options = null) => _options = options ?? new DialerOptions();

    /// <summary>By no proxy, with the usual limits.</summary>
    public static Dialer Direct { get; } = new();

    /// <summary>Connects, and waits with the thread.</summary>
    /// <param name="host">A name or a numeric address.</param>
    /// <param name="service">A name such as "http" or a port number as text.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>A connected stream socket; its timeout is the dialer's, as that of <see cref="Socket.CreateConnection(string, string, ConnectOptions?)"/> would be.</returns>
    /// <exception cref="ProxyException">The proxy refuses, or cannot reach the far side.</exception>
    /// <exception cref="Wire.ProtocolException">The proxy does not speak as a proxy does.</exception>
    /// <inheritdoc cref="Socket.CreateConnection(string, string, ConnectOptions?)" path="/exception"/>
    public Socket Connect(string host, string service, CancellationToken cancellation = default)
        => Finished.Of(Dial(host, service, Deadline.Never, blocking: true, cancellation));

    /// <summary>Connects, awaited; the connection is on a loop.</summary>
    /// <param name="host">A name or a numeric address.</param>
    /// <param name="service">A name such as "http" or a port number as text.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <inheritdoc cref="Connect(string, string, CancellationToken)" path="/exception"/>
    public async Task<Connection> ConnectAsync(string host, string service, CancellationToken cancellation = default)
    {
        using Socket socket = await Dial(host, service, Deadline.Never, blocking: false, cancellation).ConfigureAwait(false);
        return Connection.Adopt(socket, _options.Connection);
    }

    /// <summary>For .NET's own HTTP client: <c>new SocketsHttpHandler { ConnectCallback = dialer.ConnectAsync }</c>. Its own proxies must be off (<c>UseProxy = false</c>).</summary>
    /// <param name="context">Where to.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <inheritdoc cref="Connect(string, string, CancellationToken)" path="/exception"/>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        DnsEndPoint where = context.DnsEndPoint;
        Connection connection = await ConnectAsync(HostOf(where), where.Port.ToString(CultureInfo.InvariantCulture), cancellation).ConfigureAwait(false);
        return connection.AsStream();
    }

    /// <summary>The host that .NET's HTTP wants: an IPv6 address comes in the brackets of its URL.</summary>
    internal static string HostOf(DnsEndPoint where) => where.Host is ['[', .. string address, ']'] ? address : where.Host;

    /// <summary>The same in both forms.</summary>
    /// <param name="host">A name or a numeric address.</param>
    /// <param name="service">A name or a port number.</param>
    /// <param name="end">When all of it must be done, beside the dialer's own limit.</param>
    /// <param name="blocking">It is over when this returns.</param>
    /// <param name="cancellation">Ends it early.</param>
    internal async ValueTask<Socket> Dial(string host, string service, Deadline end, bool blocking, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(service);
        ConnectOptions dialing = Within(end, cancellation);
        Socket socket = await Dialed(host, service, dialing, blocking).ConfigureAwait(false);
        if (_options.Connection.NoDelay)
        {
            socket.Options.NoDelay = true;
        }

        return socket;
    }

    /// <summary>It reaches that host by a proxy, and so has the proxy for its peer.</summary>
    internal bool GoesByProxy(string host, string service) => ProxyFor(host, service) is not null;

    /// <summary>A dialer that goes everywhere the way that this one goes to that host: by the proxy, or by none.</summary>
    internal Dialer AsTo(string host, string service) => new(_options with { Proxy = ProxyFor(host, service) is Proxy proxy ? proxy with { Bypass = [] } : null });

    private Proxy? ProxyFor(string host, string service) => _options.Proxy is Proxy proxy && !ProxyBypass.Holds(proxy.Bypass, host, service) ? proxy : null;

    private ValueTask<Socket> Dialed(string host, string service, ConnectOptions dialing, bool blocking)
        => ProxyFor(host, service) is Proxy proxy ? new ProxyDial(proxy, dialing, blocking).Run(host, service)
            : blocking ? new ValueTask<Socket>(Socket.CreateConnection(host, service, dialing))
            : new ValueTask<Socket>(Socket.CreateConnectionAsync(host, service, dialing));

    // The shorter of the two limits, as a timeout: then an error can say how long it was.
    private ConnectOptions Within(Deadline end, CancellationToken cancellation)
    {
        ConnectOptions own = _options.Connection.Dialing;
        return own with
        {
            Timeout = end.IsNever || own.Timeout <= end.Left ? own.Timeout : end.Left > TimeSpan.Zero ? end.Left : TimeSpan.FromTicks(1),
            Cancellation = cancellation.CanBeCanceled ? cancellation : own.Cancellation,
        };
    }
}
