namespace Sockeye.Sockets;

// Reads that go on until there is enough, and the reads and writes of an event loop, which never wait.
public sealed partial class SocketStream
{
    private const int CopyBufferSize = 8 * 1024;

    /// <summary>Reads until the buffer is full; fewer bytes only at the end of the stream. Python: <c>read(n)</c>.</summary>
    /// <remarks>Unlike <see cref="Stream.ReadAtLeast"/> and <see cref="Stream.ReadExactly(Span{byte})"/>, a timeout in the middle loses nothing.</remarks>
    /// <returns>How many bytes are in the buffer.</returns>
    /// <exception cref="IOException">The socket failed. What had come is not lost: the next read begins with it.</exception>
    public int ReadUntilFull(Span<byte> buffer)
    {
        int got = 0;
        try
        {
            while (got < buffer.Length && Read(buffer[got..]) is int count and > 0)
            {
                got += count;
            }
        }
        catch
        {
            _heldBack = buffer[..got].ToArray();
            throw;
        }

        return got;
    }

    /// <summary>Reads up to the end of the stream: as much memory as the peer sends. Python: <c>read()</c>.</summary>
    /// <inheritdoc cref="ReadUntilFull" path="/exception"/>
    public byte[] ReadToEnd()
    {
        var all = new MemoryStream();
        byte[] piece = new byte[CopyBufferSize];
        try
        {
            for (int count; (count = Read(piece)) > 0;)
            {
                all.Write(piece, 0, count);
            }
        }
        catch
        {
            _heldBack = all.ToArray();
            throw;
        }

        return all.ToArray();
    }

    /// <summary>What the next read begins with, without taking it; waits for at least one byte where nothing is there. Python: <c>peek</c>.</summary>
    /// <returns>As much as is in the buffer; empty at the end of the stream. It is good until the next call.</returns>
    /// <exception cref="NotSupportedException">The stream has no read buffer, or was not opened to read from.</exception>
    /// <exception cref="IOException">The socket failed; the inner exception says why.</exception>
    public ReadOnlySpan<byte> Peek()
    {
        Demand(CanRead, "read from");
        if (_readBuffer.Length == 0)
        {
            throw new NotSupportedException("this stream has no read buffer to look into");
        }

        if (_heldBack.IsEmpty && _readAt == _readEnd)
        {
            (_readAt, _readEnd) = (0, 0);
            _readEnd = ReceiveInto(_readBuffer, CancellationToken.None);
        }

        return _heldBack.IsEmpty ? _readBuffer.AsSpan(_readAt, _readEnd - _readAt) : _heldBack.Span;
    }

    /// <summary>Reads what is there and never waits, whatever the socket's timeout. Python: <c>read</c> of a non-blocking file, which answers None.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="count">The number of bytes; with an answer of true, 0 is the end of the stream.</param>
    /// <returns>False: nothing is there yet.</returns>
    /// <exception cref="IOException">The socket failed; the inner exception says why.</exception>
    public bool TryRead(Span<byte> buffer, out int count)
    {
        Demand(CanRead, "read from");
        count = 0;
        if (_heldBack.IsEmpty && _readAt == _readEnd && !buffer.IsEmpty)
        {
            if (buffer.Length >= _readBuffer.Length)
            {
                return TryReceiveInto(buffer, out count);
            }

            _readAt = 0;
            bool came = TryReceiveInto(_readBuffer, out _readEnd);
            if (_readEnd == 0)
            {
                return came;
            }
        }

        count = buffer.IsEmpty ? 0 : Read(buffer);
        return true;
    }

    /// <summary>Writes as much as the buffer and the socket take without waiting, whatever the socket's timeout. Python: <c>write</c> of a non-blocking file.</summary>
    /// <param name="data">What to write.</param>
    /// <param name="count">How many bytes of it went, some of them perhaps into the buffer: see <see cref="TryFlush"/>.</param>
    /// <returns>True: all of them. False: the rest is for the caller to write again when the socket is writable.</returns>
    /// <exception cref="IOException">The socket failed; the inner exception says why.</exception>
    public bool TryWrite(ReadOnlySpan<byte> data, out int count)
    {
        Demand(CanWrite, "write to");
        count = 0;
        bool hasRoom = data.Length <= _writeBuffer.Length - _written || TryFlush();
        if (hasRoom && data.Length >= _writeBuffer.Length)
        {
            while (count < data.Length && TrySendFrom(data[count..], out int went))
            {
                count += went;
            }
        }

        int kept = Math.Min(data.Length - count, _writeBuffer.Length - _written);
        data.Slice(count, kept).CopyTo(_writeBuffer.AsSpan(_written));
        _written += kept;
        count += kept;
        return count == data.Length;
    }

    /// <summary>Sends of the write buffer what goes without waiting, whatever the socket's timeout.</summary>
    /// <returns>True: nothing is left in it. False: try again when the socket is writable.</returns>
    /// <exception cref="IOException">The socket failed. What it had not taken stays in the buffer.</exception>
    public bool TryFlush()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        while (_written > 0 && TrySendFrom(_writeBuffer.AsSpan(0, _written), out int went))
        {
            _writeBuffer.AsSpan(went, _written - went).CopyTo(_writeBuffer);
            _written -= went;
        }

        return _written == 0;
    }

    private bool TryReceiveInto(Span<byte> into, out int count)
    {
        try
        {
            return _socket.TryReceive(into, out count);
        }
        catch (SocketFaultException failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }

    private bool TrySendFrom(ReadOnlySpan<byte> data, out int count)
    {
        try
        {
            return _socket.TrySend(data, out count);
        }
        catch (SocketFaultException failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }
}
