namespace Sockeye.Native.Layout;

/// <summary>struct protoent (netdb.h)</summary>
internal unsafe struct ProtocolEntryLayout
{
    internal byte* Name;
    internal byte** Aliases;
    internal int Number;
}
