namespace Sockeye.Testing;

/// <summary>How two ends in memory are joined.</summary>
public sealed record MemoryPairOptions
{
    /// <summary>How many bytes each direction holds before a flush waits for the reader. 64 KiB, which is in the order of a socket's buffers; a small one shows what back-pressure does.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above zero.</exception>
    public int Capacity { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "above zero"); } = 64 * 1024;

    /// <summary>Where both streams are cut; null, the default: a reader sees all that was written.</summary>
    public Cuts? Cuts { get; init; }
}
