using System.Buffers;
using Sockeye.Native;
using Sockeye.Sockets;
using Sockeye.Sockets.Faults;
using Sockeye.Wire;
using Sockeye.Wire.Frames;

namespace Sockeye.Connections.Framing;

/// <summary>A conversation in frames over a blocking <see cref="Socket"/>: the same as <see cref="FramedConnection{TFrame}"/>, by a thread that waits.</summary>
/// <remarks>
/// <para>Threads. One at a time, to read or to write.</para>
/// <para>The socket's own <see cref="Socket.Timeout"/> and <see cref="Socket.Deadline"/> hold as well, whichever is the shorter. A read that one of those ended can be made again: no byte is lost.</para>
/// </remarks>
/// <typeparam name="TFrame">What a frame is. One that points into what was received is good until the next read.</typeparam>
public sealed class FramedSocket<TFrame> : IDisposable
{
    private const int AtOnce = 16 * 1024;

    private readonly Socket _socket;
    private readonly IFrameFormat<TFrame> _format;
    private readonly FramingOptions _options;
    private readonly FrameFeed<TFrame> _feed;
    private readonly ArrayBufferWriter<byte> _unsent = new();
    private readonly byte[] _received = new byte[AtOnce];
    private bool _hasEnded;
    private bool _isLost;       // behind a malformed frame, and looks for the next
    private bool _isOver;       // the last frame was given out
    private ProtocolException? _error;

    /// <summary>Frames over a connected stream socket.</summary>
    /// <param name="socket">Disposed with this.</param>
    /// <param name="format">How the stream is cut.</param>
    /// <param name="options">How long the peer is waited for.</param>
    public FramedSocket(Socket socket, IFrameFormat<TFrame> format, FramingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(format);
        (_socket, _format, _options) = (socket, format, options ?? new FramingOptions());
        _feed = new FrameFeed<TFrame>(format.CreateReader());
    }

    /// <summary>What carries the frames.</summary>
    public Socket Socket => _socket;

    /// <summary>Reads the next frame.</summary>
    /// <returns>False: the peer has ended the stream between two frames, as it should.</returns>
    /// <exception cref="ProtocolException">A malformed frame, one over the limit, or a stream that ended inside of one.</exception>
    /// <exception cref="SocketTimeoutException">The peer took longer than the options, or the socket's own limits, allow.</exception>
    public bool TryRead(out TFrame frame)
    {
        try
        {
            return TryTake(out frame);
        }
        catch (ProtocolException error)
        {
            throw Named(error);
        }
    }

    /// <summary>Reads the next frame.</summary>
    /// <exception cref="EndOfStreamException">The peer has ended the stream where a frame was due.</exception>
    /// <inheritdoc cref="TryRead" path="/exception"/>
    public TFrame Read() => TryRead(out TFrame frame) ? frame : throw new EndOfStreamException($"{Peer() ?? "the peer"} ended the stream where a frame was due");

    /// <summary>All frames until the peer ends the stream.</summary>
    /// <inheritdoc cref="TryRead" path="/exception"/>
    public IEnumerable<TFrame> ReadAll()
    {
        while (TryRead(out TFrame frame))
        {
            yield return frame;
        }
    }

    /// <summary>Sends a frame.</summary>
    /// <exception cref="ProtocolException">The format cannot carry this frame: this side's fault. Nothing of it was sent.</exception>
    /// <exception cref="SocketTimeoutException">The peer did not take it in time.</exception>
    public void Write(in TFrame frame) => Write(new ReadOnlySpan<TFrame>(in frame));

    /// <summary>Sends many, together.</summary>
    /// <inheritdoc cref="Write(in TFrame)" path="/exception"/>
    public void Write(ReadOnlySpan<TFrame> frames)
    {
        _unsent.ResetWrittenCount();
        foreach (ref readonly TFrame frame in frames)
        {
            _format.Write(frame, _unsent);
        }

        TimeSpan? own = Begin(_options.WriteTimeout);
        try
        {
            _socket.SendAll(_unsent.WrittenSpan);
        }
        catch (SocketTimeoutException) when (IsOurs(own, _options.WriteTimeout))
        {
            throw TooLate("send", $"the peer did not take what was sent within {_options.WriteTimeout.TotalSeconds:0.###} s");
        }
        finally
        {
            _socket.Timeout = own;
        }
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose() => _socket.Dispose();

    private bool TryTake(out TFrame frame)
    {
        Deadline whole = Deadline.Never;
        while (true)
        {
            if ((!_isLost || TryResync()) && TryParse(out frame))
            {
                return true;
            }

            if (_hasEnded)
            {
                frame = default!;
                bool first = !_isOver && !_isLost;
                _isOver = true;
                return first && _feed.TryReadLast(out frame);
            }

            if (_feed.Waiting == 0)
            {
                Receive(_options.IdleTimeout, $"the peer sent nothing for {_options.IdleTimeout.TotalSeconds:0.###} s");
                continue;
            }

            if (whole.IsNever)
            {
                whole = Deadline.After(_options.FrameTimeout);
            }

            Receive(whole.Left, $"a frame was not whole after {_options.FrameTimeout.TotalSeconds:0.###} s");
        }
    }

    private bool TryParse(out TFrame frame)
    {
        try
        {
            return _feed.TryRead(out frame);
        }
        catch (ProtocolException error)
        {
            (_isLost, _error) = (true, error);
            throw;
        }
    }

    private bool TryResync()
    {
        try
        {
            _isLost = !_feed.TryResync();
        }
        catch (NotSupportedException)
        {
            throw _error!;
        }

        return !_isLost;
    }

    private void Receive(TimeSpan limit, string tooLate)
    {
        TimeSpan? own = Begin(limit);
        try
        {
            int count = _socket.Receive(_received);
            _hasEnded = count == 0;
            _feed.Add(_received.AsSpan(0, count));
        }
        catch (SocketTimeoutException) when (IsOurs(own, limit))
        {
            throw TooLate("recv", tooLate);
        }
        finally
        {
            _socket.Timeout = own;
        }
    }

    // The shorter one of the socket's own limit and ours. A limit of nothing would not wait, but also not say that it was too late.
    private TimeSpan? Begin(TimeSpan limit)
    {
        TimeSpan? own = _socket.Timeout;
        if (IsOurs(own, limit))
        {
            _socket.Timeout = limit > TimeSpan.Zero ? limit : TimeSpan.FromTicks(1);
        }

        return own;
    }

    private static bool IsOurs(TimeSpan? own, TimeSpan limit) => limit != Timeout.InfiniteTimeSpan && (own is null || limit < own);

    private SocketFaultException TooLate(string operation, string cause)
        => FaultFactory.Create(new Fault(operation, Errno.ETIMEDOUT) { Target = Peer(), IsOwnTimeout = true, Cause = cause });

    private ProtocolException Named(ProtocolException error) => Peer() is string peer ? error.From(peer) : error;

    private string? Peer()
    {
        try
        {
            return _socket.RemoteEndPoint?.ToString();
        }
        catch (Exception unknown) when (unknown is SocketFaultException or ObjectDisposedException)
        {
            return null;
        }
    }
}
