using System.Net;

namespace Sockeye.Wire.Icmp;

/// <summary>What an IP header says that pinging cares about. IPv4 (RFC 791) or IPv6 (RFC 8200), its extension headers stepped over.</summary>
/// <param name="Source">Who sent the packet.</param>
/// <param name="Destination">To whom.</param>
/// <param name="Protocol">What it carries: 1 is ICMP, 58 ICMPv6, 6 TCP, 17 UDP.</param>
/// <param name="TimeToLive">How many routers it may yet pass; the hop limit of IPv6.</param>
/// <param name="Length">Bytes of the header, options and extension headers included: where the payload begins.</param>
public sealed record IpHeader(IPAddress Source, IPAddress Destination, byte Protocol, byte TimeToLive, int Length)
{
    private const int V4Length = 20;
    private const int V6Length = 40;

    // Hop-by-hop, routing, fragment and destination options. Each is a multiple of eight bytes; a fragment's is always eight.
    private const byte HopByHop = 0;
    private const byte Routing = 43;
    private const byte Fragment = 44;
    private const byte DestinationOptions = 60;

    /// <summary>Reads the header that a packet begins with.</summary>
    /// <param name="packet">The packet, whole or cut behind the header.</param>
    /// <exception cref="ProtocolException">It is neither IPv4 nor IPv6, or the header is not whole.</exception>
    public static IpHeader Read(ReadOnlySpan<byte> packet)
        => TryRead(packet) ?? throw new ProtocolException(ProtocolError.Malformed, $"{packet.Length} bytes that do not begin with a whole IP header", 0);

    /// <summary>The same; null where there is no whole header.</summary>
    internal static IpHeader? TryRead(ReadOnlySpan<byte> packet) => packet.IsEmpty ? null : (packet[0] >> 4) switch
    {
        4 => V4(packet),
        6 => V6(packet),
        _ => null,
    };

    private static IpHeader? V4(ReadOnlySpan<byte> packet)
    {
        int length = (packet[0] & 15) * 4;
        return length < V4Length || packet.Length < length
            ? null
            : new IpHeader(new IPAddress(packet.Slice(12, 4)), new IPAddress(packet.Slice(16, 4)), packet[9], packet[8], length);
    }

    private static IpHeader? V6(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < V6Length)
        {
            return null;
        }

        byte next = packet[6];
        int length = V6Length;
        while (next is HopByHop or Routing or Fragment or DestinationOptions)
        {
            if (packet.Length < length + 8)
            {
                return null;
            }

            int extension = next == Fragment ? 8 : 8 + (packet[length + 1] * 8);
            next = packet[length];
            length += extension;
        }

        return packet.Length < length
            ? null
            : new IpHeader(new IPAddress(packet.Slice(8, 16)), new IPAddress(packet.Slice(24, 16)), next, packet[7], length);
    }
}
