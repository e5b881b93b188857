using Sockeye.Clients.Streams;

namespace Sockeye.Clients.Gopher;

/// <summary>The bytes that a gopher server sends of an item, until the connection ends.</summary>
internal sealed class GopherBody(ClientStream stream, CancellationToken ends) : Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => false;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException("gopher tells no length");

    public override long Position
    {
        get => throw new NotSupportedException("this stream has no position");
        set => throw new NotSupportedException("this stream has no position");
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Finished.Of(Receive(buffer.AsMemory(offset, count), blocking: true, ends));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => Receive(buffer, blocking: false, cancellationToken.CanBeCanceled ? cancellationToken : ends);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("this stream is read once");

    public override void SetLength(long value) => throw new NotSupportedException("this stream is read");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("this stream is read");

    protected override void Dispose(bool disposing)
    {
        stream.Dispose();
        base.Dispose(disposing);
    }

    private ValueTask<int> Receive(Memory<byte> into, bool blocking, CancellationToken cancellation)
    {
        stream.BeginVerb();
        return stream.Read(into, blocking, cancellation);
    }
}
