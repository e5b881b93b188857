namespace Sockeye.Cli.Loading;

/// <summary>What all messages are made of: one endless pattern of bytes, of which each connection says its own part.</summary>
/// <remarks>
/// The bytes are random, from a fixed seed. Their period is a prime, so that messages never line up with it: an echo that is late by one
/// message, or belongs to another connection, is another echo.
/// </remarks>
internal sealed class MessageBytes
{
    /// <summary>The most bytes that can be had in one piece.</summary>
    internal const int Most = 256 * 1024;

    private const int Period = 65521;
    private const int Seed = 7919;
    private const int BetweenConnections = 7919;

    private readonly byte[] _bytes = new byte[Period + Most];

    internal MessageBytes()
    {
        new Random(Seed).NextBytes(_bytes.AsSpan(0, Period));
        for (int i = Period; i < _bytes.Length; i++)
        {
            _bytes[i] = _bytes[i - Period];
        }
    }

    /// <summary>Where in the pattern a connection begins.</summary>
    internal static long StartOf(int connection) => (long)connection * BetweenConnections;

    /// <param name="offset">Any place in the pattern.</param>
    /// <param name="count">At most <see cref="Most"/>.</param>
    internal ReadOnlySpan<byte> At(long offset, int count) => _bytes.AsSpan((int)((ulong)offset % Period), count);
}
