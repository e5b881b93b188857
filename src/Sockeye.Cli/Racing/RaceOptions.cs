namespace Sockeye.Cli.Racing;

/// <summary>How long a race is, and with what.</summary>
/// <param name="Size">Bytes of a message that goes there and back.</param>
/// <param name="Span">What all of it may take.</param>
/// <param name="Messages">Round trips of each way, and chunks in one direction, instead of a time.</param>
internal sealed record RaceOptions(int Size, TimeSpan Span, int? Messages)
{
    private const int Halves = 2;    // round trips, then one direction

    /// <summary>Each way's share of one round; the first rounds take what does not divide.</summary>
    internal Stint StintOf(int round, int ways)
        => new(Span / (Race.Rounds * ways * Halves), Messages is int messages ? (messages / Race.Rounds) + (round < messages % Race.Rounds ? 1 : 0) : null);
}
