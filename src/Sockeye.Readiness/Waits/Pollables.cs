using Sockeye.Native;
using Sockeye.Sockets;
using Sockeye.Sockets.Faults;

namespace Sockeye.Readiness.Waits;

/// <summary>What callers hand in to be waited for, and the errors that name it.</summary>
internal static class Pollables
{
    /// <exception cref="ArgumentNullException">It is null.</exception>
    /// <exception cref="ArgumentException">It names no descriptor.</exception>
    internal static Descriptor DescriptorOf(IPollable? item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.Descriptor ?? throw new ArgumentException($"{item} names no descriptor to wait for", nameof(item));
    }

    internal static ObjectDisposedException Closed(string operation, object item) => new(item.GetType().Name, $"{operation}: {item} is closed");

    internal static SocketFaultException Fault(string operation, Errno error, object? item = null, string? hint = null)
        => FaultFactory.Create(new Fault(operation, error) { Target = item is null ? null : $"of {item}", Hint = hint });
}
