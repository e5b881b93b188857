namespace Sockeye.Cli.Terminals;

/// <summary>Writes through, and tells a broken pipe from other errors.</summary>
internal sealed class PipeAwareStream(FileStream inner) : Stream
{
    private const int BrokenPipe = 32;    // EPIPE; .NET hands errno on as the HResult where it has no exception of its own

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (IOException gone) when (gone.HResult == BrokenPipe)
        {
            throw new ReaderGoneException(gone);
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
