using Sockeye.Native;

namespace Sockeye.Sockets;

/// <summary>What a ReceiveDescriptors brought.</summary>
/// <param name="Message">The bytes, and whether there were more descriptors than asked for.</param>
/// <param name="Descriptors">The descriptors in the order they were sent; they are the caller's to dispose.</param>
public readonly record struct ReceivedDescriptors(ReceivedMessage Message, IReadOnlyList<Descriptor> Descriptors);
