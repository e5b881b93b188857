namespace Sockeye.Servers;

/// <summary>What has happened to a server so far: sums since it was made, but for <see cref="Active"/>.</summary>
public sealed record ServerCounts
{
    internal ServerCounts(long[] hits) => _hits = hits;

    private readonly long[] _hits;

    /// <summary>Conversations, or datagrams, that are being served now.</summary>
    public long Active { get; internal init; }

    /// <summary>Those that were let in: a handler was given them, but for those whose TLS handshake failed.</summary>
    public long Served { get; internal init; }

    /// <summary>Those whose handler threw something that was not the client's doing.</summary>
    public long Failed { get; internal init; }

    /// <summary>Those that were aborted at a shutdown, when the time for them was up.</summary>
    public long Aborted { get; internal init; }

    /// <summary>Datagrams that the kernel has dropped before they could be received, most of them for want of room in the socket's queue. Those of other servers on the same open socket are among them.</summary>
    public long Dropped { get; internal init; }

    /// <summary>Those that were not served: for a limit, or by <see cref="ServingOptions.Verify"/>.</summary>
    public long Refused => this[Limit.Connections] + this[Limit.PerAddress] + this[Limit.Verified];

    /// <summary>How often a limit was hit.</summary>
    public long this[Limit limit] => _hits[(int)limit];
}
