using Sockeye.Testing.Pairs;

namespace Sockeye.Testing;

/// <summary>Two ends that are joined in memory: what one writes the other reads, as over a connection, without a socket.</summary>
/// <remarks>
/// <para>It behaves as a connection does: a flush waits while the other end does not read (<see cref="MemoryPairOptions.Capacity"/>), completing the
/// output is a half-close, an abort loses what was on its way. And it can do what no network does on demand: cut a stream where you like, and break at a given moment.</para>
/// <para>Take it for what reads and writes pipes or streams. Where code asks for a <see cref="Connections.Connection"/>, or where it matters what the kernel
/// does, take <see cref="Connections.Connection.CreatePair"/>: those are sockets. For a whole server without a network there is <see cref="MemoryServer"/>.</para>
/// <para>Threads. Each end may be used by one reader and one writer at a time; what waits goes on by the thread pool.</para>
/// </remarks>
public sealed class MemoryPair : IDisposable
{
    /// <summary>Joins two ends.</summary>
    public MemoryPair(MemoryPairOptions? options = null)
        : this(options ?? new MemoryPairOptions(), static () => { })
    {
    }

    /// <param name="options">How.</param>
    /// <param name="changed">Told when an end begins to wait.</param>
    internal MemoryPair(MemoryPairOptions options, Action changed)
    {
        var there = new OneWay(options, changed);
        var back = new OneWay(options, changed);
        (First, Second) = (new MemoryEnd(back, there), new MemoryEnd(there, back));
    }

    /// <summary>One end.</summary>
    public MemoryEnd First { get; }

    /// <summary>The other one.</summary>
    public MemoryEnd Second { get; }

    /// <summary>The network fails: whatever reads or flushes, at both ends and from now on, ends with the cause. Bytes on their way are lost.</summary>
    /// <param name="cause">What they are told. The first counts.</param>
    public void Break(Exception cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        First.EndWith(cause);
        Second.EndWith(cause);
    }

    /// <summary>Closes both ends.</summary>
    public void Dispose()
    {
        First.Dispose();
        Second.Dispose();
    }
}
