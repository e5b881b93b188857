using Sockeye.Clients.Streams;

namespace Sockeye.Clients.Http;

/// <summary>The body of an answer as a stream; where the connection has switched protocols, the connection.</summary>
internal sealed class HttpBody(HttpResponse response) : Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => response.IsSwitched;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException("what an answer says of its length is in HttpResponse.Length");

    public override long Position
    {
        get => throw new NotSupportedException("a body has no position");
        set => throw new NotSupportedException("a body has no position");
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return response.Read(buffer.AsMemory(offset, count));
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => response.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return response.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Finished.Demand(response.Write(buffer.AsMemory(offset, count), blocking: true, CancellationToken.None));
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        => response.Write(buffer, blocking: false, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return response.Write(buffer.AsMemory(offset, count), blocking: false, cancellationToken).AsTask();
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("a body is read in order");

    public override void SetLength(long value) => throw new NotSupportedException("a body is as long as the server makes it");
}
