using System.Net;
using System.Numerics;
using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets;

// Network interfaces: their names, numbers and addresses.
public static partial class Names
{
    /// <summary>Every network interface: if_nameindex(3).</summary>
    /// <exception cref="SocketFaultException">The system could not say.</exception>
    public static IReadOnlyList<InterfaceName> IfNameIndex()
    {
        var found = new List<(int Index, string Name)>();
        SysResult got = InterfaceCalls.All(found);
        return got.Failed
            ? throw FaultFactory.Create(new Fault("if_nameindex", got.Error))
            : found.ConvertAll(static one => new InterfaceName(one.Index, one.Name));
    }

    /// <summary>The number of a network interface: if_nametoindex(3). What joining a group on it takes.</summary>
    /// <param name="name">Such as "lo" or "eth0".</param>
    /// <exception cref="SocketFaultException">There is none of that name (ENODEV).</exception>
    /// <exception cref="ArgumentException">A zero character.</exception>
    public static int IfNameToIndex(string name)
    {
        Check(name);
        SysResult index = InterfaceCalls.IndexOf(name);
        return index.Failed
            ? throw FaultFactory.Create(new Fault("if_nametoindex", index.Error) { Hint = $"there is no interface {HostText.Shown(name)}" })
            : (int)index.Value;
    }

    /// <summary>The name of a network interface: if_indextoname(3).</summary>
    /// <param name="index">Its number, as in a scope id; 0 or more, and none has 0.</param>
    /// <exception cref="SocketFaultException">There is none of that number (ENXIO).</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static string IfIndexToName(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        SysResult got = InterfaceCalls.NameOf((uint)index, out string name);
        return got.Failed
            ? throw FaultFactory.Create(new Fault("if_indextoname", got.Error) { Hint = $"there is no interface with the number {index}" })
            : name;
    }

    /// <summary>Every address of every network interface: getifaddrs(3).</summary>
    /// <exception cref="SocketFaultException">The system could not say.</exception>
    public static IReadOnlyList<InterfaceAddress> GetIfAddrs()
    {
        var found = new List<FoundInterfaceAddress>();
        SysResult got = InterfaceCalls.Addresses(found);
        return got.Failed ? throw FaultFactory.Create(new Fault("getifaddrs", got.Error)) : found.ConvertAll(ToInterfaceAddress);
    }

    private static InterfaceAddress ToInterfaceAddress(FoundInterfaceAddress one)
    {
        var flags = (InterfaceFlags)one.Flags;
        EndPoint? address = AddressCodec.Read(one.Address);
        if (address is not IPEndPoint ip)
        {
            (int index, var hardware) = AddressCodec.ReadLink(one.Address);
            Family family = address is null ? Family.AF_UNSPEC : AddressCodec.FamilyOf(address);
            return new InterfaceAddress(one.Name, index != 0 ? index : IndexOrZero(one.Name), flags, family) { HardwareAddress = hardware };
        }

        IPAddress? other = (AddressCodec.Read(one.Other) as IPEndPoint)?.Address;
        return new InterfaceAddress(one.Name, IndexOrZero(one.Name), flags, AddressCodec.FamilyOf(ip))
        {
            Address = ip.Address,
            PrefixLength = (AddressCodec.Read(one.Netmask) as IPEndPoint)?.Address.GetAddressBytes().Sum(static part => BitOperations.PopCount(part)),
            Broadcast = flags.HasFlag(InterfaceFlags.IFF_BROADCAST) ? other : null,
            Peer = flags.HasFlag(InterfaceFlags.IFF_POINTOPOINT) ? other : null,
        };
    }

    private static int IndexOrZero(string name)
    {
        SysResult index = InterfaceCalls.IndexOf(name);
        return index.Failed ? 0 : (int)index.Value;
    }
}
