using System.Runtime.CompilerServices;

namespace Sockeye.Connections.Tls;

/// <summary>TLS as a stream. Reads are decrypted into the caller's memory; what the pipe had received before comes first. The synchronous members wait with their thread.</summary>
internal sealed class TlsStream(TlsConnection connection, TlsInput input, TlsOutput output, bool leaveOpen) : Stream
{
    internal bool LeavesOpen => leaveOpen;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException("a connection has no length");

    public override long Position
    {
        get => throw new NotSupportedException("a connection has no position");
        set => throw new NotSupportedException("a connection has no position");
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        input.Begin();
        try
        {
            if (input.Left > 0)
            {
                return input.Take(buffer.Span);
            }

            if (!buffer.IsEmpty && connection.MustHear)
            {
                connection.Hear(await connection.Below.Input.ReadAsync(cancellationToken).ConfigureAwait(false));
            }

            return Read(await connection.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Length);
        }
        catch (Exception error)
        {
            throw InStream(connection.Fault(error, "TLS read", cancellationToken));
        }
        finally
        {
            input.End();
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
        return Read(buffer.AsSpan(offset, count));
    }

    public override int Read(Span<byte> buffer)
    {
        input.Begin();
        try
        {
            return input.Left > 0 || buffer.IsEmpty ? input.Take(buffer) : Read(connection.ReadBlocking(buffer), buffer.Length);
        }
        catch (Exception error)
        {
            throw InStream(connection.Fault(error, "TLS read", default));
        }
        finally
        {
            input.End();
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ValueTask<System.IO.Pipelines.FlushResult> sent = output.WriteAsync(buffer, cancellationToken);
        if (!sent.IsCompletedSuccessfully)
        {
            return Sent(sent);
        }

        _ = sent.Result;
        return default;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            output.WriteBlocking(buffer);
        }
        catch (System.Net.Sockets.SocketException error)
        {
            throw InStream(error);
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Sent(output.FlushAsync(cancellationToken)).AsTask();

    public override void Flush() => Write([]);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("a connection has no position");

    public override void SetLength(long value) => throw new NotSupportedException("a connection has no length");

    public override async ValueTask DisposeAsync()
    {
        if (!leaveOpen)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !leaveOpen)
        {
            connection.Dispose();
        }

        base.Dispose(disposing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask Sent(ValueTask<System.IO.Pipelines.FlushResult> sent)
    {
        try
        {
            await sent.ConfigureAwait(false);
        }
        catch (System.Net.Sockets.SocketException error)
        {
            throw InStream(error);
        }
    }

    // As .NET's streams do: an error of the socket comes within an IOException.
    private static Exception InStream(Exception error) => error is System.Net.Sockets.SocketException ? new IOException(error.Message, error) : error;

    private int Read(int count, int wanted)
    {
        if (count > 0)
        {
            connection.HasMoved();
        }
        else if (wanted > 0)
        {
            connection.DemandProperEnd();
        }

        return count;
    }
}
