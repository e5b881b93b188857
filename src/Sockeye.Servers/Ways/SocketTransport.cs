using System.IO.Pipelines;
using System.Net;
using Microsoft.Win32.SafeHandles;
using Sockeye.Connections.Telemetry;
using Sockeye.Sockets;

namespace Sockeye.Servers.Ways;

/// <summary>A connection on a socket that no loop has: what reads wait by is the way's own. See <see cref="ThreadTransport"/>, <see cref="SelectedTransport"/>.</summary>
/// <remarks>As a <see cref="Connections.Connection"/> does it: the first cause that ends it is the one that all are told; completing the output is a half-close, and both halves a close.</remarks>
internal abstract class SocketTransport : ITransport
{
    // As much as is received or gathered with one call; lent by the shared pool.
    private const int BufferSize = 16 * 1024;

    // So much of a file goes before it is noted that the client takes something.
    private const int FileStep = 64 * 1024;

    [ThreadStatic]
    private static bool s_blocks;

    private readonly EndPoint _client;
    private EndPoint? _local;
    private DuplexStream? _stream;
    private Exception? _cause;
    private int _readActivity;
    private int _writeActivity;
    private volatile bool _isReading;
    private volatile bool _isWriting;
    private volatile bool _hasInputEnded;
    private volatile bool _hasOutputEnded;
    private volatile bool _isClosing;

    /// <param name="socket">Its own from now on.</param>
    /// <param name="client">Who is at the other end.</param>
    /// <param name="waitsWithoutMemory">A read of no bytes waits: so that one that waits holds no buffer.</param>
    protected SocketTransport(Socket socket, EndPoint client, bool waitsWithoutMemory)
    {
        (Socket, _client) = (socket, client);
        Input = PipeReader.Create(new IncomingStream(this), new StreamPipeReaderOptions(bufferSize: BufferSize, useZeroByteReads: waitsWithoutMemory));
        Output = PipeWriter.Create(new OutgoingStream(this));
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public EndPoint Client => _client;

    public EndPoint Local => _local ??= Socket.LocalEndPoint;

    public bool IsReading => _isReading;

    public bool IsWriting => _isWriting;

    public int ReadActivity => Volatile.Read(ref _readActivity);

    public int WriteActivity => Volatile.Read(ref _writeActivity);

    public Exception? Cause => Volatile.Read(ref _cause);

    protected Socket Socket { get; }

    /// <summary>What this thread reads and writes now it waits for itself, in whatever way it is served.</summary>
    protected static bool Blocks => s_blocks;

    public Stream AsStream() => _stream ??= new DuplexStream(this);

    public void Abort(Exception cause)
    {
        if (Socket.IsClosed)
        {
            return;
        }

        SetCause(cause);
        try
        {
            Socket.Options.Linger = TimeSpan.Zero;      // close(2) then sends a reset
        }
        catch (Exception gone) when (gone is SocketFaultException or ObjectDisposedException)
        {
            // Closed meanwhile; then there is nobody to be told.
        }

        Close();
    }

    public async ValueTask CloseAsync()
    {
        _isClosing = true;
        try
        {
            if (!_isWriting)
            {
                Exception? lost = Cause ?? (Socket.IsClosed ? new ObjectDisposedException(nameof(StreamRequest)) : null);
                await Output.CompleteAsync(lost).ConfigureAwait(false);
            }
        }
        catch (Exception gone) when (gone is SocketFaultException or ObjectDisposedException or OperationCanceledException || gone == Cause)
        {
            // The peer has gone: it is closed all the same.
        }
        finally
        {
            Close();
            if (!_isReading)
            {
                await Input.CompleteAsync().ConfigureAwait(false);      // gives its memory back
            }
        }
    }

    /// <summary>One receive, as soon as there is something. 0: the peer has ended the stream.</summary>
    protected abstract ValueTask<int> ReceiveAsync(Memory<byte> into, CancellationToken cancellation);

    /// <summary>One send, as soon as there is room for something.</summary>
    protected abstract ValueTask<int> SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation);

    /// <summary>Closes it, and wakes what waits. Any thread; more than once.</summary>
    protected virtual void Close() => Socket.Dispose();

    /// <summary>Until it is disposed this thread waits itself: then each read and write completes at once.</summary>
    internal static Blocked BlockHere() => new(Interlocked.Exchange(ref s_blocks, true));

    internal async ValueTask<int> Read(Memory<byte> into, CancellationToken cancellation)
    {
        _isReading = true;
        try
        {
            int count = await ReceiveAsync(into, cancellation).ConfigureAwait(false);
            _readActivity++;
            return Cause is null ? count : throw Cause;     // after an error the kernel tells an end of stream, which would look like a peer that had said all
        }
        catch (Exception error) when (error is SocketFaultException or ObjectDisposedException)
        {
            throw Named(error);
        }
        finally
        {
            _isReading = false;
        }
    }

    internal async ValueTask Write(ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        _isWriting = true;
        try
        {
            while (!data.IsEmpty)
            {
                data = data[await SendAsync(data, cancellation).ConfigureAwait(false)..];
                _writeActivity++;
            }
        }
        catch (Exception error) when (error is SocketFaultException or ObjectDisposedException)
        {
            throw Named(error);
        }
        finally
        {
            _isWriting = false;
        }
    }

    /// <summary>sendfile(2), for which this thread waits; what was written before was flushed.</summary>
    /// <returns>How many bytes: fewer than the count where the file has no more.</returns>
    internal long SendFile(SafeFileHandle file, long offset, long count)
    {
        long sent = 0;
        _isWriting = true;
        try
        {
            while (sent < count)
            {
                long step = Socket.SendFile(file, offset + sent, Math.Min(FileStep, count - sent));
                if (step == 0)
                {
                    break;
                }

                sent += step;
                _writeActivity++;
            }

            return sent;
        }
        catch (Exception error) when (error is SocketFaultException or ObjectDisposedException)
        {
            throw Named(error);
        }
        finally
        {
            _isWriting = false;
        }
    }

    internal void InputIsDone()
    {
        _hasInputEnded = true;
        CloseIfDone();
    }

    internal void OutputIsDone()
    {
        _hasOutputEnded = true;
        if (_isClosing)
        {
            return;
        }

        try
        {
            Socket.Shutdown(ShutdownHow.SHUT_WR);
        }
        catch (Exception gone) when (gone is SocketFaultException or ObjectDisposedException)
        {
            // The peer has gone already, and that is told by the next read.
        }

        CloseIfDone();
    }

    private void CloseIfDone()
    {
        if (_hasInputEnded && _hasOutputEnded)
        {
            Close();
        }
    }

    private Exception Named(Exception error) => Cause ?? (error is SocketFaultException ? SetCause(error) : error);

    private Exception SetCause(Exception cause)
    {
        if (Interlocked.CompareExchange(ref _cause, cause, null) is Exception first)
        {
            return first;
        }

        ConnectionMetrics.HasFailed(cause);
        return cause;
    }

    internal readonly struct Blocked(bool before) : IDisposable
    {
        public void Dispose() => s_blocks = before;
    }
}
