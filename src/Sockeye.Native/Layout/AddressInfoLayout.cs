namespace Sockeye.Native.Layout;

/// <summary>struct addrinfo (netdb.h)</summary>
internal unsafe struct AddressInfoLayout
{
    internal int Flags;
    internal int Family;
    internal int SocketType;
    internal int Protocol;
    internal uint AddressLength;
    internal byte* Address;
    internal byte* CanonicalName;
    internal AddressInfoLayout* Next;
}
