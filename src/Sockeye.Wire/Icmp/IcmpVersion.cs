namespace Sockeye.Wire.Icmp;

/// <summary>Which of the two protocols: they number the same messages differently.</summary>
public enum IcmpVersion
{
    /// <summary>ICMP for IPv4 (RFC 792).</summary>
    V4,

    /// <summary>ICMPv6 (RFC 4443).</summary>
    V6,
}
