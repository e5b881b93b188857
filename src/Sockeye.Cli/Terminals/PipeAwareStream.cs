using Sockeye.Native;

namespace Sockeye.Cli.Terminals;

/// <summary>Writes through, and tells a reader that is not there from other errors.</summary>
internal sealed class PipeAwareStream(Stream inner) : Stream
{
    private const int BrokenPipe = 32;    // EPIPE; .NET hands errno on as the HResult where it has no exception of its own

    private const int FirstOwnCode = 4096;    // errno ends before; .NET's own HResults are far above, or negative

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
        catch (Exception closed) when (closed is UnauthorizedAccessException or ArgumentException)
        {
            throw new ReaderGoneException(closed);    // EBADF: closed before we began, or open for reading alone
        }
        catch (IOException wrong)
        {
            string words = wrong.HResult is > 0 and < FirstOwnCode ? ((Errno)wrong.HResult).Describe() : wrong.Message;
            throw new IOException($"standard output cannot be written: {words}", wrong);
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
