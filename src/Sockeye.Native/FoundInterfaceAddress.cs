namespace Sockeye.Native;

/// <summary>A struct ifaddrs, copied out of C memory. Addresses are as the kernel has them; empty where there is none.</summary>
/// <param name="Name">The interface; an IPv4 address may have a label such as "eth0:1" in its place.</param>
/// <param name="Flags">IFF_…</param>
/// <param name="Address">The address itself: of AF_PACKET, it holds index and hardware address.</param>
/// <param name="Netmask">Same family.</param>
/// <param name="Other">The broadcast address or the peer's: the flags say which.</param>
internal sealed record FoundInterfaceAddress(string Name, uint Flags, byte[] Address, byte[] Netmask, byte[] Other);
