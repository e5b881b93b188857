using System.Net;

namespace Sockeye.Clients.Pinging;

/// <summary>What became of an echo.</summary>
/// <param name="Outcome">Answered, lost …</param>
/// <param name="Sequence">Which echo: 1 for the first. (On the wire it is counted in 16 bits.)</param>
public sealed record PingAnswer(PingOutcome Outcome, int Sequence)
{
    /// <summary>Who sent the reply, or the router that reported an error. null: nobody, or this machine itself.</summary>
    public IPAddress? From { get; init; }

    /// <summary>From sending to receiving, by this program's clock; null where there was no reply.</summary>
    public TimeSpan? RoundTrip { get; init; }

    /// <summary>How many routers the reply might still have passed; null where there was none.</summary>
    public int? TimeToLive { get; init; }

    /// <summary>Bytes of the ICMP message that came, its header of 8 included; 0 where none did.</summary>
    public int Size { get; init; }

    /// <summary>Why it did not arrive, as "destination host unreachable"; null for replies and for echoes that are merely lost.</summary>
    public string? Reason { get; init; }
}

/// <summary>What can become of an echo.</summary>
public enum PingOutcome
{
    /// <summary>The reply came in time.</summary>
    Reply,

    /// <summary>One more reply to an echo that had one.</summary>
    Duplicate,

    /// <summary>A reply to an echo that had been given up.</summary>
    Late,

    /// <summary>Nothing came in time.</summary>
    Lost,

    /// <summary>Somebody on the way, or this machine's own kernel, says that it did not arrive.</summary>
    Unreachable,
}
