namespace Sockeye.Sockets;

public readonly partial record struct SocketOption
{
    /// <summary>Gather sends into one datagram until taken off. 0 or 1.</summary>
    public static SocketOption UDP_CORK => new(17, 1);

    /// <summary>The socket carries encapsulated packets; which kind.</summary>
    public static SocketOption UDP_ENCAP => new(17, 100);

    /// <summary>Send over IPv6 without a checksum. 0 or 1.</summary>
    public static SocketOption UDP_NO_CHECK6_TX => new(17, 101);

    /// <summary>Accept over IPv6 without a checksum. 0 or 1.</summary>
    public static SocketOption UDP_NO_CHECK6_RX => new(17, 102);

    /// <summary>Split one send into datagrams of this many bytes (GSO).</summary>
    public static SocketOption UDP_SEGMENT => new(17, 103);

    /// <summary>Receive several datagrams joined, with their size (GRO). 0 or 1.</summary>
    public static SocketOption UDP_GRO => new(17, 104);

    private static string? UdpName(int number) => number switch
    {
        1 => nameof(UDP_CORK),
        100 => nameof(UDP_ENCAP),
        101 => nameof(UDP_NO_CHECK6_TX),
        102 => nameof(UDP_NO_CHECK6_RX),
        103 => nameof(UDP_SEGMENT),
        104 => nameof(UDP_GRO),
        _ => null,
    };

    /// <summary>Bytes of a sent datagram the checksum covers. See udplite(7).</summary>
    public static SocketOption UDPLITE_SEND_CSCOV => new(136, 10);

    /// <summary>Bytes the checksum must cover for a datagram to be taken. See udplite(7).</summary>
    public static SocketOption UDPLITE_RECV_CSCOV => new(136, 11);

    private static string? UdpLiteName(int number) => number switch
    {
        10 => nameof(UDPLITE_SEND_CSCOV),
        11 => nameof(UDPLITE_RECV_CSCOV),
        _ => null,
    };
}
