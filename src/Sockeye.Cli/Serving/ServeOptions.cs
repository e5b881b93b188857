namespace Sockeye.Cli.Serving;

/// <summary>The limits of a server.</summary>
internal sealed record ServeOptions
{
    /// <summary>Each connection has a thread of its own: 256 of them are cheap, and far below any limit on threads and open files.</summary>
    internal const int UsualMaxConnections = 256;

    /// <summary>Five minutes: a person at a prompt may think, a client that vanished does not hold its thread for ever.</summary>
    internal static readonly TimeSpan UsualIdle = TimeSpan.FromMinutes(5);

    /// <summary>Connections at the same time; more are accepted, told so and closed.</summary>
    internal int MaxConnections { get; init; } = UsualMaxConnections;

    /// <summary>How long one receive or send may wait; null for ever.</summary>
    internal TimeSpan? Idle { get; init; } = UsualIdle;

    internal required ServerLog Log { get; init; }
}
