namespace Sockeye.Native;

/// <summary>Keeps something in the kernel that names a descriptor, and must take it back before the number can mean something else.</summary>
internal interface IDescriptorWatcher
{
    /// <summary>The descriptor is about to be closed or given away; its number is still good. Called once, by any thread, the finalizer's too.</summary>
    void OnClosing(Descriptor descriptor);
}
