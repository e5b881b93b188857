using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using Sockeye.Wire.Frames;

namespace Sockeye.Wire.Proxy;

/// <summary>Version 2: a signature no text protocol starts with, version and command, family, length, addresses, extras.</summary>
internal static class ProxyBinary
{
    internal const int FixedLength = 16;
    private const int UnixPath = 108;

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>Throws as soon as the bytes that are there cannot become a header.</summary>
    internal static void CheckStart(ReadOnlySpan<byte> start)
    {
        int same = start.CommonPrefixLength(Signature);
        if (same < Math.Min(start.Length, Signature.Length)) FrameFault.Malformed("a PROXY header was due", same);
        if (start.Length > 12 && start[12] >> 4 != 2)
            throw new ProtocolException(ProtocolError.Unsupported, $"PROXY protocol version {start[12] >> 4} is not spoken here", 12);
        if (start.Length > 12 && (start[12] & 15) > 1)
            throw new ProtocolException(ProtocolError.Unsupported, $"the PROXY command {start[12] & 15} is not known", 12);
    }

    internal static int WholeLength(ReadOnlySpan<byte> fixedPart) => FixedLength + BinaryPrimitives.ReadUInt16BigEndian(fixedPart[14..]);

    internal static ProxyHeader Read(byte[] bytes)
    {
        if ((bytes[12] & 15) == 0) return new ProxyHeader(2, ProxyTransport.Unknown) { IsLocal = true };
        var transport = (ProxyTransport)bytes[13];
        if (!Enum.IsDefined(transport)) transport = ProxyTransport.Unknown;
        int addresses = AddressLength(transport);
        ReadOnlyMemory<byte> rest = bytes.AsMemory(FixedLength);
        if (rest.Length < addresses) FrameFault.Malformed($"the addresses need {addresses} bytes, the header has {rest.Length}", 14);
        // Of an unknown family the length of the addresses is unknown too, and where the extras begin.
        if (bytes[13] != 0 && transport == ProxyTransport.Unknown) return new ProxyHeader(2, transport);
        (List<ProxyTlv> tlvs, bool sum) = Extras(bytes, FixedLength + addresses);
        ReadOnlySpan<byte> a = rest.Span[..addresses];
        var header = new ProxyHeader(2, transport) { Tlvs = tlvs, HasChecksum = sum };
        return transport switch
        {
            ProxyTransport.Unknown => header,
            ProxyTransport.UnixStream or ProxyTransport.UnixDatagram => header with
            {
                SourcePath = rest[..UnixPath].TrimEnd((byte)0),
                DestinationPath = rest[UnixPath..addresses].TrimEnd((byte)0),
            },
            _ => header with { Source = EndPoint(a, 0), Destination = EndPoint(a, 1) },
        };
    }

    internal static byte[] Write(ProxyHeader header)
    {
        var to = new ArrayBufferWriter<byte>();
        to.Write(Signature);
        to.Write<byte>([(byte)(header.IsLocal ? 0x20 : 0x21), (byte)(header.IsLocal ? 0 : (int)header.Transport), 0, 0]);
        if (header.IsLocal && header.Tlvs.Count > 0) FrameFault.CannotWrite("a header for the proxy itself carries no extras");
        if (!header.IsLocal) Addresses(header, to);
        foreach (ProxyTlv tlv in header.Tlvs)
        {
            if (tlv.Type == ProxyTlvTypes.Checksum) FrameFault.CannotWrite("the checksum is written when HasChecksum is set");
            FrameFault.CheckLength(tlv.Value.Length, ushort.MaxValue);
            to.Write<byte>([tlv.Type, (byte)(tlv.Value.Length >> 8), (byte)tlv.Value.Length]);
            to.Write(tlv.Value.Span);
        }

        int sumAt = to.WrittenCount + 3;
        if (header.HasChecksum && !header.IsLocal) to.Write<byte>([ProxyTlvTypes.Checksum, 0, 4, 0, 0, 0, 0]);
        FrameFault.CheckLength(to.WrittenCount - FixedLength, ushort.MaxValue);
        byte[] bytes = to.WrittenSpan.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(14), (ushort)(bytes.Length - FixedLength));
        if (header.HasChecksum && !header.IsLocal) BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(sumAt), Crc32C(bytes));
        return bytes;
    }

    /// <summary>Both end points, of the family the transport says.</summary>
    internal static (IPEndPoint From, IPEndPoint To) EndPoints(ProxyHeader header)
    {
        AddressFamily family = header.Transport is ProxyTransport.Tcp4 or ProxyTransport.Udp4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
        if (header.Source?.AddressFamily != family || header.Destination?.AddressFamily != family)
            FrameFault.CannotWrite($"{header.Transport} needs a source and a destination of its family");
        return (header.Source!, header.Destination!);
    }

    /// <summary>The Castagnoli polynomial, reflected, as RFC 9260 appendix A.</summary>
    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }

    private static int AddressLength(ProxyTransport transport) => transport switch
    {
        ProxyTransport.Tcp4 or ProxyTransport.Udp4 => 12,
        ProxyTransport.Tcp6 or ProxyTransport.Udp6 => 36,
        ProxyTransport.UnixStream or ProxyTransport.UnixDatagram => 2 * UnixPath,
        _ => 0,
    };

    private static IPEndPoint EndPoint(ReadOnlySpan<byte> addresses, int which)
    {
        int size = addresses.Length == 12 ? 4 : 16;
        int port = BinaryPrimitives.ReadUInt16BigEndian(addresses[((2 * size) + (2 * which))..]);
        return new IPEndPoint(new IPAddress(addresses.Slice(which * size, size)), port);
    }

    private static (List<ProxyTlv> Tlvs, bool Sum) Extras(byte[] bytes, int at)
    {
        var tlvs = new List<ProxyTlv>();
        bool sum = false;
        while (at < bytes.Length)
        {
            if (bytes.Length - at < 3) FrameFault.Malformed("an extra is cut short", at);
            int length = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at + 1));
            if (bytes.Length - at - 3 < length) FrameFault.Malformed($"an extra says it has {length} bytes, {bytes.Length - at - 3} are left", at);
            byte type = bytes[at];
            if (type == ProxyTlvTypes.Checksum)
            {
                if (length != 4 || sum) FrameFault.Malformed("a header has one checksum of four bytes", at);
                CheckSum(bytes, at + 3);
                sum = true;
            }
            else if (type != ProxyTlvTypes.NoOp)
            {
                tlvs.Add(new ProxyTlv(type, bytes.AsMemory(at + 3, length)));
            }

            at += 3 + length;
        }

        return (tlvs, sum);
    }

    private static void CheckSum(byte[] bytes, int at)
    {
        uint said = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
        bytes.AsSpan(at, 4).Clear();
        uint found = Crc32C(bytes);
        if (said != found) FrameFault.Malformed($"the checksum is {found:x8}, the header says {said:x8}", at);
    }

    private static void Addresses(ProxyHeader header, ArrayBufferWriter<byte> to)
    {
        if (header.Transport == ProxyTransport.Unknown) return;
        if (header.Transport is ProxyTransport.UnixStream or ProxyTransport.UnixDatagram)
        {
            Path(header.SourcePath, to);
            Path(header.DestinationPath, to);
            return;
        }

        if (!Enum.IsDefined(header.Transport)) FrameFault.CannotWrite($"{(int)header.Transport} is no transport");
        (IPEndPoint from, IPEndPoint dest) = EndPoints(header);
        to.Write(from.Address.GetAddressBytes());
        to.Write(dest.Address.GetAddressBytes());
        to.Write<byte>([(byte)(from.Port >> 8), (byte)from.Port, (byte)(dest.Port >> 8), (byte)dest.Port]);
    }

    private static void Path(ReadOnlyMemory<byte> path, ArrayBufferWriter<byte> to)
    {
        if (path.Length > UnixPath) FrameFault.CannotWrite($"a path is at most {UnixPath} bytes");
        Span<byte> room = to.GetSpan(UnixPath)[..UnixPath];
        room.Clear();
        path.Span.CopyTo(room);
        to.Advance(UnixPath);
    }
}
