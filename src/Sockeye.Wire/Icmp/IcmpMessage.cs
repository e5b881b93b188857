namespace Sockeye.Wire.Icmp;

/// <summary>A message of ICMP. What it means is in its type: <see cref="IcmpEcho"/>, <see cref="IcmpError"/>, <see cref="IcmpOther"/>.</summary>
/// <param name="Version">The protocol.</param>
/// <param name="Type">The type on the wire.</param>
/// <param name="Code">The code on the wire: the type's finer distinction, 0 for many.</param>
public abstract record IcmpMessage(IcmpVersion Version, byte Type, byte Code);

/// <summary>An echo request or its reply: what ping says and hears.</summary>
/// <param name="Version">The protocol.</param>
/// <param name="IsReply">True for the reply.</param>
/// <param name="Identifier">Tells one pinging program from another. Linux writes its own into what a datagram socket sends.</param>
/// <param name="Sequence">Counts the requests.</param>
/// <param name="Data">What is sent along and comes back as it was.</param>
public sealed record IcmpEcho(IcmpVersion Version, bool IsReply, ushort Identifier, ushort Sequence, ReadOnlyMemory<byte> Data)
    : IcmpMessage(Version, IcmpTypes.Echo(Version, IsReply), 0);

/// <summary>Somebody on the way says that a packet did not get through.</summary>
/// <param name="Version">The protocol.</param>
/// <param name="Type">The type on the wire.</param>
/// <param name="Code">The code on the wire.</param>
/// <param name="Kind">What is wrong.</param>
public sealed record IcmpError(IcmpVersion Version, byte Type, byte Code, IcmpErrorKind Kind) : IcmpMessage(Version, Type, Code)
{
    /// <summary>In words, as "destination host unreachable".</summary>
    public string Description => IcmpTypes.Describe(Version, Type, Code);

    /// <summary>The largest packet that would have got through, in bytes; null where the message does not say.</summary>
    public int? NextHopMtu { get; init; }

    /// <summary>The header of the packet that it is about; null where it is not whole.</summary>
    public IpHeader? Quoted { get; init; }

    /// <summary>How that packet's payload begins: at least 8 bytes from an honest sender.</summary>
    public ReadOnlyMemory<byte> QuotedPayload { get; init; }

    /// <summary>The echo that the packet carried, as far as it is quoted; null where it was something else.</summary>
    public IcmpEcho? QuotedEcho => Quoted is not null && Quoted.Protocol == IcmpTypes.Protocol(Version)
        ? IcmpCodec.ReadQuotedEcho(QuotedPayload, Version)
        : null;
}

/// <summary>Any other message: router and neighbour discovery, redirects, timestamps …</summary>
/// <param name="Version">The protocol.</param>
/// <param name="Type">The type on the wire.</param>
/// <param name="Code">The code on the wire.</param>
/// <param name="Body">What follows the checksum.</param>
public sealed record IcmpOther(IcmpVersion Version, byte Type, byte Code, ReadOnlyMemory<byte> Body) : IcmpMessage(Version, Type, Code);

/// <summary>What an <see cref="IcmpError"/> says is wrong.</summary>
public enum IcmpErrorKind
{
    /// <summary>No way to the network, host, protocol or port, or it is not allowed.</summary>
    Unreachable,

    /// <summary>Larger than the next link carries, and it may not be cut.</summary>
    TooBig,

    /// <summary>It passed as many routers as it was allowed to, or its fragments did not all come.</summary>
    TimeExceeded,

    /// <summary>Its header makes no sense to somebody.</summary>
    ParameterProblem,
}
