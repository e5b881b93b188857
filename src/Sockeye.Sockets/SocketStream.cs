namespace Sockeye.Sockets;

/// <summary>A socket as a stream, with a read buffer and a write buffer of its own. Python: <c>makefile</c> in binary mode.</summary>
/// <remarks>
/// <para>Writes stay in the buffer until it is full, or until <see cref="Flush"/> or Dispose: flush before you wait for an answer.
/// A buffer of 0 bytes sends each write at once.</para>
/// <para>Timeouts are the socket's. Errors of the socket come as <see cref="IOException"/> with the
/// <see cref="SocketFaultException"/> inside. A timeout loses nothing: what was read before stays in the buffer.</para>
/// <para>One thread may read while another writes; two readers or two writers need a lock of their own.</para>
/// <para>The async methods wait on an event loop, as <see cref="Socket.ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/> does, and occupy no thread; a read and a write do not wait for each other.
/// A cancelled write that was not to be buffered may have sent a part, and nobody knows how much: close the stream then. A cancelled flush leaves in the buffer what did not go.</para>
/// </remarks>
public sealed partial class SocketStream : Stream
{
    private readonly Socket _socket;
    private readonly FileAccess _access;
    private readonly bool _ownsSocket;
    private readonly byte[] _readBuffer;
    private readonly byte[] _writeBuffer;
    private int _readAt;
    private int _readEnd;
    private int _written;
    private ReadOnlyMemory<byte> _heldBack;    // the beginning of a line whose end did not come in time: comes first, again
    private bool _closed;

    internal SocketStream(Socket socket, StreamOptions options)
    {
        (_socket, _access, _ownsSocket) = (socket, options.Access, options.OwnsSocket);
        _readBuffer = CanRead ? new byte[options.ReadBufferSize] : [];
        _writeBuffer = CanWrite ? new byte[options.WriteBufferSize] : [];
    }

    /// <summary>The socket below.</summary>
    public Socket Socket => _socket;

    /// <inheritdoc/>
    public override bool CanRead => !_closed && (_access & FileAccess.Read) != 0;

    /// <inheritdoc/>
    public override bool CanWrite => !_closed && (_access & FileAccess.Write) != 0;

    /// <summary>False: a socket has no positions.</summary>
    public override bool CanSeek => false;

    /// <summary>True: see <see cref="ReadTimeout"/>.</summary>
    public override bool CanTimeout => true;

    /// <summary>The socket's <see cref="Socket.Timeout"/> in milliseconds; -1 for none. It is one for both directions.</summary>
    public override int ReadTimeout
    {
        get => _socket.Timeout is TimeSpan limit ? (int)Math.Min(int.MaxValue, Math.Ceiling(limit.TotalMilliseconds)) : -1;
        set => _socket.Timeout = value < 0 ? null : TimeSpan.FromMilliseconds(value);
    }

    /// <inheritdoc cref="ReadTimeout"/>
    public override int WriteTimeout
    {
        get => ReadTimeout;
        set => ReadTimeout = value;
    }

    /// <summary>Reads what is there, waiting for at least one byte; 0 at the end of the stream.</summary>
    /// <exception cref="IOException">The socket failed; the inner exception says why.</exception>
    public override int Read(Span<byte> buffer) => Read(buffer, CancellationToken.None);

    private int Read(Span<byte> buffer, CancellationToken cancellation)
    {
        Demand(CanRead, "read from");
        if (!_heldBack.IsEmpty)
        {
            int again = Math.Min(buffer.Length, _heldBack.Length);
            _heldBack.Span[..again].CopyTo(buffer);
            _heldBack = _heldBack[again..];
            return again;
        }

        if (_readAt == _readEnd && buffer.Length < _readBuffer.Length)
        {
            (_readAt, _readEnd) = (0, 0);
            _readEnd = ReceiveInto(_readBuffer, cancellation);
        }

        if (_readAt == _readEnd)
        {
            // The buffer is empty: the end of the stream, or a request at least as large as the buffer, which goes past it.
            return buffer.Length < _readBuffer.Length || buffer.IsEmpty ? 0 : ReceiveInto(buffer, cancellation);
        }

        int count = Math.Min(buffer.Length, _readEnd - _readAt);
        _readBuffer.AsSpan(_readAt, count).CopyTo(buffer);
        _readAt += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    /// <summary>Reads one byte; -1 at the end of the stream.</summary>
    public override int ReadByte()
    {
        Demand(CanRead, "read from");
        if (_readAt < _readEnd && _heldBack.IsEmpty)
        {
            return _readBuffer[_readAt++];
        }

        Span<byte> one = stackalloc byte[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    /// <summary>Writes into the buffer, and on to the socket when it is full.</summary>
    /// <exception cref="IOException">The socket failed; the inner exception says why and how much had gone.</exception>
    public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer, CancellationToken.None);

    private void Write(ReadOnlySpan<byte> buffer, CancellationToken cancellation)
    {
        Demand(CanWrite, "write to");
        if (buffer.Length > _writeBuffer.Length - _written)
        {
            FlushBuffer(cancellation);
        }

        if (buffer.Length >= _writeBuffer.Length)
        {
            SendFrom(buffer, cancellation);
            return;
        }

        buffer.CopyTo(_writeBuffer.AsSpan(_written));
        _written += buffer.Length;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public override void WriteByte(byte value) => Write([value]);

    /// <summary>Sends what is in the write buffer.</summary>
    /// <exception cref="IOException">The socket failed. What it had not taken stays in the buffer.</exception>
    public override void Flush()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        FlushBuffer(CancellationToken.None);
    }

    /// <summary>Not possible on a socket.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override long Length => throw NoPositions();

    /// <summary>Not possible on a socket.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override long Position
    {
        get => throw NoPositions();
        set => throw NoPositions();
    }

    /// <summary>Not possible on a socket.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override long Seek(long offset, SeekOrigin origin) => throw NoPositions();

    /// <summary>Not possible on a socket.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void SetLength(long value) => throw NoPositions();

    /// <summary>Flushes and closes the stream, and the socket with it if the stream owns it.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_closed)
        {
            try
            {
                Flush();
            }
            finally
            {
                _closed = true;
                if (_ownsSocket)
                {
                    _socket.Dispose();
                }
            }
        }

        base.Dispose(disposing);
    }

    private int ReceiveInto(Span<byte> into, CancellationToken cancellation)
    {
        try
        {
            return _socket.Receive(into, cancellation: cancellation);
        }
        catch (SocketFaultException failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }

    private void FlushBuffer(CancellationToken cancellation)
    {
        if (_written == 0)
        {
            return;    // a send of nothing would still find out that the peer is gone
        }

        // A failure, a timeout or a cancelled token leaves in the buffer what did not go, and no more: a later flush goes on there.
        int sent = 0;
        try
        {
            _socket.SendAll(_writeBuffer.AsSpan(0, _written), ref sent, cancellation);
        }
        catch (SocketFaultException failure)
        {
            throw new IOException(failure.Message, failure);
        }
        finally
        {
            _writeBuffer.AsSpan(sent, _written - sent).CopyTo(_writeBuffer);
            _written -= sent;
        }
    }

    private void SendFrom(ReadOnlySpan<byte> data, CancellationToken cancellation)
    {
        if (data.IsEmpty)
        {
            return;
        }

        try
        {
            _socket.SendAll(data, cancellation: cancellation);
        }
        catch (SocketFaultException failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }

    private void Demand(bool possible, string what)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (!possible)
        {
            throw new NotSupportedException($"this stream was not opened to {what}");
        }
    }

    private static NotSupportedException NoPositions() => new("a socket has no positions: it cannot seek and has no length");
}
