namespace Sockeye.Native.Layout;

/// <summary>struct hostent (netdb.h)</summary>
internal unsafe struct HostEntryLayout
{
    internal byte* Name;
    internal byte** Aliases;
    internal int AddressFamily;
    internal int AddressLength;
    internal byte** Addresses;
}
