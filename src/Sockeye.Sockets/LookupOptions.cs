namespace Sockeye.Sockets;

/// <summary>How long a lookup may take: for the calls of <see cref="Names"/> that may ask a name server.</summary>
/// <remarks>
/// With none of these a call asks on the caller's own thread and takes as long as the system takes: with a name server that does
/// not answer, often some ten seconds. A lookup cannot be interrupted: when time is up it is abandoned, and ends in the background.
/// </remarks>
public sealed record LookupOptions
{
    /// <summary>What the call may take; null, the default, for as long as it needs. When it is up: <see cref="SocketTimeoutException"/>.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>By when it must be done; whichever of this and <see cref="Timeout"/> comes first.</summary>
    public Deadline Deadline { get; init; }

    /// <summary>Ends it early, with an <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not infinite.</exception>
    internal Deadline End => Timeout is TimeSpan limit ? Deadline.Earlier(Deadline, Deadline.After(limit)) : Deadline;
}
