using System.Buffers.Binary;

namespace Sockeye.Wire.Captures;

/// <summary>Finds the IP packet in what a capture's interface delivers.</summary>
internal static class LinkLayer
{
    private const ushort Null = 0;
    private const ushort Ethernet = 1;
    private const ushort LinuxCooked = 113;
    private const ushort IPv4Only = 228;
    private const ushort IPv6Only = 229;
    private const ushort LinuxCooked2 = 276;

    /// <summary>False for an interface of another kind, or a packet that is not IP.</summary>
    internal static bool TryFindIP(ushort linkType, ReadOnlyMemory<byte> bytes, out ReadOnlyMemory<byte> ip)
    {
        int at = linkType switch
        {
            PcapngBlocks.RawIP or IPv4Only or IPv6Only => 0,
            Null => 4,
            Ethernet => BehindEthernet(bytes.Span),
            LinuxCooked => 16,
            LinuxCooked2 => 20,
            _ => -1,
        };
        ip = at >= 0 && at < bytes.Length ? bytes[at..] : default;
        return !ip.IsEmpty;
    }

    /// <summary>Behind the addresses, any VLAN tags, and the type; -1 when the type is not IP.</summary>
    private static int BehindEthernet(ReadOnlySpan<byte> bytes)
    {
        for (int at = 12; at + 2 <= bytes.Length; at += 4)
        {
            ushort type = BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
            if (type is 0x0800 or 0x86DD) return at + 2;
            if (type is not (0x8100 or 0x88A8)) return -1;
        }

        return -1;
    }
}
