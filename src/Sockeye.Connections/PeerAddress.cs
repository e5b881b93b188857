using System.Net;
using System.Runtime.InteropServices;
using Sockeye.Native.Layout;
using Sockeye.Sockets;
using Sockeye.Sockets.Addresses;

namespace Sockeye.Connections;

/// <summary>A peer's address as the kernel wrote it, until somebody asks for it: most are never asked for, and an object for each would cost every idle connection its bytes.</summary>
internal struct PeerAddress
{
    private readonly ulong _inet;       // an IPv4 one without its padding; 0 for another
    private object? _rest;      // a longer address, as bytes; or what was made of either

    internal PeerAddress(ReadOnlySpan<byte> address)
    {
        if (address.Length <= SocketAddressLayout.FamilySize)
        {
            _rest = UnixEndPoint.Unnamed;
        }
        else if (MemoryMarshal.Read<ushort>(address) == (ushort)Family.AF_INET)
        {
            _inet = MemoryMarshal.Read<ulong>(address);
        }
        else
        {
            _rest = address.ToArray();
        }
    }

    /// <summary>Null where none is known.</summary>
    internal EndPoint? EndPoint
    {
        get => _rest switch
        {
            EndPoint made => made,
            byte[] address => EndPoint = AddressCodec.Read(address) ?? UnixEndPoint.Unnamed,
            _ => _inet == 0 ? null : EndPoint = FromInet(),
        };
        set => _rest = value;
    }

    private readonly EndPoint? FromInet()
    {
        Span<byte> address = stackalloc byte[SocketAddressLayout.In.Size];
        address.Clear();
        MemoryMarshal.Write(address, _inet);
        return AddressCodec.Read(address);
    }
}
