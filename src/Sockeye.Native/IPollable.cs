namespace Sockeye.Native;

/// <summary>Something that can be waited for: it has a descriptor. Python: an object with <c>fileno()</c>.</summary>
/// <remarks>
/// Sockets and descriptors are it already. A connection object of your own becomes it by naming its socket's descriptor, and the waits
/// hand back that object. For a handle of .NET's or a bare number there is <see cref="Sockeye.Native.Descriptor.Borrow(int)"/>.
/// </remarks>
public interface IPollable
{
    /// <summary>What the kernel waits for. The same one each time it is asked.</summary>
    Descriptor Descriptor { get; }
}
