using System.Globalization;
using Sockeye.Native;
using Sockeye.Sockets;
using Sockeye.Sockets.Faults;

namespace Sockeye.Connections.Tls;

// From plain bytes to TLS, on either side. Where it fails what was below is closed.
public sealed partial class TlsConnection
{
    /// <summary>Connects to a server that speaks TLS from the first byte. Python: <c>asyncio.open_connection(ssl=True)</c>.</summary>
    /// <param name="host">A name, or an address in text.</param>
    /// <param name="service">"https", "443".</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="TlsException">The handshake failed: its <see cref="TlsException.Kind"/> says on whose account.</exception>
    /// <exception cref="SocketTimeoutException">It took too long.</exception>
    /// <exception cref="SocketFaultException">Refused, unreachable, no such host …</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<TlsConnection> ConnectAsync(string host, string service, TlsClientOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new TlsClientOptions();
        ConnectOptions dialing = options.Connection.Dialing;
        Deadline all = Deadline.Earlier(dialing.Deadline, dialing.Timeout is TimeSpan timeout ? Deadline.After(timeout) : Deadline.Never);
        string late = all == dialing.Deadline ? "it was not over by the deadline, which is for connecting too" : $"{After(dialing.Timeout)}, connecting included";
        Connection connection = await Sockeye.Connections.Connection.ConnectAsync(host, service, options.Connection, cancellation).ConfigureAwait(false);
        return await ConnectAsync(new ConnectionCarrier(connection), options with { HostName = options.HostName ?? host }, (all, late), cancellation).ConfigureAwait(false);
    }

    /// <summary>Begins TLS on a connection, as its client: at once, or after plain talk that has come to that (STARTTLS).</summary>
    /// <param name="connection">This has it from now on, and closes it.</param>
    /// <param name="options">How; <see cref="TlsClientOptions.HostName"/> must be there, but with <see cref="TlsTrust.Insecure"/>.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="ArgumentException">No name to look for in the server's certificate.</exception>
    /// <inheritdoc cref="ConnectAsync(string, string, TlsClientOptions?, CancellationToken)" path="/exception"/>
    public static Task<TlsConnection> ConnectAsync(Connection connection, TlsClientOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return ConnectAsync(new ConnectionCarrier(connection), options, default, cancellation);
    }

    /// <summary>The same on any stream.</summary>
    /// <inheritdoc cref="ConnectAsync(Connection, TlsClientOptions, CancellationToken)"/>
    /// <param name="stream">This has it from now on, and closes it.</param>
    public static Task<TlsConnection> ConnectAsync(Stream stream, TlsClientOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return ConnectAsync(new StreamCarrier(stream), options, default, cancellation);
    }

    /// <summary>Begins TLS on a connection, as its server. Bytes that lie here already must be TLS, as behind a PROXY header; after plain talk see <see cref="TlsException"/> and <see cref="TlsError.Plaintext"/>.</summary>
    /// <param name="connection">This has it from now on, and closes it.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="EndOfStreamException">The client has closed and said nothing.</exception>
    /// <inheritdoc cref="ConnectAsync(string, string, TlsClientOptions?, CancellationToken)" path="/exception"/>
    public static Task<TlsConnection> AcceptAsync(Connection connection, TlsServerOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return AcceptAsync(new ConnectionCarrier(connection), options, cancellation);
    }

    /// <summary>The same on any stream.</summary>
    /// <inheritdoc cref="AcceptAsync(Connection, TlsServerOptions, CancellationToken)"/>
    /// <param name="stream">This has it from now on, and closes it.</param>
    public static Task<TlsConnection> AcceptAsync(Stream stream, TlsServerOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return AcceptAsync(new StreamCarrier(stream), options, cancellation);
    }

    private static Task<TlsConnection> AcceptAsync(Carrier below, TlsServerOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Limited(below, (options.HandshakeTimeout, After(options.HandshakeTimeout)), (handshake, ends) => handshake.AcceptAsync(options, ends), cancellation);
    }

    private static Task<TlsConnection> ConnectAsync(Carrier below, TlsClientOptions options, (Deadline End, string Cause) whole, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.HostName is null && !ReferenceEquals(options.Trust, TlsTrust.Insecure))
        {
            throw new ArgumentException($"{nameof(TlsClientOptions.HostName)} is missing: what name would the server's certificate be for?", nameof(options));
        }

        Deadline own = Deadline.After(options.HandshakeTimeout);
        (TimeSpan, string) limit = Deadline.Earlier(own, whole.End) == own ? (options.HandshakeTimeout, After(options.HandshakeTimeout)) : (whole.End.Left, whole.Cause);
        return Limited(below, limit, (handshake, ends) => handshake.ConnectAsync(options, options.HostName ?? "", ends), cancellation);
    }

    private static async Task<TlsConnection> Limited(Carrier below, (TimeSpan Left, string Cause) limit, Func<Handshake, CancellationToken, Task<TlsConnection>> run, CancellationToken cancellation)
    {
        using var handshake = new Handshake(below, HandshakeGate.OfTheProcess);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ends.CancelAfter(limit.Left);
        try
        {
            return await run(handshake, ends.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            Exception late = TooLate(below, limit.Cause);
            below.Abort(late);
            throw late;
        }
        catch
        {
            handshake.Dispose();        // gives back what it holds of the carrier's, while that is still there
            await CloseFailed(below).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The error of a handshake that took too long.</summary>
    private static SocketFaultException TooLate(Carrier below, string cause) => FaultFactory.Create(new Fault(Handshake.Name, Errno.ETIMEDOUT)
    {
        Remote = below.Peer,
        IsOwnTimeout = true,
        Cause = cause,
    });

    private static string After(TimeSpan? limit) => string.Create(CultureInfo.InvariantCulture, $"it was not over after {limit?.TotalSeconds:0.###} s");

    // In order, so that the peer hears the alert that says why.
    private static async ValueTask CloseFailed(Carrier below)
    {
        try
        {
            await below.CloseAsync().ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or System.Net.Sockets.SocketException or ObjectDisposedException or OperationCanceledException || gone == below.Cause)
        {
            // The peer has gone.
        }
    }
}
