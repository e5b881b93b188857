namespace Sockeye.Servers.Ways;

/// <summary>What the pipes of a <see cref="SocketTransport"/> stand on: one direction each, so that the end of a pipe is the end of its half.</summary>
internal abstract class HalfStream : Stream
{
    public override bool CanRead => false;

    public override bool CanWrite => false;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException("a connection has no length");

    public override long Position
    {
        get => throw new NotSupportedException("a connection has no position");
        set => throw new NotSupportedException("a connection has no position");
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("pipes read by ReadAsync");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("this half is read");

    public override void Flush()
    {
        // Nothing is held back here.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("a connection has no position");

    public override void SetLength(long value) => throw new NotSupportedException("a connection has no length");
}

/// <summary>What the client sends.</summary>
internal sealed class IncomingStream(SocketTransport transport) : HalfStream
{
    public override bool CanRead => true;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => transport.Read(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => transport.Read(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override void Dispose(bool disposing)
    {
        transport.InputIsDone();
        base.Dispose(disposing);
    }
}

/// <summary>What it is sent.</summary>
internal sealed class OutgoingStream(SocketTransport transport) : HalfStream
{
    public override bool CanWrite => true;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => transport.Write(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => transport.Write(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // By the pipe, where it was completed without a flush that was awaited.
    public override void Write(byte[] buffer, int offset, int count)
    {
        using (SocketTransport.BlockHere())
        {
            transport.Write(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
    }

    protected override void Dispose(bool disposing)
    {
        transport.OutputIsDone();
        base.Dispose(disposing);
    }
}
