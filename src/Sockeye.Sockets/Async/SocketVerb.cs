using Sockeye.Native;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets.Async;

/// <summary>A verb of a socket: its time is the socket's, and its errors are those of the blocking form.</summary>
internal abstract class SocketVerb<T> : ResultVerb<T>
{
    private Socket? _socket;
    private Deadline _within;

    /// <summary>While it is in use.</summary>
    private protected Socket Socket => _socket!;

    private protected sealed override TimeSpan Patience => Deadline.Earlier(_within, Socket.Patience).Left;

    private protected sealed override Errno TimeIsUp => Socket.OwnTimeout;

    private protected sealed override Exception Closed() => Socket.Closed(Operation);

    private protected sealed override Exception NotWatched(Errno error) => Socket.Fault("epoll_ctl", error, hint: WatchFault.Hint(error));

    /// <param name="socket">Whose verb it is.</param>
    /// <param name="within">Where it is a part of something longer: the end of that.</param>
    internal void Serve(Socket socket, Deadline within = default) => (_socket, _within) = (socket, within);

    private protected override void Forget() => _socket = null;
}
