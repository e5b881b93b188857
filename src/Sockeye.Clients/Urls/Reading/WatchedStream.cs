namespace Sockeye.Clients.Urls.Reading;

/// <summary>A stream whose bytes are counted as they are read, by who wants to stop them or to know.</summary>
/// <param name="inner">Whose bytes; disposed with this.</param>
internal abstract class WatchedStream(Stream inner) : AnswerStream
{
    /// <summary>Bytes read so far.</summary>
    internal long Count { get; private set; }

    /// <summary>Bytes came, and are in <see cref="Count"/>; 0 at the end.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="Wire.ProtocolException">They are too many, or too few.</exception>
    protected abstract void Came(int count);

    public override int Read(Span<byte> buffer) => buffer.IsEmpty ? 0 : Counted(inner.Read(buffer));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => buffer.IsEmpty ? 0 : Counted(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private int Counted(int count)
    {
        Count += count;
        Came(count);
        return count;
    }
}
