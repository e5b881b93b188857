using System.Buffers;
using System.IO.Pipelines;
using Sockeye.Sockets;

namespace Sockeye.Servers.Ways;

/// <summary>Both pipes of a connection as one stream. Its synchronous members wait with their thread. As .NET's streams do: an error of the socket comes within an IOException.</summary>
/// <param name="pipe">The connection.</param>
/// <param name="owned">What is disposed with the stream; null: nothing is.</param>
internal sealed class DuplexStream(IDuplexPipe pipe, IDisposable? owned = null) : Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException("a connection has no length");

    public override long Position
    {
        get => throw new NotSupportedException("a connection has no position");
        set => throw new NotSupportedException("a connection has no position");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            while (true)
            {
                ReadResult read = await pipe.Input.ReadAsync(cancellationToken).ConfigureAwait(false);
                int count = (int)Math.Min(read.Buffer.Length, buffer.Length);
                ReadOnlySequence<byte> taken = read.Buffer.Slice(0, count);
                taken.CopyTo(buffer.Span);
                pipe.Input.AdvanceTo(taken.End);
                if (count > 0 || read.IsCompleted || buffer.IsEmpty)
                {
                    return count;
                }
            }
        }
        catch (SocketFaultException error)
        {
            throw new IOException(error.Message, error);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        using (SocketTransport.BlockHere())
        {
            return ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();
        }
    }

    public override int Read(Span<byte> buffer)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(buffer.Length);
        try
        {
            int count = Read(bytes, 0, buffer.Length);
            bytes.AsSpan(0, count).CopyTo(buffer);
            return count;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await pipe.Output.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketFaultException error)
        {
            throw new IOException(error.Message, error);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        using (SocketTransport.BlockHere())
        {
            WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();
        }
    }

    public override void Flush()
    {
        using (SocketTransport.BlockHere())
        {
            FlushAsync(CancellationToken.None).GetAwaiter().GetResult();
        }
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await pipe.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SocketFaultException error)
        {
            throw new IOException(error.Message, error);
        }
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("a connection has no position");

    public override void SetLength(long value) => throw new NotSupportedException("a connection has no length");

    protected override void Dispose(bool disposing)
    {
        owned?.Dispose();
        base.Dispose(disposing);
    }
}
