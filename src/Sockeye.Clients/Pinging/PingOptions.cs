using Sockeye.Sockets;
using Sockeye.Wire.Icmp;

namespace Sockeye.Clients.Pinging;

/// <summary>How a <see cref="Pinger"/> pings.</summary>
public sealed record PingOptions
{
    /// <summary>How long an echo may stay unanswered before it counts as lost. More than zero; two seconds where nothing is said.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>From one echo to the next when many are sent. At least <see cref="ShortestInterval"/>; one second where nothing is said.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes of data in an echo, without its header of 8: 0 to <see cref="IcmpCodec.MaxData"/>; 56 where nothing is said, as ping(8) does it.</summary>
    public int Size { get; init; } = 56;

    /// <summary>The kind of socket.</summary>
    public PingVia Via { get; init; }

    /// <summary>Only addresses of this family, when a name is looked up; AF_UNSPEC for the first of any.</summary>
    public Family Family { get; init; }

    /// <summary>How many routers an echo may pass: 1 to 255; null for the system's own number.</summary>
    public int? TimeToLive { get; init; }

    /// <summary>Two milliseconds: no network is flooded by mistake.</summary>
    public static TimeSpan ShortestInterval { get; } = TimeSpan.FromMilliseconds(2);

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero, nameof(Timeout));
        ArgumentOutOfRangeException.ThrowIfLessThan(Interval, ShortestInterval, nameof(Interval));
        ArgumentOutOfRangeException.ThrowIfNegative(Size, nameof(Size));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Size, IcmpCodec.MaxData, nameof(Size));
        if (TimeToLive is int hops && hops is < 1 or > 255)
        {
            throw new ArgumentOutOfRangeException(nameof(TimeToLive), $"a time to live is 1 to 255, and not {hops}");
        }
    }
}
