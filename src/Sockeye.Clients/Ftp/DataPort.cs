using System.Net;
using Sockeye.Clients.Streams;
using Sockeye.Connections.Tls;
using Sockeye.Sockets;

namespace Sockeye.Clients.Ftp;

/// <summary>Where the two meet for the data of one command: connected already (passive), or a listener that the server is to connect to (active).</summary>
internal sealed class DataPort : IDisposable
{
    private readonly Socket? _listener;
    private readonly IPAddress? _expected;
    private readonly ClientOptions? _options;
    private ClientStream? _stream;

    internal DataPort(ClientStream stream) => _stream = stream;

    /// <param name="listener">Where the server is to connect to; closed when it has.</param>
    /// <param name="expected">From which host. Others are sent away, and it goes on waiting.</param>
    /// <param name="options">For the stream.</param>
    internal DataPort(Socket listener, IPAddress expected, ClientOptions options) => (_listener, _expected, _options) = (listener, expected, options);

    /// <summary>After the server said that it begins: the data's bytes, in TLS where <paramref name="tls"/> says how. They are the caller's.</summary>
    internal async ValueTask<ClientStream> Meet(TlsClientOptions? tls, bool blocking, CancellationToken cancellation)
    {
        _stream ??= await Accept(blocking, cancellation).ConfigureAwait(false);
        if (tls is not null)
        {
            await _stream.UpgradeToTls(tls, blocking, cancellation).ConfigureAwait(false);
        }

        ClientStream met = _stream;
        _stream = null;
        return met;
    }

    public void Dispose()
    {
        _listener?.Dispose();
        _stream?.Dispose();
    }

    private async ValueTask<ClientStream> Accept(bool blocking, CancellationToken cancellation)
    {
        using Socket listener = _listener!;
        listener.Deadline = _options!.Timeout is TimeSpan limit ? Deadline.After(limit) : Deadline.Never;
        while (true)
        {
            Socket socket = blocking ? listener.Accept(cancellation) : await listener.AcceptAsync(cancellation).ConfigureAwait(false);
            EndPoint? peer = PeerOf(socket);
            if (peer is IPEndPoint from && from.Address.Equals(_expected))
            {
                return ClientStream.Over(socket, _options, from.ToString());
            }

            socket.Dispose();
        }
    }

    private static EndPoint? PeerOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint;
        }
        catch (NotConnectedException)
        {
            return null;        // gone before it was looked at
        }
    }
}
