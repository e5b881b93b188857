using System.Net;
using Sockeye.Connections;
using Sockeye.Connections.Tls;
using Sockeye.Sockets;

namespace Sockeye.Clients.Streams;

/// <summary>A plain socket, whose verbs have both forms, and whose timeout holds for both.</summary>
internal sealed class SocketCarrier(Socket socket) : Carrier
{
    // Asked for early: a socket that was reset has no peer any more, and errors are to name it.
    private readonly EndPoint? _remote = PeerOf(socket);

    internal override EndPoint? Remote => _remote;

    internal override EndPoint? Local => socket.IsClosed ? null : socket.LocalEndPoint;

    internal override TlsInfo? Tls => null;

    internal override ValueTask<int> Receive(Memory<byte> into, Deadline end, bool blocking, CancellationToken cancellation)
    {
        Begin(end);
        return blocking ? new ValueTask<int>(socket.Receive(into.Span, cancellation: cancellation)) : socket.ReceiveAsync(into, cancellation: cancellation);
    }

    internal override bool KeepsWhenCancelled(bool blocking) => true;

    internal override ValueTask Send(ReadOnlyMemory<byte> data, Deadline end, bool blocking, CancellationToken cancellation)
    {
        Begin(end);
        if (!blocking)
        {
            return socket.SendAllAsync(data, cancellation: cancellation);
        }

        socket.SendAll(data.Span, cancellation: cancellation);
        return default;
    }

    // Both directions have the socket's one timeout: what the other has set just before this began to wait is not this one's.
    internal override bool IsTooEarly(SocketTimeoutException late, Deadline end) => !late.IsConnectionLost && !end.HasPassed && !socket.Deadline.HasPassed;

    internal override ValueTask ShutdownSend(Deadline end, bool blocking, CancellationToken cancellation)
    {
        try
        {
            socket.Shutdown(ShutdownHow.SHUT_WR);
        }
        catch (NotConnectedException)
        {
            // The peer has gone already, and that is told by the next read.
        }

        return default;
    }

    internal override void Abort(Exception cause)
    {
        try
        {
            socket.Options.Linger = TimeSpan.Zero;      // close(2) then resets
        }
        catch (Exception gone) when (gone is SocketFaultException or ObjectDisposedException)
        {
            // It was closed meanwhile.
        }

        socket.Dispose();
    }

    internal override async ValueTask<Carrier> Secure(TlsClientOptions options, bool blocking, CancellationToken cancellation)
    {
        EndPoint? local = Local;
        socket.Timeout = null;
        return await Handshake(TlsConnection.ConnectAsync(Connection.Adopt(socket, options.Connection), options, cancellation), local, blocking).ConfigureAwait(false);
    }

    public override void Dispose() => socket.Dispose();

    public override ValueTask DisposeAsync()
    {
        socket.Dispose();
        return default;
    }

    private static EndPoint? PeerOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint;
        }
        catch (NotConnectedException)
        {
            return null;
        }
    }

    // A time of nothing would mean not to wait, but also not say that it was too late.
    private void Begin(Deadline end)
    {
        TimeSpan left = end.Left;
        socket.Timeout = end.IsNever ? null : left > TimeSpan.Zero ? left : TimeSpan.FromTicks(1);
    }
}
