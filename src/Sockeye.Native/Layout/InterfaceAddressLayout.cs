namespace Sockeye.Native.Layout;

/// <summary>struct ifaddrs (ifaddrs.h)</summary>
internal unsafe struct InterfaceAddressLayout
{
    internal InterfaceAddressLayout* Next;
    internal byte* Name;
    internal uint Flags;
    internal byte* Address;
    internal byte* Netmask;
    internal byte* Other;
    internal byte* Data;
}
