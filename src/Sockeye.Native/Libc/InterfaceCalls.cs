using System.Runtime.InteropServices;
using Sockeye.Native.Layout;

namespace Sockeye.Native.Libc;

/// <summary>Network interfaces: if_nameindex(3), if_nametoindex(3), getifaddrs(3).</summary>
internal static unsafe partial class InterfaceCalls
{
    private const int IF_NAMESIZE = 16;

    private const int AF_INET = 2;
    private const int AF_INET6 = 10;
    private const int AF_PACKET = 17;

    /// <summary>if_nametoindex(3), whose failure is 0.</summary>
    internal static SysResult IndexOf(string name)
    {
        Platform.Demand();
        fixed (byte* n = ZeroTerminated.Bytes(name))
        {
            uint index = if_nametoindex(n);
            return index == 0 ? SysResult.Of(-1) : SysResult.Success((nint)index);
        }
    }

    /// <summary>if_indextoname(3), whose failure is NULL.</summary>
    internal static SysResult NameOf(uint index, out string name)
    {
        Platform.Demand();
        byte* buffer = stackalloc byte[IF_NAMESIZE];
        byte* answer = if_indextoname(index, buffer);
        SysResult got = SysResult.Of(answer == null ? -1 : 0);
        name = ZeroTerminated.Text(answer);
        return got;
    }

    /// <summary>if_nameindex(3)</summary>
    /// <remarks>Invariant: the list is freed here, after <paramref name="found"/> holds copies of all of it.</remarks>
    internal static SysResult All(List<(int Index, string Name)> found)
    {
        Platform.Demand();
        InterfaceNameLayout* list = if_nameindex();
        if (list == null)
        {
            return SysResult.Of(-1);
        }

        for (InterfaceNameLayout* at = list; at->Index != 0; at++)
        {
            found.Add(((int)at->Index, ZeroTerminated.Text(at->Name)));
        }

        if_freenameindex(list);
        return SysResult.Success(found.Count);
    }

    /// <summary>getifaddrs(3)</summary>
    /// <remarks>Invariant: as above.</remarks>
    internal static SysResult Addresses(List<FoundInterfaceAddress> found)
    {
        Platform.Demand();
        InterfaceAddressLayout* list = null;
        SysResult got = SysResult.Of(getifaddrs(&list));
        if (got.Failed)
        {
            return got;
        }

        for (InterfaceAddressLayout* at = list; at != null; at = at->Next)
        {
            found.Add(new FoundInterfaceAddress(ZeroTerminated.Text(at->Name), at->Flags, Copy(at->Address), Copy(at->Netmask), Copy(at->Other)));
        }

        freeifaddrs(list);
        return got;
    }

    // These addresses come without a length: the family tells it. A hardware address may be longer than its struct has room for.
    private static byte[] Copy(byte* address)
    {
        if (address == null)
        {
            return [];
        }

        int size = *(ushort*)address switch
        {
            AF_INET => SocketAddressLayout.In.Size,
            AF_INET6 => SocketAddressLayout.In6.Size,
            AF_PACKET => SocketAddressLayout.Link.Address + address[SocketAddressLayout.Link.AddressLength],
            _ => SocketAddressLayout.FamilySize,
        };
        return new ReadOnlySpan<byte>(address, size).ToArray();
    }

    [LibraryImport("libc")]
    private static partial uint if_nametoindex(byte* name);

    [LibraryImport("libc")]
    private static partial byte* if_indextoname(uint index, byte* name);

    [LibraryImport("libc")]
    private static partial InterfaceNameLayout* if_nameindex();

    [LibraryImport("libc")]
    private static partial void if_freenameindex(InterfaceNameLayout* list);

    [LibraryImport("libc")]
    private static partial int getifaddrs(InterfaceAddressLayout** list);

    [LibraryImport("libc")]
    private static partial void freeifaddrs(InterfaceAddressLayout* list);
}
