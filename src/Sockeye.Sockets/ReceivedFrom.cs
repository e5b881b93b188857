using System.Net;

namespace Sockeye.Sockets;

/// <summary>What a ReceiveFrom brought.</summary>
/// <param name="Count">The bytes that are in the buffer.</param>
/// <param name="Sender">Who sent them; null on a connected stream; <see cref="UnixEndPoint.Unnamed"/> for a Unix socket that was not bound.</param>
/// <param name="Length">The datagram's whole length.</param>
public readonly record struct ReceivedFrom(int Count, EndPoint? Sender, int Length)
{
    /// <summary>True when the datagram was larger than the buffer: the rest is gone (unless it was only peeked at).</summary>
    public bool Truncated => Length > Count;
}
