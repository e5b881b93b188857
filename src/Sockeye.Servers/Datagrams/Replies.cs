using System.Runtime.CompilerServices;
using Sockeye.Native;
using Sockeye.Sockets;
using Sockeye.Sockets.Faults;

namespace Sockeye.Servers.Datagrams;

/// <summary>Sends a server's answers from its own address.</summary>
/// <remarks>
/// Over IP what has to wait waits for room in the server's own queue, and all wait alike. A Unix socket waits for room in the client's, and one who
/// does not read is no reason to let others wait: each tries for itself, again and again, since no event tells. (But where that client is connected
/// to the server: then its unread answers are charged to the server's buffer, and nobody can do anything about it.)
/// </remarks>
internal sealed class Replies : IDisposable
{
    // An error that an earlier datagram has met is told to a later send, whose own one it is not.
    private const int MostTries = 4;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(64);

    private readonly Socket _socket;
    private readonly ServingOptions _options;

    internal Replies(Socket socket, ServingOptions options)
    {
        (_socket, _options) = (socket, options);
        _socket.Timeout = socket.Family == Family.AF_UNIX || options.WriteTimeout == Timeout.InfiniteTimeSpan ? null : options.WriteTimeout;
        if (options.By == ServeBy.Loops)
        {
            _socket.UseLoops(options.Loops ?? Loops.LoopGroup.Default, options.Lane);
        }
    }

    /// <summary>Sends it to who has sent the datagram.</summary>
    /// <exception cref="NotConnectedException">It was a Unix socket that is not bound.</exception>
    internal ValueTask Send(DatagramVisit visit, ReadOnlyMemory<byte> data)
    {
        if (!visit.HasSender)
        {
            throw FaultFactory.Create(new Fault("sendto", Errno.EDESTADDRREQ)
            {
                Remote = visit.ClientAddress,
                Cause = "the client's socket is not bound, so it has no address that an answer could go to",
            });
        }

        if (_socket.Family == Family.AF_UNIX)
        {
            return TrySend(visit, data) ? default : SendPatiently(visit, data);
        }

        ValueTask<int> sending = _socket.SendToAsync(data, visit.Sender);
        if (!sending.IsCompletedSuccessfully)
        {
            return Sent(visit, data, sending);
        }

        _ = sending.Result;
        return default;
    }

    public void Dispose() => _socket.Dispose();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask Sent(DatagramVisit visit, ReadOnlyMemory<byte> data, ValueTask<int> sending)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                await sending.ConfigureAwait(false);
                return;
            }
            catch (ConnectionRefusedException) when (tries < MostTries)
            {
                sending = _socket.SendToAsync(data, visit.Sender);
            }
        }
    }

    private async ValueTask SendPatiently(DatagramVisit visit, ReadOnlyMemory<byte> data)
    {
        long began = _options.Clock.GetTimestamp();
        TimeSpan pause = FirstPause;
        do
        {
            if (visit.IsAborted)
            {
                throw new OperationCanceledException("the server shuts down, and the time for answers is up");
            }

            if (_options.WriteTimeout != Timeout.InfiniteTimeSpan && _options.Clock.GetElapsedTime(began) >= _options.WriteTimeout)
            {
                throw FaultFactory.Create(new Fault("sendto", Errno.ETIMEDOUT)
                {
                    Remote = visit.ClientAddress,
                    IsOwnTimeout = true,
                    Cause = $"the client took nothing of what was sent to it for {_options.WriteTimeout.TotalSeconds:0.###} s",
                });
            }

            await Task.Delay(pause, _options.Clock).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
        while (!TrySend(visit, data));
    }

    private bool TrySend(DatagramVisit visit, ReadOnlyMemory<byte> data)
    {
        try
        {
            _socket.SendTo(data.Span, visit.Sender, MessageFlags.MSG_DONTWAIT);
            return true;
        }
        catch (WouldBlockException)
        {
            return false;
        }
    }
}
