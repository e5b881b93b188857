using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using Sockeye.Connections.Tls;
using Sockeye.Native;
using Sockeye.Sockets.Faults;
using Sockeye.Wire;
using Sockeye.Wire.Frames;

namespace Sockeye.Connections.Framing;

/// <summary>A conversation in frames, over a <see cref="Connection"/>, a stream or a pipe: read one, read them all, write one or many with one flush.</summary>
/// <remarks>
/// <para>Threads. One reader and one writer at a time, on any threads.</para>
/// <para>Memory. A frame that points into what was received, as a <see cref="ReadOnlySequence{T}"/> does, is good until the next read. Nothing is
/// allocated for a frame, read or written.</para>
/// <para>Errors. A malformed frame is a <see cref="ProtocolException"/> that names the peer; the next read goes on behind it where the format can
/// find the next frame, and else says the same again: then the connection is closed. What the network does is told by the
/// errors of the connection.</para>
/// </remarks>
/// <typeparam name="TFrame">What a frame is.</typeparam>
public sealed partial class FramedConnection<TFrame> : IAsyncEnumerable<TFrame>, IFrameProgress, IDisposable, IAsyncDisposable
{
    private readonly IFrameFormat<TFrame> _format;
    private readonly FramingOptions _options;
    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private readonly IFrameReader<TFrame> _reader;
    private readonly object _below;             // what is disposed with it
    private readonly WaitLimit? _readLimit;
    private ReadOnlySequence<byte> _left;       // at hand and not in a frame yet
    private TFrame _frame = default!;
    private ProtocolException? _error;          // of the frame that _left begins with
    private long _frameBegan;                   // when its first bytes had to be waited behind; 0: they have not
    private bool _hasRead;
    private bool _hasEnded;
    private bool _isOver;                       // and the last frame was given out
    private volatile bool _endsBetween;         // no frame is waited for any more
    private int _frames;                        // given out so far
    private long _skipped;                      // of a frame that was malformed, on the way to the next one
    private long _half;                         // bytes at hand of the frame that is being waited for

    /// <summary>Frames over a connection.</summary>
    /// <param name="connection">Disposed with this.</param>
    /// <param name="format">How the stream is cut.</param>
    /// <param name="options">How long the peer is waited for.</param>
    public FramedConnection(Connection connection, IFrameFormat<TFrame> format, FramingOptions? options = null)
        : this((IDuplexPipe)connection, format, options)
    {
    }

    /// <summary>Frames over a stream: of TLS, of a process, of a file. Read with a buffer of its own.</summary>
    /// <param name="stream">Disposed with this.</param>
    /// <param name="format">How the stream is cut.</param>
    /// <param name="options">How long the peer is waited for.</param>
    public FramedConnection(Stream stream, IFrameFormat<TFrame> format, FramingOptions? options = null)
        : this(stream, PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true)), PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true)), format, options)
    {
    }

    /// <summary>Frames over a pipe.</summary>
    /// <param name="pipe">Disposed with this where it can be; else both ends are completed.</param>
    /// <param name="format">How the stream is cut.</param>
    /// <param name="options">How long the peer is waited for.</param>
    public FramedConnection(IDuplexPipe pipe, IFrameFormat<TFrame> format, FramingOptions? options = null)
        : this(pipe ?? throw new ArgumentNullException(nameof(pipe)), pipe.Input, pipe.Output, format, options)
    {
    }

    private FramedConnection(object below, PipeReader input, PipeWriter output, IFrameFormat<TFrame> format, FramingOptions? options)
    {
        ArgumentNullException.ThrowIfNull(format);
        (_below, _input, _output, _format, _options) = (below, input, output, format, options ?? new FramingOptions());
        _reader = format.CreateReader();
        if (_options.IdleTimeout != Timeout.InfiniteTimeSpan || _options.FrameTimeout != Timeout.InfiniteTimeSpan)
        {
            _readLimit = new WaitLimit(_options.Clock, _input.CancelPendingRead);
        }

        if (_options.WriteTimeout != Timeout.InfiniteTimeSpan)
        {
            _writeLimit = new WaitLimit(_options.Clock, _output.CancelPendingFlush);
        }
    }

    /// <summary>What carries the frames, where it is a connection of ours; else null.</summary>
    public Connection? Connection => _below as Connection;

    /// <summary>The frame that the last <see cref="NextAsync"/> brought.</summary>
    public TFrame Current => _frame;

    int IFrameProgress.Frames => Volatile.Read(ref _frames);

    long IFrameProgress.Half => Volatile.Read(ref _half);

    bool IFrameProgress.TryLetGo()
    {
        if (_isReading)
        {
            throw new InvalidOperationException("a read of this connection is under way: its result is awaited first");
        }

        bool isEmpty = _left.IsEmpty;
        if (_hasRead)
        {
            _input.AdvanceTo(_left.End);
        }

        (_left, _hasRead, _hasEnded, _isOver) = (default, false, true, true);
        return isEmpty;
    }

    void IFrameProgress.EndBetweenFrames()
    {
        _endsBetween = true;
        _input.CancelPendingRead();
    }

    /// <summary>Reads the next frame into <see cref="Current"/>.</summary>
    /// <returns>False: the peer has ended the stream between two frames, as it should.</returns>
    /// <exception cref="ProtocolException">A malformed frame, one over the limit, or a stream that ended inside of one.</exception>
    /// <exception cref="Sockets.SocketTimeoutException">The peer took longer than the options allow. The connection was aborted.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. No byte is lost: the next read goes on.</exception>
    /// <exception cref="InvalidOperationException">A read is under way.</exception>
    public ValueTask<bool> NextAsync(CancellationToken cancellation = default)
    {
        if (_isReading)
        {
            throw new InvalidOperationException("a read of this connection is under way: its result is awaited first");
        }

        try
        {
            return TryTake() ? new ValueTask<bool>(true) : ReadOn(cancellation);
        }
        catch (ProtocolException error)
        {
            return ValueTask.FromException<bool>(error);
        }
    }

    /// <summary>Reads the next frame.</summary>
    /// <exception cref="EndOfStreamException">The peer has ended the stream where a frame was due.</exception>
    /// <inheritdoc cref="NextAsync" path="/exception"/>
    public ValueTask<TFrame> ReadAsync(CancellationToken cancellation = default)
    {
        ValueTask<bool> next = NextAsync(cancellation);
        return next.IsCompletedSuccessfully ? new ValueTask<TFrame>(Due(next.Result)) : DueLater(next);
    }

    /// <summary>All frames until the peer ends the stream: <c>await foreach</c>.</summary>
    /// <inheritdoc cref="NextAsync" path="/exception"/>
    public async IAsyncEnumerator<TFrame> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        while (await NextAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return _frame;
        }
    }

    /// <summary>Closes what is below, at once. What was not flushed is dropped.</summary>
    public void Dispose()
    {
        EndLimits();
        switch (_below)
        {
            case IDisposable below:
                below.Dispose();
                break;

            default:
                _input.Complete();
                _output.Complete();
                break;
        }
    }

    /// <summary>Closes what is below, after what was written was flushed.</summary>
    public async ValueTask DisposeAsync()
    {
        EndLimits();
        try
        {
            if (_below is not (Sockeye.Connections.Connection or TlsConnection))        // which flush by themselves
            {
                await CompleteAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            switch (_below)
            {
                case IAsyncDisposable below:
                    await below.DisposeAsync().ConfigureAwait(false);
                    break;

                case IDisposable below:
                    below.Dispose();
                    break;
            }
        }
    }

    private async ValueTask CompleteAsync()
    {
        try
        {
            await _output.CompleteAsync().ConfigureAwait(false);
        }
        finally
        {
            await _input.CompleteAsync().ConfigureAwait(false);
        }
    }

    private void EndLimits()
    {
        _readLimit?.Dispose();
        _writeLimit?.Dispose();
    }

    // A frame from what is at hand.
    private bool TryTake()
    {
        if (_left.IsEmpty)
        {
            return false;
        }

        var input = new SequenceReader<byte>(_left);
        if (_error is not null && !TryResync(ref input))
        {
            return false;
        }

        try
        {
            if (!_reader.TryRead(ref input, out _frame))
            {
                return false;
            }
        }
        catch (ProtocolException error)
        {
            _half = 0;
            throw _error = Named(error);
        }

        _left = input.UnreadSequence;
        (_frameBegan, _half) = (0, 0);
        _frames++;
        return true;
    }

    private bool TryResync(ref SequenceReader<byte> input)
    {
        if (!_reader.CanResync)
        {
            throw _error!;
        }

        bool found = _reader.TryResync(ref input);
        _skipped += input.Consumed;
        _left = input.UnreadSequence;
        if (found)
        {
            (_error, _skipped, _frameBegan, _half) = (null, 0, 0, 0);
        }

        return found && !_left.IsEmpty;
    }

    // The close may end a frame, once.
    private bool TryTakeLast()
    {
        if (_isOver || _error is not null)
        {
            return false;
        }

        _isOver = true;
        ReadOnlySequence<byte> left = _left;
        _left = default;
        try
        {
            return _reader.TryReadLast(left, out _frame);
        }
        catch (ProtocolException error)
        {
            throw Named(error);
        }
    }

    private TFrame Due(bool isThere) => isThere ? _frame : throw new EndOfStreamException($"{Peer() ?? "the peer"} ended the stream where a frame was due");

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TFrame> DueLater(ValueTask<bool> next) => Due(await next.ConfigureAwait(false));

    private Exception TooLate(string operation, string cause)
    {
        Exception error = FaultFactory.Create(new Fault(operation, Errno.ETIMEDOUT) { Remote = PeerOrNull(), IsOwnTimeout = true, Cause = cause });
        Connection?.Abort(error);
        (_below as TlsConnection)?.Abort(error);
        return error;
    }

    private ProtocolException Named(ProtocolException error) => Peer() is string peer ? error.From(peer) : error;

    private string? Peer() => PeerOrNull()?.ToString();

    private EndPoint? PeerOrNull() => Connection?.RemoteOrNull() ?? (_below as TlsConnection)?.RemoteEndPoint;
}
