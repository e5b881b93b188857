using System.Buffers.Binary;

namespace Sockeye.Wire.Captures;

/// <summary>The sum of IP, TCP and UDP: 16-bit words, ones' complement (RFC 1071).</summary>
internal static class InternetChecksum
{
    internal static uint Add(uint sum, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 2)
        {
            sum = Fold(sum + BinaryPrimitives.ReadUInt16BigEndian(bytes));
            bytes = bytes[2..];
        }

        return bytes.IsEmpty ? sum : Fold(sum + ((uint)bytes[0] << 8));
    }

    internal static ushort Finish(uint sum) => (ushort)~Fold(Fold(sum));

    private static uint Fold(uint sum) => (sum & 0xFFFF) + (sum >> 16);
}
