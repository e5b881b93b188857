namespace Sockeye.Native.Layout;

/// <summary>struct if_nameindex (net/if.h). A list of them ends with index 0.</summary>
internal unsafe struct InterfaceNameLayout
{
    internal uint Index;
    internal byte* Name;
}
