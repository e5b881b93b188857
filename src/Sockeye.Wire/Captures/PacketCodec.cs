using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Sockeye.Wire.Captures;

/// <summary>Makes and takes apart IPv4 and IPv6 packets that carry TCP or UDP.</summary>
public static class PacketCodec
{
    private const int Tcp = 6;
    private const int Udp = 17;

    /// <summary>
    /// The most payload a packet made here may carry, in bytes: what the headers leave of a 16-bit length. An IPv4 packet counts its own header
    /// in, an IPv6 one does not: 65,507 and 65,527 bytes in a UDP datagram.
    /// </summary>
    public static int MaximumPayload(CaptureTransport transport, AddressFamily family) =>
        ushort.MaxValue - (family == AddressFamily.InterNetworkV6 ? 0 : 20) - TransportHead(transport);

    /// <summary>Makes the whole packet, checksums filled in.</summary>
    /// <exception cref="ArgumentException">The addresses are of different families, or the payload is over <see cref="MaximumPayload"/> for them.</exception>
    public static byte[] Write(TransportPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (packet.Source.AddressFamily != packet.Destination.AddressFamily) throw new ArgumentException("both addresses must be of one family", nameof(packet));
        int most = MaximumPayload(packet.Transport, packet.Source.AddressFamily);
        if (packet.Payload.Length > most) throw new ArgumentException($"the payload of such a packet is at most {most} bytes", nameof(packet));
        bool six = packet.Source.AddressFamily == AddressFamily.InterNetworkV6;
        int ip = six ? 40 : 20, head = TransportHead(packet.Transport);
        var bytes = new byte[ip + head + packet.Payload.Length];
        Span<byte> transport = bytes.AsSpan(ip);
        if (six) WriteIPv6(bytes, packet, transport.Length);
        else WriteIPv4(bytes, packet);
        packet.Payload.Span.CopyTo(transport[head..]);
        BinaryPrimitives.WriteUInt16BigEndian(transport, (ushort)packet.Source.Port);
        BinaryPrimitives.WriteUInt16BigEndian(transport[2..], (ushort)packet.Destination.Port);
        if (packet.Transport == CaptureTransport.Tcp)
        {
            BinaryPrimitives.WriteUInt32BigEndian(transport[4..], packet.Sequence);
            BinaryPrimitives.WriteUInt32BigEndian(transport[8..], packet.Acknowledgement);
            transport[12] = 5 << 4;
            transport[13] = (byte)packet.Flags;
            // The largest window there is without options.
            BinaryPrimitives.WriteUInt16BigEndian(transport[14..], ushort.MaxValue);
            BinaryPrimitives.WriteUInt16BigEndian(transport[16..], TransportSum(bytes, ip, six, Tcp));
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(transport[4..], (ushort)transport.Length);
            ushort sum = TransportSum(bytes, ip, six, Udp);
            // Zero would mean that there is no checksum.
            BinaryPrimitives.WriteUInt16BigEndian(transport[6..], sum == 0 ? ushort.MaxValue : sum);
        }

        return bytes;
    }

    /// <summary>Takes a packet apart, or says false when it is no whole IPv4 or IPv6 packet with TCP or UDP. Fragments and IPv6 extension headers are not followed.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> packet, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TransportPacket? read)
    {
        read = null;
        ReadOnlySpan<byte> bytes = packet.Span;
        if (bytes.Length < 20) return false;
        bool six = bytes[0] >> 4 == 6;
        if (!six && bytes[0] >> 4 != 4) return false;
        int ip = six ? 40 : (bytes[0] & 15) * 4;
        if (ip < 20 || bytes.Length < ip) return false;
        int whole = six ? 40 + BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]) : BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        bool fragment = !six && (BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) & 0x3FFF) != 0;
        int protocol = six ? bytes[6] : bytes[9];
        int least = protocol == Tcp ? 20 : 8;
        if (protocol is not (Tcp or Udp) || fragment || whole < ip + least || bytes.Length < whole) return false;
        // Below, nothing past the IP length counts: link layers pad.
        packet = packet[..whole];
        bytes = packet.Span;
        ReadOnlySpan<byte> transport = bytes[ip..];
        int head = protocol == Tcp ? (transport[12] >> 4) * 4 : 8;
        if (head < least || head > transport.Length) return false;

        (int from, int size) = six ? (8, 16) : (12, 4);
        var source = new IPEndPoint(new IPAddress(bytes.Slice(from, size)), BinaryPrimitives.ReadUInt16BigEndian(transport));
        var destination = new IPEndPoint(new IPAddress(bytes.Slice(from + size, size)), BinaryPrimitives.ReadUInt16BigEndian(transport[2..]));
        bool none = protocol == Udp && !six && transport[6] == 0 && transport[7] == 0;
        bool good = (none || TransportSum(bytes, ip, six, protocol) == 0) && (six || InternetChecksum.Finish(InternetChecksum.Add(0, bytes[..ip])) == 0);
        read = new TransportPacket(protocol == Tcp ? CaptureTransport.Tcp : CaptureTransport.Udp, source, destination, packet[(ip + head)..])
        {
            Sequence = protocol == Tcp ? BinaryPrimitives.ReadUInt32BigEndian(transport[4..]) : 0,
            Acknowledgement = protocol == Tcp ? BinaryPrimitives.ReadUInt32BigEndian(transport[8..]) : 0,
            Flags = protocol == Tcp ? (TcpFlags)(transport[13] & 63) : TcpFlags.None,
            ChecksumsGood = good,
        };
        return true;
    }

    private static int TransportHead(CaptureTransport transport) => transport == CaptureTransport.Tcp ? 20 : 8;

    private static void WriteIPv4(Span<byte> bytes, TransportPacket packet)
    {
        bytes[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], (ushort)bytes.Length);
        bytes[6] = 0x40; // do not fragment: then the identification may stay zero (RFC 6864)
        bytes[8] = 64;
        bytes[9] = packet.Transport == CaptureTransport.Tcp ? (byte)Tcp : (byte)Udp;
        packet.Source.Address.TryWriteBytes(bytes[12..], out _);
        packet.Destination.Address.TryWriteBytes(bytes[16..], out _);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[10..], InternetChecksum.Finish(InternetChecksum.Add(0, bytes[..20])));
    }

    private static void WriteIPv6(Span<byte> bytes, TransportPacket packet, int payload)
    {
        bytes[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[4..], (ushort)payload);
        bytes[6] = packet.Transport == CaptureTransport.Tcp ? (byte)Tcp : (byte)Udp;
        bytes[7] = 64;
        packet.Source.Address.TryWriteBytes(bytes[8..], out _);
        packet.Destination.Address.TryWriteBytes(bytes[24..], out _);
    }

    /// <summary>Over the addresses, the length, the protocol and all of the transport's bytes. Of a packet whose sum is right it is zero.</summary>
    private static ushort TransportSum(ReadOnlySpan<byte> bytes, int ip, bool six, int protocol)
    {
        int length = bytes.Length - ip;
        Span<byte> pseudo = [(byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length, 0, 0, 0, (byte)protocol];
        uint sum = InternetChecksum.Add(0, six ? bytes[8..40] : bytes[12..20]);
        return InternetChecksum.Finish(InternetChecksum.Add(InternetChecksum.Add(sum, pseudo), bytes[ip..]));
    }
}
