namespace Sockeye.Native.Layout;

/// <summary>Where the fields of the kernel's socket addresses lie. The address codec of Sockets reads and writes by these.</summary>
internal static class SocketAddressLayout
{
    /// <summary>sizeof(struct sockaddr_storage): room for an address of any family.</summary>
    internal const int StorageSize = 128;

    /// <summary>The family comes first in all of them, in the machine's byte order.</summary>
    internal const int FamilySize = 2;

    /// <summary>struct sockaddr_in (netinet/in.h)</summary>
    internal static class In
    {
        internal const int Size = 16;
        internal const int Port = 2;
        internal const int Address = 4;
    }

    /// <summary>struct sockaddr_in6 (netinet/in.h)</summary>
    internal static class In6
    {
        internal const int Size = 28;
        internal const int Port = 2;
        internal const int FlowInfo = 4;
        internal const int Address = 8;
        internal const int ScopeId = 24;
    }

    /// <summary>struct sockaddr_un (sys/un.h)</summary>
    internal static class Un
    {
        internal const int Size = 110;
        internal const int Path = 2;
        internal const int PathSize = 108;
    }

    /// <summary>struct sockaddr_ll (netpacket/packet.h). A hardware address longer than eight bytes runs on behind it.</summary>
    internal static class Link
    {
        internal const int Size = 20;
        internal const int Index = 4;
        internal const int AddressLength = 11;
        internal const int Address = 12;
    }
}
