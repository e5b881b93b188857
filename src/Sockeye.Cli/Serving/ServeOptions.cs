using Sockeye.Loops;
using Sockeye.Servers;

namespace Sockeye.Cli.Serving;

/// <summary>How a service is served.</summary>
internal sealed record ServeOptions
{
    internal ServingOptions Serving { get; init; } = new();

    /// <summary>The loops, where loops serve.</summary>
    internal LoopGroup? Loops { get; init; }

    /// <summary>What is said at the beginning; null is nothing.</summary>
    internal IReadOnlyList<string?> Notes { get; init; } = [];

    /// <summary>Remove a Unix socket's file first, where nobody listens.</summary>
    internal bool ReplacesStale { get; init; }

    /// <summary>What is said is one JSON object a line.</summary>
    internal bool Json { get; init; }

    /// <summary>Each conversation is told of.</summary>
    internal bool Verbose { get; init; }

    /// <summary>No line that shows how it goes, on a terminal either.</summary>
    internal bool Quiet { get; init; }
}
