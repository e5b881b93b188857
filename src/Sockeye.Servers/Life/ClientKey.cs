using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Sockeye.Servers.Life;

/// <summary>What counts as one client: an IPv4 address, or the 64 bits of an IPv6 address that one network has. All clients of other families are nobody.</summary>
/// <remarks>One who has a network of IPv6, as everybody at home has, has 2^64 addresses in it.</remarks>
internal readonly record struct ClientKey(ulong Network, AddressFamily Family)
{
    internal bool IsKnown => Family != AddressFamily.Unspecified;

    internal static ClientKey Of(EndPoint? client)
    {
        if (client is not IPEndPoint { Address: IPAddress address })
        {
            return default;
        }

        Span<byte> bytes = stackalloc byte[16];
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        address.TryWriteBytes(bytes, out int length);
        return length == sizeof(uint)
            ? new ClientKey(BinaryPrimitives.ReadUInt32BigEndian(bytes), AddressFamily.InterNetwork)
            : new ClientKey(BinaryPrimitives.ReadUInt64BigEndian(bytes), AddressFamily.InterNetworkV6);
    }
}
