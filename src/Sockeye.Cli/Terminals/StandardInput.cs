namespace Sockeye.Cli.Terminals;

/// <summary>Standard input as bytes. Where it cannot be read (closed, a folder), that is one kind of error, whatever .NET calls it.</summary>
internal sealed class StandardInput : Stream
{
    private Stream? _inner;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="IOException">It cannot be read.</exception>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            _inner ??= WasClosed() ? throw new IOException("it is closed") : Console.OpenStandardInput();
            return _inner.Read(buffer);
        }
        catch (Exception cannot) when (cannot is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"standard input cannot be read: {cannot.Message}", cannot);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    // Where nobody gave us descriptor 0, the runtime has a pipe of its own there, and a read would wait for ever. What came from
    // outside survived exec, and so cannot have the flag that closes it there; see open(2) and proc(5).
    private static bool WasClosed()
    {
        const int CloseOnExec = 0x80000;
        const string Flags = "flags:";
        try
        {
            string? line = File.ReadLines("/proc/self/fdinfo/0").FirstOrDefault(static line => line.StartsWith(Flags, StringComparison.Ordinal));
            return line is not null && (Convert.ToInt32(line[Flags.Length..].Trim(), 8) & CloseOnExec) != 0;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
