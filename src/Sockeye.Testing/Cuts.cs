namespace Sockeye.Testing;

/// <summary>Where the stream of a <see cref="MemoryPair"/> is cut: its reader sees no byte behind a cut before it has looked at all that is in front of it. So it meets each boundary, as it may on a network.</summary>
public sealed class Cuts
{
    private readonly Func<IEnumerable<int>> _sizes;

    private Cuts(Func<IEnumerable<int>> sizes) => _sizes = sizes;

    /// <summary>Pieces of these sizes, again and again: <c>Cuts.Every(1)</c> is byte by byte.</summary>
    /// <param name="sizes">Each in bytes, above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not above zero.</exception>
    /// <exception cref="ArgumentException">There is no size.</exception>
    public static Cuts Every(params int[] sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        if (sizes.Length == 0)
        {
            throw new ArgumentException("a stream is cut into pieces of some size", nameof(sizes));
        }

        foreach (int size in sizes)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size, nameof(sizes));
        }

        int[] own = [.. sizes];
        return new Cuts(() => Again(own));
    }

    /// <summary>Pieces of random sizes, the same ones for the same seed.</summary>
    /// <param name="seed">Which ones: a test that failed says it, so that it can be run again.</param>
    /// <param name="largest">Bytes of a piece at most, above zero.</param>
    public static Cuts Random(int seed, int largest = 16)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(largest);
        return new Cuts(() => Drawn(new Random(seed), largest));
    }

    internal IEnumerator<int> Sizes() => _sizes().GetEnumerator();

    private static IEnumerable<int> Again(int[] sizes)
    {
        while (true)
        {
            foreach (int size in sizes)
            {
                yield return size;
            }
        }
    }

    private static IEnumerable<int> Drawn(Random random, int largest)
    {
        while (true)
        {
            yield return random.Next(1, largest + 1);
        }
    }
}
