using System.Buffers.Binary;
using Sockeye.Wire.Captures;
using Sockeye.Wire.Frames;

namespace Sockeye.Wire.Icmp;

/// <summary>Reads and writes ICMP messages, without an IP header in front: what a socket gives and takes.</summary>
/// <remarks>
/// The checksum of ICMP for IPv4 is over the message alone, written here and checked here. That of ICMPv6 is over a header with the
/// addresses as well (RFC 8200, section 8.1), which a program does not know: Linux writes and checks it, and here it is left zero.
/// </remarks>
public static class IcmpCodec
{
    /// <summary>Bytes in front of an echo's data.</summary>
    public const int HeaderLength = 8;

    /// <summary>The largest data of an echo that fits into an IPv4 packet without options.</summary>
    public const int MaxData = ushort.MaxValue - 20 - HeaderLength;

    private const int ShortestMessage = 4;
    private const int Checksum = 2;

    /// <summary>Reads one message.</summary>
    /// <param name="message">All of it.</param>
    /// <param name="version">The protocol.</param>
    /// <exception cref="ProtocolException">It is shorter than it must be, or its IPv4 checksum is wrong.</exception>
    public static IcmpMessage Read(ReadOnlyMemory<byte> message, IcmpVersion version)
    {
        ReadOnlySpan<byte> bytes = message.Span;
        Need(bytes, ShortestMessage);
        if (version == IcmpVersion.V4 && InternetChecksum.Finish(InternetChecksum.Add(0, bytes)) != 0)
        {
            FrameFault.Malformed("the checksum of the ICMP message is wrong", Checksum);
        }

        (byte type, byte code) = (bytes[0], bytes[1]);
        return IcmpTypes.ErrorKind(version, type, code) is IcmpErrorKind kind ? ReadError(message, version, kind)
            : type == IcmpTypes.Echo(version, reply: true) || type == IcmpTypes.Echo(version, reply: false) ? WholeEcho(message, version)
            : new IcmpOther(version, type, code, message[ShortestMessage..]);
    }

    /// <summary>Writes an echo.</summary>
    /// <exception cref="ProtocolException">Its data is longer than <see cref="MaxData"/>.</exception>
    public static byte[] Write(IcmpEcho echo)
    {
        ArgumentNullException.ThrowIfNull(echo);
        if (echo.Data.Length > MaxData)
        {
            throw new ProtocolException(ProtocolError.TooLarge, $"an echo of {echo.Data.Length} bytes is over the limit of {MaxData}", HeaderLength, Blame.Caller);
        }

        byte[] message = new byte[HeaderLength + echo.Data.Length];
        message[0] = echo.Type;
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(4), echo.Identifier);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(6), echo.Sequence);
        echo.Data.CopyTo(message.AsMemory(HeaderLength));
        if (echo.Version == IcmpVersion.V4)
        {
            BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(Checksum), InternetChecksum.Finish(InternetChecksum.Add(0, message)));
        }

        return message;
    }

    /// <summary>Reads an echo that an error quotes: it may be cut, so nobody can say whether its checksum is right.</summary>
    /// <param name="message">Its beginning.</param>
    /// <param name="version">The protocol.</param>
    /// <returns>The echo with what is there of its data; null where it is no echo, or not even its header is there.</returns>
    public static IcmpEcho? ReadQuotedEcho(ReadOnlyMemory<byte> message, IcmpVersion version)
    {
        ReadOnlySpan<byte> bytes = message.Span;
        if (bytes.Length < HeaderLength)
        {
            return null;
        }

        bool reply = bytes[0] == IcmpTypes.Echo(version, reply: true);
        return reply || bytes[0] == IcmpTypes.Echo(version, reply: false)
            ? new IcmpEcho(version, reply, BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]), message[HeaderLength..])
            : null;
    }

    private static IcmpEcho WholeEcho(ReadOnlyMemory<byte> message, IcmpVersion version)
    {
        Need(message.Span, HeaderLength);
        return ReadQuotedEcho(message, version)!;
    }

    // Type, code, checksum, four bytes of which some hold an MTU, and then the packet in question, cut. What is quoted may be anything.
    private static IcmpError ReadError(ReadOnlyMemory<byte> message, IcmpVersion version, IcmpErrorKind kind)
    {
        ReadOnlySpan<byte> bytes = message.Span;
        Need(bytes, HeaderLength);
        uint mtu = kind != IcmpErrorKind.TooBig ? 0
            : version == IcmpVersion.V4 ? BinaryPrimitives.ReadUInt16BigEndian(bytes[6..])
            : BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        ReadOnlyMemory<byte> packet = message[HeaderLength..];
        IpHeader? quoted = IpHeader.TryRead(packet.Span);
        return new IcmpError(version, bytes[0], bytes[1], kind)
        {
            NextHopMtu = mtu is > 0 and <= int.MaxValue ? (int)mtu : null,
            Quoted = quoted,
            QuotedPayload = quoted is null ? default : packet[quoted.Length..],
        };
    }

    private static void Need(ReadOnlySpan<byte> bytes, int length)
    {
        if (bytes.Length < length)
        {
            throw new ProtocolException(ProtocolError.Truncated, $"an ICMP message of this type has {length} bytes at least, and here are {bytes.Length}", bytes.Length);
        }
    }
}
