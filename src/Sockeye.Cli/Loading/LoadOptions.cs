namespace Sockeye.Cli.Loading;

/// <summary>What load an echo server is to be put under.</summary>
internal sealed record LoadOptions
{
    /// <summary>How many messages may be under way on all connections together: each has its starting time remembered, in 8 bytes.</summary>
    internal const int MostUnderWay = 4 * 1024 * 1024;

    internal required int Connections { get; init; }

    /// <summary>Bytes of a message.</summary>
    internal required int Size { get; init; }

    /// <summary>How many messages may be under way on one connection.</summary>
    internal required int Depth { get; init; }

    /// <summary>Messages a second over all connections, on a schedule; null for each as soon as an earlier one is answered.</summary>
    internal double? Rate { get; init; }

    /// <summary>What is measured.</summary>
    internal required TimeSpan Duration { get; init; }

    /// <summary>What goes before and is not measured.</summary>
    internal required TimeSpan WarmUp { get; init; }

    /// <summary>How long connecting may take, and how long one message may stay unanswered.</summary>
    internal required TimeSpan Timeout { get; init; }

    /// <summary>How often it is told how it goes; null for not at all.</summary>
    internal TimeSpan? Interval { get; init; }
}
