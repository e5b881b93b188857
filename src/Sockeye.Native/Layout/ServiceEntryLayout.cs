namespace Sockeye.Native.Layout;

/// <summary>struct servent (netdb.h). The port is in network byte order, in the low half of an int.</summary>
internal unsafe struct ServiceEntryLayout
{
    internal byte* Name;
    internal byte** Aliases;
    internal int Port;
    internal byte* Protocol;
}
