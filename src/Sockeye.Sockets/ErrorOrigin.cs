namespace Sockeye.Sockets;

/// <summary>Who put an error into a socket's error queue. See ip(7).</summary>
public enum ErrorOrigin : byte
{
    /// <summary>Nobody says.</summary>
    SO_EE_ORIGIN_NONE = 0,

    /// <summary>This machine's kernel: no route, a packet too large.</summary>
    SO_EE_ORIGIN_LOCAL = 1,

    /// <summary>Another machine, by ICMP.</summary>
    SO_EE_ORIGIN_ICMP = 2,

    /// <summary>Another machine, by ICMPv6.</summary>
    SO_EE_ORIGIN_ICMP6 = 3,

    /// <summary>No error: a time stamp of what was sent (SO_TIMESTAMPING).</summary>
    SO_EE_ORIGIN_TIMESTAMPING = 4,

    /// <summary>No error: what became of a wireless frame.</summary>
    SO_EE_ORIGIN_TXSTATUS = SO_EE_ORIGIN_TIMESTAMPING,

    /// <summary>No error: a send with MSG_ZEROCOPY is done with its memory.</summary>
    SO_EE_ORIGIN_ZEROCOPY = 5,

    /// <summary>A packet with a time to be sent at (SO_TXTIME) missed it.</summary>
    SO_EE_ORIGIN_TXTIME = 6,
}
