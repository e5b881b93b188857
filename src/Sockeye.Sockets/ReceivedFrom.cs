using System.Net;

namespace Sockeye.Sockets;

/// <summary>What a ReceiveFrom brought.</summary>
/// <param name="Count">The bytes that are in the buffer.</param>
/// <param name="Sender">Who sent them; null on a connected stream; <see cref="UnixEndPoint.Unnamed"/> for a Unix socket that was not bound.</param>
/// <param name="Length">The message's whole length; the same as <paramref name="Count"/> where a family does not tell it (ICMP and CAN sockets do not).</param>
/// <param name="Truncated">True when the message was larger than the buffer: the rest is gone (unless it was only peeked at).</param>
public readonly record struct ReceivedFrom(int Count, EndPoint? Sender, int Length, bool Truncated);
