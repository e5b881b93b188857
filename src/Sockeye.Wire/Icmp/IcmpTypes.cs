namespace Sockeye.Wire.Icmp;

/// <summary>The numbers of both protocols and their words: RFC 792, RFC 1122, RFC 1812, RFC 4443; the registries of IANA.</summary>
internal static class IcmpTypes
{
    internal static byte Echo(IcmpVersion version, bool reply)
        => (version, reply) switch
        {
            (IcmpVersion.V4, false) => 8,
            (IcmpVersion.V4, true) => 0,
            (_, false) => 128,
            _ => 129,
        };

    internal static byte Protocol(IcmpVersion version) => version == IcmpVersion.V4 ? (byte)1 : (byte)58;

    internal static IcmpErrorKind? ErrorKind(IcmpVersion version, byte type, byte code) => (version, type, code) switch
    {
        (IcmpVersion.V4, 3, 4) => IcmpErrorKind.TooBig,
        (IcmpVersion.V4, 3, _) => IcmpErrorKind.Unreachable,
        (IcmpVersion.V4, 11, _) => IcmpErrorKind.TimeExceeded,
        (IcmpVersion.V4, 12, _) => IcmpErrorKind.ParameterProblem,
        (IcmpVersion.V6, 1, _) => IcmpErrorKind.Unreachable,
        (IcmpVersion.V6, 2, _) => IcmpErrorKind.TooBig,
        (IcmpVersion.V6, 3, _) => IcmpErrorKind.TimeExceeded,
        (IcmpVersion.V6, 4, _) => IcmpErrorKind.ParameterProblem,
        _ => null,
    };

    internal static string Describe(IcmpVersion version, byte type, byte code) => (version, type, code) switch
    {
        (IcmpVersion.V4, 3, 0) => "destination network unreachable",
        (IcmpVersion.V4, 3, 1) => "destination host unreachable",
        (IcmpVersion.V4, 3, 2) => "destination protocol unreachable",
        (IcmpVersion.V4, 3, 3) => "destination port unreachable",
        (IcmpVersion.V4, 3, 4) => "packet too big, and it may not be fragmented",
        (IcmpVersion.V4, 3, 5) => "source route failed",
        (IcmpVersion.V4, 3, 6) => "destination network unknown",
        (IcmpVersion.V4, 3, 7) => "destination host unknown",
        (IcmpVersion.V4, 3, 9) => "destination network prohibited",
        (IcmpVersion.V4, 3, 10) => "destination host prohibited",
        (IcmpVersion.V4, 3, 11) => "destination network unreachable for this type of service",
        (IcmpVersion.V4, 3, 12) => "destination host unreachable for this type of service",
        (IcmpVersion.V4, 3, 13) => "packet filtered",
        (IcmpVersion.V4, 3, _) => $"destination unreachable, code {code}",
        (IcmpVersion.V6, 1, 0) => "no route to destination",
        (IcmpVersion.V6, 1, 1) => "destination prohibited",
        (IcmpVersion.V6, 1, 2) => "beyond the scope of the source address",
        (IcmpVersion.V6, 1, 3) => "destination address unreachable",
        (IcmpVersion.V6, 1, 4) => "destination port unreachable",
        (IcmpVersion.V6, 1, 5) => "source address failed the ingress or egress policy",
        (IcmpVersion.V6, 1, 6) => "route to destination rejected",
        (IcmpVersion.V6, 1, _) => $"destination unreachable, code {code}",
        (IcmpVersion.V6, 2, _) => "packet too big",
        (IcmpVersion.V4, 11, 1) or (IcmpVersion.V6, 3, 1) => "fragments did not all come in time",
        (IcmpVersion.V4, 11, _) => "time to live exceeded",
        (IcmpVersion.V6, 3, _) => "hop limit exceeded",
        _ => $"parameter problem, code {code}",
    };
}
