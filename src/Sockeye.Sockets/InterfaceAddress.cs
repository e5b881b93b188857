using System.Net;
using System.Net.NetworkInformation;

namespace Sockeye.Sockets;

/// <summary>One address of a network interface: a row of getifaddrs(3).</summary>
/// <remarks>Each interface also has a row for its hardware address, of AF_PACKET; where it has none, as a tunnel, of AF_UNSPEC.</remarks>
/// <param name="Name">The interface; an IPv4 address may have a label such as "eth0:1" in its place.</param>
/// <param name="Index">The interface's number; 0 where it vanished meanwhile.</param>
/// <param name="Flags">What the interface is and does.</param>
/// <param name="Family">AF_INET, AF_INET6, AF_PACKET or AF_UNSPEC.</param>
public sealed record InterfaceAddress(string Name, int Index, InterfaceFlags Flags, Family Family)
{
    /// <summary>The address, with its scope where it is link-local; null for AF_PACKET and AF_UNSPEC.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>How many bits of the address are the network's: 0 to 32, or to 128; null for AF_PACKET and AF_UNSPEC. The netmask as a number.</summary>
    public int? PrefixLength { get; init; }

    /// <summary>The network's broadcast address; null where there is none.</summary>
    public IPAddress? Broadcast { get; init; }

    /// <summary>The address at the other end; null where the interface is not point-to-point.</summary>
    public IPAddress? Peer { get; init; }

    /// <summary>For AF_PACKET: the hardware (MAC) address; zeros for loopback, null where the interface has none.</summary>
    public PhysicalAddress? HardwareAddress { get; init; }
}
