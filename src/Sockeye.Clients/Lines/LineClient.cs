using System.Net;
using Sockeye.Clients.Streams;
using Sockeye.Connections;
using Sockeye.Connections.Tls;
using Sockeye.Sockets;
using Sockeye.Wire.Conversations;

namespace Sockeye.Clients.Lines;

/// <summary>A client of the Internet's simple protocols, in which a line is said and lines are answered: SMTP, POP3, IMAP, NNTP, FTP, finger, HTTP by hand.</summary>
/// <remarks>
/// <para>Forms. Each verb is there blocking and awaited, and they may be mixed. One at a time to read, and one to write.</para>
/// <para>Lines. Written with CRLF; read up to LF, and CR and LF are not part of them. A line with CR, LF or NUL in it is refused before anything of it is sent,
/// since it would be two: see CRLF injection, CWE-93.</para>
/// <para>Time. A verb as a whole has <see cref="ClientOptions.Timeout"/>. Over a socket, and so what was dialed, a read of plain text that was too late can be made again, and has lost nothing; in TLS, and over a connection or a stream, the conversation is over then.</para>
/// <para>Errors. <see cref="SocketFaultException"/> and its kinds for what the network does, <see cref="EndOfLinesException"/> where the peer ended, <see cref="Wire.ProtocolException"/> for a line that is too long, <see cref="TlsException"/>.</para>
/// </remarks>
/// <example>
/// <code>
/// using LineClient mail = LineClient.Connect("mail.example.org", "smtp");
/// Console.WriteLine(mail.ReadLine());     // 220 mail.example.org ESMTP
/// mail.WriteLine("QUIT");
/// </code>
/// </example>
public sealed partial class LineClient : IDisposable, IAsyncDisposable
{
    private readonly ClientStream _stream;
    private readonly LineClientOptions _options;

    internal LineClient(ClientStream stream, LineClientOptions options) => (_stream, _options) = (stream, options);

    /// <summary>Over a connected stream socket.</summary>
    /// <param name="socket">Its own from now on, the timeout too.</param>
    /// <param name="options">How lines are written and read.</param>
    /// <exception cref="ArgumentException">The socket is no stream; or the options ask for TLS from the first byte, which is for what connects: call <see cref="StartTls(TlsClientOptions?)"/>.</exception>
    public LineClient(Socket socket, LineClientOptions? options = null)
        : this(ClientStream.Over(NotNull(socket), Plain(options).Client), Plain(options))
    {
    }

    /// <summary>Over a connection on a loop.</summary>
    /// <param name="connection">Its own from now on.</param>
    /// <param name="options">How lines are written and read.</param>
    /// <exception cref="ArgumentException">The options ask for TLS from the first byte.</exception>
    public LineClient(Connection connection, LineClientOptions? options = null)
        : this(ClientStream.Over(NotNull(connection), Plain(options).Client), Plain(options))
    {
    }

    /// <summary>Over a conversation in TLS.</summary>
    /// <param name="secure">Its own from now on.</param>
    /// <param name="options">How lines are written and read.</param>
    public LineClient(TlsConnection secure, LineClientOptions? options = null)
        : this(ClientStream.Over(NotNull(secure), Plain(options).Client), Plain(options))
    {
    }

    /// <summary>Over any stream. Where a verb takes too long what is awaited is cancelled and the stream disposed, which must end a blocking read or write: that of a <see cref="BufferedStream"/> does not, where it has something to flush.</summary>
    /// <param name="stream">Its own from now on.</param>
    /// <param name="options">How lines are written and read.</param>
    /// <exception cref="ArgumentException">The options ask for TLS from the first byte.</exception>
    public LineClient(Stream stream, LineClientOptions? options = null)
        : this(ClientStream.Over(NotNull(stream), Plain(options).Client), Plain(options))
    {
    }

    /// <summary>Who is on the other side: as it was dialed ("mail.example.org:25"), or its address.</summary>
    public string Peer => _stream.Peer;

    /// <summary>The peer's address: the proxy's, where there is one between; null where the stream has none.</summary>
    public EndPoint? RemoteEndPoint => _stream.RemoteEndPoint;

    /// <summary>This side's address; null where it is not known, or closed.</summary>
    public EndPoint? LocalEndPoint => _stream.LocalEndPoint;

    /// <summary>What the handshake has come to; null while the bytes go in plain text.</summary>
    public TlsInfo? Tls => _stream.Tls;

    /// <summary>What was said so far, where <see cref="ClientOptions.Conversation"/> asked for it.</summary>
    public Conversation? Conversation => _stream.Conversation;

    internal ClientStream Stream => _stream;

    /// <summary>Connects to a host by name or address, and a service by name or number.</summary>
    /// <param name="host">A name, or an address in text.</param>
    /// <param name="service">"smtp", "25".</param>
    /// <param name="options">How.</param>
    /// <exception cref="SocketFaultException">Refused, unreachable, no such host …</exception>
    /// <exception cref="SocketTimeoutException">It took too long.</exception>
    /// <exception cref="TlsException">The handshake failed.</exception>
    public static LineClient Connect(string host, string service, LineClientOptions? options = null)
        => Finished.Of(Connect(host, service, options, blocking: true, default));

    /// <summary>The same, awaited.</summary>
    /// <param name="host">A name, or an address in text.</param>
    /// <param name="service">"smtp", "25".</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <inheritdoc cref="Connect(string, string, LineClientOptions?)" path="/exception"/>
    public static Task<LineClient> ConnectAsync(string host, string service, LineClientOptions? options = null, CancellationToken cancellation = default)
        => Connect(host, service, options, blocking: false, cancellation).AsTask();

    /// <summary>Connects to an address.</summary>
    /// <param name="address">An IP address and port, a name and port, a Unix path or abstract name.</param>
    /// <param name="options">How.</param>
    /// <inheritdoc cref="Connect(string, string, LineClientOptions?)" path="/exception"/>
    public static LineClient Connect(EndPoint address, LineClientOptions? options = null)
        => Finished.Of(Connect(address, options, blocking: true, default));

    /// <summary>The same, awaited.</summary>
    /// <param name="address">An IP address and port, a name and port, a Unix path or abstract name.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <inheritdoc cref="Connect(string, string, LineClientOptions?)" path="/exception"/>
    public static Task<LineClient> ConnectAsync(EndPoint address, LineClientOptions? options = null, CancellationToken cancellation = default)
        => Connect(address, options, blocking: false, cancellation).AsTask();

    /// <summary>Goes on in TLS, when the server has said that it is ready to (STARTTLS, STLS, AUTH TLS). Waits with the thread.</summary>
    /// <param name="options">How; null for <see cref="ClientOptions.Tls"/>, and the name is that which was dialed.</param>
    /// <exception cref="TlsException">The handshake failed; or the server has sent more than its word to begin, in plain text, where whoever is between could have put it (CVE-2011-0411). The conversation is over then.</exception>
    /// <exception cref="SocketTimeoutException">It took too long.</exception>
    /// <exception cref="InvalidOperationException">It is in TLS already.</exception>
    /// <exception cref="ArgumentException">Nobody knows what name the server's certificate would be for.</exception>
    public void StartTls(TlsClientOptions? options = null) => Finished.Demand(StartTls(options, blocking: true, default));

    /// <summary>The same, awaited.</summary>
    /// <param name="options">As for the other.</param>
    /// <param name="cancellation">Ends it early, and the conversation with it.</param>
    /// <inheritdoc cref="StartTls(TlsClientOptions?)" path="/exception"/>
    public Task StartTlsAsync(TlsClientOptions? options = null, CancellationToken cancellation = default) => StartTls(options, blocking: false, cancellation).AsTask();

    /// <summary>Says to the server that nothing more comes, and closes that half; what it still says can be read. In TLS by close_notify too.</summary>
    /// <exception cref="NotSupportedException">Over a stream, which has no halves.</exception>
    /// <exception cref="SocketTimeoutException">The peer did not take what was sent in time.</exception>
    public void ShutdownSend() => Finished.Demand(_stream.ShutdownSend(blocking: true, default));

    /// <summary>The same, awaited.</summary>
    /// <param name="cancellation">Ends it early, and in TLS the conversation with it.</param>
    /// <inheritdoc cref="ShutdownSend()" path="/exception"/>
    public ValueTask ShutdownSendAsync(CancellationToken cancellation = default) => _stream.ShutdownSend(blocking: false, cancellation);

    /// <summary>Throws it away: the server sees a reset, and what waits here fails with the cause.</summary>
    /// <param name="cause">Why.</param>
    public void Abort(Exception cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        _stream.Abort(cause);
    }

    /// <summary>Closes it. What waits here, a handshake too, ends with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => _stream.Dispose();

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    internal ValueTask StartTls(TlsClientOptions? options, bool blocking, CancellationToken cancellation)
        => _stream.UpgradeToTls(options ?? _options.Client.Tls ?? new TlsClientOptions(), blocking, cancellation);

    internal static async ValueTask<LineClient> Connect(string host, string service, LineClientOptions? options, bool blocking, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(service);
        options ??= new LineClientOptions();
        return new LineClient(await ClientStream.Dial(host, service, options.IsSecure, options.Client, blocking, cancellation).ConfigureAwait(false), options);
    }

    private static async ValueTask<LineClient> Connect(EndPoint address, LineClientOptions? options, bool blocking, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= new LineClientOptions();
        return new LineClient(await ClientStream.Dial(address, options.IsSecure, options.Client, blocking, cancellation).ConfigureAwait(false), options);
    }

    private static T NotNull<T>(T given)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(given);
        return given;
    }

    private static LineClientOptions Plain(LineClientOptions? options)
        => options is { IsSecure: true } ? throw new ArgumentException("TLS from the first byte is for what connects; over what is connected already call StartTls", nameof(options))
            : options ?? new LineClientOptions();
}
