namespace Sockeye.Cli.Racing;

/// <summary>One end of a way between two threads: blocking, both directions.</summary>
internal interface IRaceEnd : IDisposable
{
    /// <summary>Waits for some bytes; 0 when the other end is closed.</summary>
    int Read(Span<byte> into);

    /// <summary>Writes all of it.</summary>
    void Write(ReadOnlySpan<byte> data);
}
