using System.Runtime.CompilerServices;

namespace Sockeye.Sockets;

// The async face, over the verbs that are awaited: the same buffers, and nobody's thread.
public sealed partial class SocketStream
{
    /// <inheritdoc cref="Read(Span{byte})"/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Demand(CanRead, "read from");
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        return _readAt < _readEnd || !_heldBack.IsEmpty ? new ValueTask<int>(Read(buffer.Span, CancellationToken.None))
            : buffer.Length < _readBuffer.Length ? ReadThroughBuffer(buffer, cancellationToken)
            : buffer.IsEmpty ? default
            : ReceiveIntoAsync(buffer, cancellationToken);
    }

    /// <inheritdoc cref="Read(Span{byte})"/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <inheritdoc cref="Write(ReadOnlySpan{byte})"/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Demand(CanWrite, "write to");
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        if (buffer.Length <= _writeBuffer.Length - _written && buffer.Length < _writeBuffer.Length)
        {
            Write(buffer.Span, CancellationToken.None);
            return default;
        }

        return WriteThroughBuffer(buffer, cancellationToken);
    }

    /// <inheritdoc cref="Write(ReadOnlySpan{byte})"/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <inheritdoc cref="Flush"/>
    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken)
            : _written == 0 ? Task.CompletedTask
            : FlushBufferAsync(cancellationToken).AsTask();
    }

    /// <summary>Flushes and closes the stream, and the socket with it if the stream owns it.</summary>
    public override async ValueTask DisposeAsync()
    {
        try
        {
            if (!_closed)
            {
                await FlushBufferAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
        finally
        {
            _written = 0;       // nothing is left for Dispose to send
            await base.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state)
        => TaskToAsyncResult.Begin(ReadAsync(buffer, offset, count, CancellationToken.None), callback, state);

    /// <inheritdoc/>
    public override int EndRead(IAsyncResult asyncResult) => TaskToAsyncResult.End<int>(asyncResult);

    /// <inheritdoc/>
    public override IAsyncResult BeginWrite(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state)
        => TaskToAsyncResult.Begin(WriteAsync(buffer, offset, count, CancellationToken.None), callback, state);

    /// <inheritdoc/>
    public override void EndWrite(IAsyncResult asyncResult) => TaskToAsyncResult.End(asyncResult);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadThroughBuffer(Memory<byte> buffer, CancellationToken cancellation)
    {
        (_readAt, _readEnd) = (0, 0);
        _readEnd = await ReceiveIntoAsync(_readBuffer, cancellation).ConfigureAwait(false);
        int count = Math.Min(buffer.Length, _readEnd);
        _readBuffer.AsSpan(0, count).CopyTo(buffer.Span);
        _readAt = count;
        return count;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveIntoAsync(Memory<byte> into, CancellationToken cancellation)
    {
        try
        {
            return await _socket.ReceiveAsync(into, cancellation: cancellation).ConfigureAwait(false);
        }
        catch (SocketFaultException failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WriteThroughBuffer(ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        await FlushBufferAsync(cancellation).ConfigureAwait(false);
        if (data.Length < _writeBuffer.Length)
        {
            Write(data.Span, cancellation);
        }
        else if (!data.IsEmpty)
        {
            try
            {
                await _socket.SendAllAsync(data, cancellation: cancellation).ConfigureAwait(false);
            }
            catch (SocketFaultException failure)
            {
                throw new IOException(failure.Message, failure);
            }
        }
    }

    // However it ends, what did not go is in the buffer, and no more: a later flush goes on there.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FlushBufferAsync(CancellationToken cancellation)
    {
        Deadline whole = _written == 0 ? Deadline.Never : _socket.Patience;
        while (_written > 0)
        {
            try
            {
                int went = await _socket.SendPartAsync(_writeBuffer.AsMemory(0, _written), whole, cancellation).ConfigureAwait(false);
                _writeBuffer.AsSpan(went, _written - went).CopyTo(_writeBuffer);
                _written -= went;
            }
            catch (SocketFaultException failure)
            {
                throw new IOException(failure.Message, failure);
            }
        }
    }
}
