using System.Net;

namespace Sockeye.Sockets;

/// <summary>What a ReceiveMessage brought.</summary>
/// <param name="Count">The bytes that are in the buffer or buffers. 0 on a stream: the peer has closed its half.</param>
/// <param name="Sender">Who sent them; null on a connected stream, and where <see cref="MessageOptions.Envelope"/> has it; <see cref="UnixEndPoint.Unnamed"/> for a Unix socket that was not bound. From the error queue: where the message had been sent to.</param>
/// <param name="Length">The message's whole length; the same as <paramref name="Count"/> where a family does not tell it.</param>
/// <param name="Flags">What the kernel said of the message: MSG_TRUNC, MSG_CTRUNC, MSG_EOR, MSG_OOB, MSG_ERRQUEUE.</param>
public readonly record struct ReceivedMessage(int Count, EndPoint? Sender, int Length, MessageFlags Flags)
{
    /// <summary>True when the message was larger than the buffer: the rest is gone (unless it was only peeked at).</summary>
    public bool Truncated => Length > Count || (Flags & MessageFlags.MSG_TRUNC) != 0;

    /// <summary>True when there was more ancillary data than room for it (MSG_CTRUNC). Descriptors that had no room are closed.</summary>
    public bool AncillaryTruncated => (Flags & MessageFlags.MSG_CTRUNC) != 0;
}
