using System.Buffers;
using Sockeye.Connections;
using Sockeye.Connections.Tls;
using Sockeye.Sockets;

namespace Sockeye.Cli.Talking;

/// <summary>A stream in TLS, whose server was asked who it is.</summary>
internal sealed class TlsEnd : IStreamEnd, IDisposable
{
    private readonly TlsConnection _secure;
    private readonly Stream _incoming;

    private TlsEnd(TlsConnection secure) => (_secure, _incoming) = (secure, secure.AsStream(leaveOpen: true));

    /// <param name="socket">Its own from now on.</param>
    /// <param name="options">Whom to trust.</param>
    /// <param name="stop">Ends the handshake early.</param>
    /// <exception cref="TlsException">The server is not trusted, or speaks no TLS.</exception>
    internal static TlsEnd Begin(Socket socket, TlsClientOptions options, CancellationToken stop)
        => new(TlsConnection.ConnectAsync(Connection.Adopt(socket), options, stop).GetAwaiter().GetResult());

    public int Receive(Memory<byte> into, CancellationToken stop) => _incoming.ReadAsync(into, stop).AsTask().GetAwaiter().GetResult();

    public void SendAll(ReadOnlySpan<byte> data)
    {
        _secure.Output.Write(data);
        _secure.Output.FlushAsync().AsTask().GetAwaiter().GetResult();
    }

    public void EndSending() => _secure.Output.Complete();

    public void Dispose() => _secure.Dispose();
}
