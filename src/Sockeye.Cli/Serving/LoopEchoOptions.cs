using Sockeye.Loops;

namespace Sockeye.Cli.Serving;

/// <summary>How an echo server on event loops is run.</summary>
internal sealed record LoopEchoOptions
{
    /// <summary>Far beyond what loopback can open from one address, and within what one process may.</summary>
    internal const int UsualMaxConnections = 100_000;

    internal Lane Lane { get; init; }

    /// <summary>null: one a processor.</summary>
    internal int? Loops { get; init; }

    /// <summary>By the verbs of a socket, each conversation with a buffer of its own, and not by a connection's pipe.</summary>
    internal bool IsRaw { get; init; }

    internal int MaxConnections { get; init; } = UsualMaxConnections;

    internal required ServerLog Log { get; init; }
}
