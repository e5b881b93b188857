using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Sockeye.Native.Layout;

namespace Sockeye.Sockets.Addresses;

/// <summary>End points to the kernel's socket addresses and back: the only place in Sockets that knows their bytes.</summary>
internal static class AddressCodec
{
    internal const int MaxSize = SocketAddressLayout.StorageSize;
    internal const int FamilySize = SocketAddressLayout.FamilySize;

    /// <summary>Writes the address; returns how many bytes it has. <paramref name="into"/> has room for <see cref="MaxSize"/>.</summary>
    /// <exception cref="ArgumentException">The end point is of a kind that has no socket address: a name, say.</exception>
    internal static int Write(EndPoint endPoint, Span<byte> into)
    {
        into.Clear();
        switch (endPoint)
        {
            case IPEndPoint { AddressFamily: AddressFamily.InterNetwork } ip:
                WriteFamily(into, Family.AF_INET);
                BinaryPrimitives.WriteUInt16BigEndian(into[SocketAddressLayout.In.Port..], (ushort)ip.Port);
                ip.Address.TryWriteBytes(into[SocketAddressLayout.In.Address..], out _);
                return SocketAddressLayout.In.Size;

            case IPEndPoint ip:
                WriteFamily(into, Family.AF_INET6);
                BinaryPrimitives.WriteUInt16BigEndian(into[SocketAddressLayout.In6.Port..], (ushort)ip.Port);
                BinaryPrimitives.WriteUInt32BigEndian(into[SocketAddressLayout.In6.FlowInfo..], (ip as FlowEndPoint)?.FlowInfo ?? 0);
                ip.Address.TryWriteBytes(into[SocketAddressLayout.In6.Address..], out _);
                MemoryMarshal.Write(into[SocketAddressLayout.In6.ScopeId..], (uint)ip.Address.ScopeId);
                return SocketAddressLayout.In6.Size;

            case UnixEndPoint unix:
                return WriteUnix(unix, into);

            case UnixDomainSocketEndPoint unix:
                return WriteUnix(UnixEndPoint.From(unix), into);

            case RawEndPoint raw:
                WriteFamily(into, raw.Family);
                raw.Data.CopyTo(into[FamilySize..]);
                return FamilySize + raw.Data.Length;

            default:
                SocketAddress other = Serialized(endPoint);
                other.Buffer.Span[..other.Size].CopyTo(into);
                return other.Size;
        }
    }

    /// <summary>Reads an address that the kernel gave; null for one of no bytes, as a connected stream gives for its sender.</summary>
    internal static EndPoint? Read(ReadOnlySpan<byte> from)
    {
        if (from.Length < FamilySize)
        {
            return null;
        }

        var family = (Family)MemoryMarshal.Read<ushort>(from);
        switch (family)
        {
            case Family.AF_INET when from.Length >= SocketAddressLayout.In.Size:
                return new IPEndPoint(
                    new IPAddress(from.Slice(SocketAddressLayout.In.Address, 4)),
                    BinaryPrimitives.ReadUInt16BigEndian(from[SocketAddressLayout.In.Port..]));

            case Family.AF_INET6 when from.Length >= SocketAddressLayout.In6.Size:
                var address = new IPAddress(
                    from.Slice(SocketAddressLayout.In6.Address, 16),
                    MemoryMarshal.Read<uint>(from[SocketAddressLayout.In6.ScopeId..]));
                int port = BinaryPrimitives.ReadUInt16BigEndian(from[SocketAddressLayout.In6.Port..]);
                uint flow = BinaryPrimitives.ReadUInt32BigEndian(from[SocketAddressLayout.In6.FlowInfo..]) & FlowEndPoint.MaxFlowInfo;
                return flow == 0 ? new IPEndPoint(address, port) : new FlowEndPoint(address, port, flow);

            case Family.AF_UNIX:
                return ReadUnix(from[SocketAddressLayout.Un.Path..]);

            default:
                return new RawEndPoint(family, from[FamilySize..]);
        }
    }

    /// <summary>What an address of AF_PACKET says of its interface: number, and hardware address where it has one. Of another family, nothing.</summary>
    internal static (int Index, PhysicalAddress? Hardware) ReadLink(ReadOnlySpan<byte> from)
    {
        if (from.Length < SocketAddressLayout.Link.Address || (Family)MemoryMarshal.Read<ushort>(from) != Family.AF_PACKET)
        {
            return (0, null);
        }

        int length = Math.Min(from[SocketAddressLayout.Link.AddressLength], from.Length - SocketAddressLayout.Link.Address);
        return (
            MemoryMarshal.Read<int>(from[SocketAddressLayout.Link.Index..]),
            length == 0 ? null : new PhysicalAddress(from.Slice(SocketAddressLayout.Link.Address, length).ToArray()));
    }

    /// <summary>The largest address of the family; for one that is not known here, what the family's own number takes.</summary>
    internal static int SizeOf(Family family) => family switch
    {
        Family.AF_INET => SocketAddressLayout.In.Size,
        Family.AF_INET6 => SocketAddressLayout.In6.Size,
        Family.AF_UNIX => SocketAddressLayout.Un.Size,
        _ => FamilySize,
    };

    /// <summary>What packets to the address are: IPv4 ones also where an IPv6 address stands for one of IPv4 (::ffff:…).</summary>
    internal static Family PacketsTo(ReadOnlySpan<byte> address)
    {
        if (address.Length < FamilySize)
        {
            return Family.AF_UNSPEC;
        }

        var family = (Family)MemoryMarshal.Read<ushort>(address);
        return family == Family.AF_INET6 && address.Length >= SocketAddressLayout.In6.ScopeId
            && address[SocketAddressLayout.In6.Address..].StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff])
                ? Family.AF_INET
                : family;
    }

    /// <summary>The family an end point belongs to.</summary>
    internal static Family FamilyOf(EndPoint endPoint) => endPoint switch
    {
        IPEndPoint { AddressFamily: AddressFamily.InterNetwork } => Family.AF_INET,
        IPEndPoint => Family.AF_INET6,
        UnixEndPoint or UnixDomainSocketEndPoint => Family.AF_UNIX,
        RawEndPoint raw => raw.Family,
        _ => (Family)MemoryMarshal.Read<ushort>(Serialized(endPoint).Buffer.Span),
    };

    // An end point that is not one of ours: it says itself what its bytes are. .NET's names say nothing.
    private static SocketAddress Serialized(EndPoint endPoint)
        => endPoint is DnsEndPoint name
            ? throw new ArgumentException($"{name.Host}:{name.Port} is a name: look it up first (Names.GetAddrInfo), or use Socket.CreateConnection", nameof(endPoint))
            : endPoint.Serialize();

    /// <summary>The address in .NET's own envelope.</summary>
    internal static SocketAddress ToSocketAddress(EndPoint endPoint)
    {
        Span<byte> bytes = stackalloc byte[MaxSize];
        int size = Write(endPoint, bytes);
        // .NET's envelope writes a family of its own into the first two bytes; ours go over it.
        var envelope = new SocketAddress(endPoint is UnixEndPoint ? AddressFamily.Unix : AddressFamily.Unspecified, Math.Max(size, FamilySize));
        bytes[..size].CopyTo(envelope.Buffer.Span);
        envelope.Size = size;
        return envelope;
    }

    private static void WriteFamily(Span<byte> into, Family family) => MemoryMarshal.Write(into, (ushort)family);

    // A path ends with a zero byte that counts; an abstract name begins with one and ends where the length says; unnamed is the family alone.
    private static int WriteUnix(UnixEndPoint unix, Span<byte> into)
    {
        WriteFamily(into, Family.AF_UNIX);
        if (unix.IsUnnamed)
        {
            return FamilySize;
        }

        unix.Bytes.CopyTo(into[(SocketAddressLayout.Un.Path + (unix.IsAbstract ? 1 : 0))..]);
        return Math.Min(SocketAddressLayout.Un.Path + unix.Bytes.Length + 1, SocketAddressLayout.Un.Size);
    }

    private static UnixEndPoint ReadUnix(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty)
        {
            return UnixEndPoint.Unnamed;
        }

        if (path[0] == 0)
        {
            return UnixEndPoint.Abstract(path[1..]);
        }

        int end = path.IndexOf((byte)0);
        path = end < 0 ? path : path[..end];
        return UnixEndPoint.FromKernel(path);
    }
}
