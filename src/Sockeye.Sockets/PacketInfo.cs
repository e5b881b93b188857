using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Sockeye.Native.Layout;

namespace Sockeye.Sockets;

/// <summary>Which address a datagram came to, and on which interface; or which it is to be sent from. IP_PKTINFO of ip(7), IPV6_PKTINFO of ipv6(7).</summary>
/// <remarks>Reading it and answering with it allocates nothing; the addresses are made when they are asked for.</remarks>
public readonly record struct PacketInfo
{
    // As the packet has them; an IPv4 address in the lowest four bytes.
    private readonly UInt128 _destination;
    private readonly UInt128 _local;

    /// <summary>What to send from.</summary>
    /// <param name="local">An address of this machine; the unspecified one of its family lets the kernel choose.</param>
    /// <param name="interfaceIndex">The interface to send on. 0: that of a link-local address's scope, or else the routing table chooses.</param>
    public PacketInfo(IPAddress local, int interfaceIndex = 0)
    {
        ArgumentNullException.ThrowIfNull(local);
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        IsIPv6 = local.AddressFamily == AddressFamily.InterNetworkV6;
        local.TryWriteBytes(IsIPv6 ? bytes : bytes[12..], out _);
        _local = _destination = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        InterfaceIndex = interfaceIndex == 0 && local.IsIPv6LinkLocal ? (int)local.ScopeId : interfaceIndex;
    }

    private PacketInfo(bool isIPv6, int interfaceIndex, UInt128 destination, UInt128 local)
        => (IsIPv6, InterfaceIndex, _destination, _local) = (isIPv6, interfaceIndex, destination, local);

    /// <summary>True for an IPv6 packet, and for an IPv4 one on an IPv6 socket, whose addresses are ::ffff:….</summary>
    public bool IsIPv6 { get; }

    /// <summary>The interface it came in by, or is to be sent on; <see cref="Names.IfIndexToName"/> has its name.</summary>
    public int InterfaceIndex { get; }

    /// <summary>Where the packet was sent to, as its header says: an address of this machine, of a group, a broadcast.</summary>
    public IPAddress Destination => ToAddress(_destination);

    /// <summary>The address of this machine to answer from: <see cref="Destination"/>, or for a group or broadcast the interface's own (IPv6: unspecified, the kernel chooses).</summary>
    public IPAddress Local => ToAddress(_local);

    internal int Size => IsIPv6 ? ControlDataLayout.PacketInfo6.Size : ControlDataLayout.PacketInfo4.Size;

    internal static PacketInfo Read4(ReadOnlySpan<byte> from) => new(
        isIPv6: false,
        MemoryMarshal.Read<int>(from[ControlDataLayout.PacketInfo4.Interface..]),
        BinaryPrimitives.ReadUInt32BigEndian(from[ControlDataLayout.PacketInfo4.Destination..]),
        BinaryPrimitives.ReadUInt32BigEndian(from[ControlDataLayout.PacketInfo4.Local..]));

    internal static PacketInfo Read6(ReadOnlySpan<byte> from)
    {
        const byte Multicast = 0xff;
        UInt128 destination = BinaryPrimitives.ReadUInt128BigEndian(from[ControlDataLayout.PacketInfo6.Destination..]);
        return new PacketInfo(
            isIPv6: true,
            MemoryMarshal.Read<int>(from[ControlDataLayout.PacketInfo6.Interface..]),
            destination,
            from[ControlDataLayout.PacketInfo6.Destination] == Multicast ? 0 : destination);
    }

    internal void Write(Span<byte> into)
    {
        into.Clear();
        if (IsIPv6)
        {
            BinaryPrimitives.WriteUInt128BigEndian(into[ControlDataLayout.PacketInfo6.Destination..], _local);
            MemoryMarshal.Write(into[ControlDataLayout.PacketInfo6.Interface..], InterfaceIndex);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(into[ControlDataLayout.PacketInfo4.Local..], (uint)_local);
            MemoryMarshal.Write(into[ControlDataLayout.PacketInfo4.Interface..], InterfaceIndex);
        }
    }

    // An address of one link means nothing without the link.
    private IPAddress ToAddress(UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        if (!IsIPv6)
        {
            return new IPAddress(bytes[12..]);
        }

        var address = new IPAddress(bytes);
        return address.IsIPv6LinkLocal ? new IPAddress(bytes, InterfaceIndex) : address;
    }
}
