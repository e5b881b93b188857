using Sockeye.Native;

namespace Sockeye.Readiness.Waits;

/// <summary>An object that was registered, with what is asked of it.</summary>
/// <param name="item">The caller's own.</param>
/// <param name="descriptor">Its descriptor.</param>
/// <param name="events">In the numbers of the system call.</param>
internal sealed class Registration(IPollable item, Descriptor descriptor, uint events)
{
    internal IPollable Object { get; } = item;

    internal Descriptor Descriptor { get; } = descriptor;

    internal uint Events { get; } = events;

    /// <summary>The caller's.</summary>
    internal object? Data { get; set; }

    /// <summary>Which registration of this number it is: what the kernel had to say of an older one is for nobody.</summary>
    internal ushort Serial { get; init; }
}
