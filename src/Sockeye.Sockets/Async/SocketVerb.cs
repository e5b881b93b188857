using Sockeye.Native;

namespace Sockeye.Sockets.Async;

/// <summary>A verb of a socket: its time is the socket's, and its errors are those of the blocking form.</summary>
internal abstract class SocketVerb<T> : ResultVerb<T>
{
    private Socket? _socket;

    /// <summary>While it is in use.</summary>
    private protected Socket Socket => _socket!;

    private protected sealed override TimeSpan Patience => Socket.Patience;

    private protected sealed override Errno TimeIsUp => Socket.OwnTimeout;

    private protected sealed override Exception Closed() => Socket.Closed(Operation);

    private protected sealed override Exception NotWatched(Errno error) => Socket.Fault("epoll_ctl", error);

    internal void Serve(Socket socket) => _socket = socket;

    private protected override void Forget() => _socket = null;
}
