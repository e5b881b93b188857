using Sockeye.Clients.Streams;
using Sockeye.Connections;
using Sockeye.Connections.Tls;
using Sockeye.Sockets;
using Sockeye.Wire;

namespace Sockeye.Clients.Http;

/// <summary>
/// HTTP/1 by hand: one connection, one request at a time, and what the server says as it says it. No redirects, cookies, caches or decompression:
/// <c>HttpClient</c> and <c>Url.Open</c> have those. Python's HTTPConnection.
/// </summary>
/// <remarks>
/// <para>In one call: <see cref="Get"/>, <see cref="Head"/>, <see cref="Command"/>. Step by step: <see cref="PutRequest"/>, <see cref="PutHeader"/>,
/// <see cref="EndHeaders"/>, <see cref="Send(ReadOnlyMemory{byte})"/>, <see cref="GetResponse"/>. Each has both forms, blocking and awaited, and they may be mixed.
/// One thread at a time.</para>
/// <para>The connection is kept where both sides want it, and takes the next request when the body of the last answer has been read to its end. Requests are not
/// sent ahead (pipelining).</para>
/// <para>Errors. What a server may not say is a <see cref="ProtocolException"/> with its name; so is what this side may not (CR, LF or control characters in a method, a
/// target or a field; <see cref="ProtocolException.Blame"/> tells whose it is), before a byte of the request is sent. The network's own are
/// <see cref="SocketFaultException"/>, and a server that closes without an answer is a <see cref="HttpClosedException"/>. After an error of the first or the network the
/// connection is closed.</para>
/// </remarks>
public sealed partial class HttpConnection : IDisposable, IAsyncDisposable
{
    private readonly HttpConnectionOptions _options;
    private readonly HttpAuthority _authority;
    private readonly bool _canDial;
    private readonly HttpRequest _request = new();
    private HttpTalk? _talk;
    private HttpResponse? _early;         // an answer that came in place of "100 Continue"
    private Step _step;
    private string _ended = "";
    private bool _isDisposed;

    private HttpConnection(HttpAuthority authority, HttpConnectionOptions options, HttpTalk? talk)
    {
        (_authority, _options, _talk) = (authority, options, talk);
        _canDial = talk is null;
    }

    /// <summary>What comes next.</summary>
    private enum Step
    {
        Request,
        Headers,
        Body,
        Waiting,
        Answer,
        Switched,
    }

    /// <summary>The server, as the Host field names it.</summary>
    public string Host => _authority.Field;

    /// <summary>There is a connection, and another request may go over it as far as is known. Without one the next request connects anew, where it may.</summary>
    public bool IsConnected => _talk is not null;

    /// <summary>What is known of TLS; null where none is spoken.</summary>
    public TlsInfo? Tls => _talk?.Stream.Tls;

    /// <summary>Connects.</summary>
    /// <param name="authority">The server: host, host:port, [v6-address] or [v6-address]:port. Without a port it is 80, with TLS 443.</param>
    /// <param name="options">How.</param>
    /// <exception cref="FormatException">It is no host and port; the message says what is wrong.</exception>
    /// <exception cref="SocketFaultException">No such host, nobody there, too late: as <see cref="Socket.CreateConnection(string, string, ConnectOptions)"/> has it.</exception>
    /// <exception cref="TlsException">No TLS with this server.</exception>
    public static HttpConnection Connect(string authority, HttpConnectionOptions? options = null) => Finished.Of(Connect(authority, options, blocking: true, CancellationToken.None));

    /// <summary><see cref="Connect(string, HttpConnectionOptions)"/>, awaited.</summary>
    /// <param name="authority">The server, as there.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <inheritdoc cref="Connect(string, HttpConnectionOptions)" path="/exception"/>
    public static Task<HttpConnection> ConnectAsync(string authority, HttpConnectionOptions? options = null, CancellationToken cancellation = default)
        => Connect(authority, options, blocking: false, cancellation).AsTask();

    /// <summary>Over a socket that is connected already, which is this object's from now on. It is not connected anew.</summary>
    /// <param name="socket">A SOCK_STREAM socket of any family.</param>
    /// <param name="authority">The server's name for the Host field: host, or host:port.</param>
    /// <param name="options">How; of dialing and TLS nothing is looked at.</param>
    /// <exception cref="FormatException">That is no host and port.</exception>
    public static HttpConnection Over(Socket socket, string authority, HttpConnectionOptions? options = null)
        => Over(authority, options, client => ClientStream.Over(socket, client));

    /// <summary>The same over a connection.</summary>
    /// <param name="connection">It is this object's from now on.</param>
    /// <param name="authority">The server's name.</param>
    /// <param name="options">How.</param>
    /// <exception cref="FormatException">That is no host and port.</exception>
    public static HttpConnection Over(Connection connection, string authority, HttpConnectionOptions? options = null)
        => Over(authority, options, client => ClientStream.Over(connection, client));

    /// <summary>The same over TLS.</summary>
    /// <param name="secure">It is this object's from now on.</param>
    /// <param name="authority">The server's name.</param>
    /// <param name="options">How.</param>
    /// <exception cref="FormatException">That is no host and port.</exception>
    public static HttpConnection Over(TlsConnection secure, string authority, HttpConnectionOptions? options = null)
        => Over(authority, options, client => ClientStream.Over(secure, client));

    /// <summary>The same over any stream.</summary>
    /// <param name="stream">It is this object's from now on.</param>
    /// <param name="authority">The server's name.</param>
    /// <param name="options">How.</param>
    /// <exception cref="FormatException">That is no host and port.</exception>
    public static HttpConnection Over(Stream stream, string authority, HttpConnectionOptions? options = null)
        => Over(authority, options, client => ClientStream.Over(stream, client));

    /// <summary>Closes the connection, in the midst of an answer too.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        Drop("it was closed here")?.Dispose();
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        _isDisposed = true;
        return Drop("it was closed here")?.Stream.DisposeAsync() ?? default;
    }

    private static async ValueTask<HttpConnection> Connect(string authority, HttpConnectionOptions? options, bool blocking, CancellationToken cancellation)
    {
        options ??= new HttpConnectionOptions();
        var connection = new HttpConnection(HttpAuthority.Parse(authority, options.IsSecure), options, talk: null);
        await connection.Dial(blocking, cancellation).ConfigureAwait(false);
        return connection;
    }

    private static HttpConnection Over(string authority, HttpConnectionOptions? options, Func<ClientOptions, ClientStream> open)
    {
        options ??= new HttpConnectionOptions();
        HttpAuthority named = HttpAuthority.Parse(authority, options.IsSecure);
        return new HttpConnection(named, options, new HttpTalk(open(options.Client), options));
    }

    private async ValueTask<HttpTalk> Dial(bool blocking, CancellationToken cancellation)
    {
        ClientStream stream = await ClientStream.Dial(_authority.Host, _authority.Port, _options.IsSecure, _options.Client, blocking, cancellation).ConfigureAwait(false);
        return _talk = new HttpTalk(stream, _options);
    }

    /// <summary>There is no connection any more; answers what was.</summary>
    private HttpTalk? Drop(string why)
    {
        HttpTalk? talk = _talk;
        (_talk, _step, _ended) = (null, Step.Request, why);
        return talk;
    }

    private void Demand(Step step)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_step != step)
        {
            throw new InvalidOperationException(_step switch
            {
                Step.Request => "no request has been begun: PutRequest comes first",
                Step.Headers => $"the fields of {_request} are not ended: EndHeaders comes first",
                Step.Body => $"{_request} has been sent: GetResponse comes first",
                Step.Waiting => $"the answer to {_request} is waited for, and no request is sent ahead of it (pipelining)",
                Step.Answer when step == Step.Request => $"the body of the answer to {_request} has not been read to its end: Skip, or read it, before the next request",
                Step.Answer => $"{_request} has been answered: PutRequest begins the next",
                _ => "the connection has switched protocols and takes no requests any more",
            });
        }

        if (step == Step.Request && _talk is null && !(_canDial && _options.Reconnects))
        {
            throw new InvalidOperationException($"the connection to {_authority.Field} takes no more requests: {_ended}");
        }
    }
}
