using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Sockeye.Wire.Captures;

/// <summary>Writes the blocks of a pcapng file, little-endian.</summary>
internal static class PcapngBlocks
{
    internal const uint Section = 0x0A0D0D0A;
    internal const uint Interface = 1;
    internal const uint SimplePacket = 3;
    internal const uint Statistics = 5;
    internal const uint EnhancedPacket = 6;
    internal const uint Magic = 0x1A2B3C4D;

    /// <summary>Packets start with their IP header; the version nibble tells which.</summary>
    internal const ushort RawIP = 101;

    internal const ushort Comment = 1;
    internal const ushort TimeResolution = 9;
    private const ushort Application = 4;
    private const ushort InterfaceName = 2;

    internal static void WriteStart(IBufferWriter<byte> to, string interfaceName)
    {
        var body = new ArrayBufferWriter<byte>();
        UInt32(body, Magic);
        UInt32(body, 1); // version 1.0
        UInt32(body, uint.MaxValue);
        UInt32(body, uint.MaxValue); // length of the section: not known ahead
        Option(body, Application, "Sockeye"u8);
        EndOptions(body);
        Block(to, Section, body.WrittenSpan);

        body.ResetWrittenCount();
        UInt32(body, RawIP);
        UInt32(body, 0); // no limit to a packet's length
        Option(body, InterfaceName, Encoding.UTF8.GetBytes(interfaceName));
        Option(body, TimeResolution, [9]); // nanoseconds
        EndOptions(body);
        Block(to, Interface, body.WrittenSpan);
    }

    internal static void WritePacket(IBufferWriter<byte> to, long nanoseconds, ReadOnlySpan<byte> packet, IReadOnlyList<ReadOnlyMemory<byte>> comments)
    {
        var body = new ArrayBufferWriter<byte>(packet.Length + 64);
        UInt32(body, 0);
        UInt32(body, (uint)((ulong)nanoseconds >> 32));
        UInt32(body, (uint)nanoseconds);
        UInt32(body, (uint)packet.Length);
        UInt32(body, (uint)packet.Length);
        Padded(body, packet);
        Comments(body, comments);
        Block(to, EnhancedPacket, body.WrittenSpan);
    }

    /// <summary>Interface statistics: the place for comments that no packet follows, or that have no room on it.</summary>
    internal static void WriteEnd(IBufferWriter<byte> to, long nanoseconds, IReadOnlyList<ReadOnlyMemory<byte>> comments)
    {
        var body = new ArrayBufferWriter<byte>();
        UInt32(body, 0);
        UInt32(body, (uint)((ulong)nanoseconds >> 32));
        UInt32(body, (uint)nanoseconds);
        Comments(body, comments);
        Block(to, Statistics, body.WrittenSpan);
    }

    private static void Comments(ArrayBufferWriter<byte> body, IReadOnlyList<ReadOnlyMemory<byte>> comments)
    {
        if (comments.Count == 0) return;
        foreach (ReadOnlyMemory<byte> comment in comments) Option(body, Comment, comment.Span);
        EndOptions(body);
    }

    private static void Block(IBufferWriter<byte> to, uint type, ReadOnlySpan<byte> body)
    {
        uint length = (uint)body.Length + 12;
        UInt32(to, type);
        UInt32(to, length);
        to.Write(body);
        UInt32(to, length);
    }

    private static void Option(IBufferWriter<byte> to, ushort code, ReadOnlySpan<byte> value)
    {
        UInt32(to, code | ((uint)value.Length << 16));
        Padded(to, value);
    }

    private static void EndOptions(IBufferWriter<byte> to) => UInt32(to, 0);

    private static void Padded(IBufferWriter<byte> to, ReadOnlySpan<byte> bytes)
    {
        to.Write(bytes);
        to.Write("\0\0\0"u8[..(-bytes.Length & 3)]);
    }

    private static void UInt32(IBufferWriter<byte> to, uint number)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(to.GetSpan(4), number);
        to.Advance(4);
    }
}
