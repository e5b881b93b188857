using Sockeye.Connections.Tls;

namespace Sockeye.Connections.Framing;

// STARTTLS: plain frames until here, and TLS from here on.
public sealed partial class FramedConnection<TFrame>
{
    /// <summary>Begins TLS as its client, where the talk has come to that, on the connection or stream that this was made over. Nothing is read or written here afterwards: frames go over what is returned.</summary>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="TlsException">The handshake failed; or the peer has said more already (<see cref="TlsError.Plaintext"/>). What was below is closed.</exception>
    /// <exception cref="Sockets.SocketTimeoutException">It took too long.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="InvalidOperationException">A read is under way, or this was made over a pipe that is neither connection nor stream.</exception>
    public Task<TlsConnection> UpgradeToTlsAsync(TlsClientOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Below() switch
        {
            Connection connection => TlsConnection.ConnectAsync(connection, options, cancellation),
            object stream => TlsConnection.ConnectAsync((Stream)stream, options, cancellation),
        };
    }

    /// <summary>The same as its server.</summary>
    /// <inheritdoc cref="UpgradeToTlsAsync(TlsClientOptions, CancellationToken)"/>
    public Task<TlsConnection> UpgradeToTlsAsync(TlsServerOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Below() switch
        {
            Connection connection => TlsConnection.AcceptAsync(connection, options, cancellation),
            object stream => TlsConnection.AcceptAsync((Stream)stream, options, cancellation),
        };
    }

    private object Below()
    {
        if (_below is not (Sockeye.Connections.Connection or Stream))
        {
            throw new InvalidOperationException("TLS begins on a connection or a stream, and these frames are over another pipe");
        }

        if (!((IFrameProgress)this).TryLetGo())
        {
            TlsException early = Handshake.SaidBefore(PeerOrNull());
            Dispose();
            throw early;
        }

        EndLimits();
        return _below;
    }
}
