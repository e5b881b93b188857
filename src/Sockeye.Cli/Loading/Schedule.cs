namespace Sockeye.Cli.Loading;

/// <summary>When which message is due: evenly spread, and one connection after the other.</summary>
/// <param name="Start">When the first one is due.</param>
/// <param name="Rate">Messages a second over all connections.</param>
/// <param name="Connections">How many there are.</param>
internal readonly record struct Schedule(long Start, double Rate, int Connections)
{
    /// <summary>When the message of this number is due, counted over all connections.</summary>
    internal long Due(long number) => Start + (long)(number * (Clock.Second / Rate));

    /// <summary>The same for the <paramref name="number"/>th message of one connection.</summary>
    internal long Due(int connection, long number) => Due((number * Connections) + connection);

    /// <summary>How many are due by then, over all connections.</summary>
    internal long CountBy(long now) => now < Start ? 0 : (long)((now - Start) * (Rate / Clock.Second)) + 1;
}
