using Sockeye.Connections.Tls;

namespace Sockeye.Clients.Streams;

// From plain talk into TLS; and another thread may close meanwhile.
internal sealed partial class ClientStream
{
    private CancellationTokenSource? _handshake;

    /// <summary>Goes on in TLS. Where that fails the stream is closed.</summary>
    /// <param name="options">How; the host that was dialed stands in for a name that is missing.</param>
    /// <param name="blocking">It is over when this returns.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="TlsException">The handshake failed; or plain text lies here that the server has sent beyond its word to begin: whoever is between could have put it there (CVE-2011-0411).</exception>
    /// <exception cref="InvalidOperationException">It is in TLS already.</exception>
    /// <exception cref="ArgumentException">No name to look for in the server's certificate. Nothing has happened then.</exception>
    /// <exception cref="ObjectDisposedException">It was closed, by another thread perhaps; after <see cref="Abort"/> the cause.</exception>
    internal async ValueTask UpgradeToTls(TlsClientOptions options, bool blocking, CancellationToken cancellation)
    {
        if (Tls is not null)
        {
            throw new InvalidOperationException("this conversation is in TLS already");
        }

        TlsClientOptions how = Named(Within(options with { HostName = options.HostName ?? Host }, Limit(_options)));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Interlocked.Exchange(ref _handshake, stop);     // who closes after this ends the handshake, and who has closed before is seen
        try
        {
            if (Ended() is Exception closed)
            {
                throw closed;
            }

            if (_start < _end)
            {
                throw Handshake.SaidBefore(RemoteEndPoint);
            }

            await Secure(how, blocking, stop.Token).ConfigureAwait(false);
            _transcript?.Secured(_carrier.Tls!);
        }
        catch (Exception error)
        {
            if (Ended() is Exception why)
            {
                throw why;
            }

            _transcript?.Fails(error);
            Dispose();
            throw;
        }
        finally
        {
            Volatile.Write(ref _handshake, null);
        }
    }

    private async ValueTask Secure(TlsClientOptions how, bool blocking, CancellationToken stop)
    {
        Carrier secure = await _carrier.Secure(how, blocking, stop).ConfigureAwait(false);
        Interlocked.Exchange(ref _carrier, secure);
        if (Ended() is not Exception closed)
        {
            return;
        }

        // Who closed may have had the old carrier in hand.
        if (Volatile.Read(ref _cause) is Exception cause)
        {
            secure.Abort(cause);
        }

        secure.Dispose();
        throw closed;
    }

    // While it goes on nobody else has hold of what is below.
    private void StopHandshake()
    {
        try
        {
            Volatile.Read(ref _handshake)?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It was over just now, and looks itself whether it was closed.
        }
    }

    // Why it is of no use any more; null while it is.
    private Exception? Ended() => Volatile.Read(ref _cause)
        ?? (Volatile.Read(ref _isDisposed) != 0 ? new ObjectDisposedException(null, $"the conversation with {Peer} was closed") : null);
}
