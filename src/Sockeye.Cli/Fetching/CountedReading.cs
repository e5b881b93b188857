using Sockeye.Clients.Urls;

namespace Sockeye.Cli.Fetching;

/// <summary>What is sent, counted as it is read. It cannot go back, so that nobody sends a part of it twice.</summary>
internal sealed class CountedReading(Stream source, IProgress<UrlProgress>? progress) : Stream
{
    internal long Count { get; private set; }

    /// <summary>Its length; null where nobody knows.</summary>
    internal long? Total { get; } = source.CanSeek ? source.Length : null;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int count = source.Read(buffer);
        Count += count;
        progress?.Report(new UrlProgress(Count, Total, 0));
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
