using System.Net;

namespace Sockeye.Sockets;

/// <summary>What goes beside the bytes of one SendMessage or ReceiveMessage.</summary>
public readonly record struct MessageOptions
{
    /// <summary>Control messages to send, or room for those to receive. null: none. When receiving, whatever it held before is let go of.</summary>
    public AncillaryData? Ancillary { get; init; }

    /// <summary>To send: where to. null: to the peer that the socket is connected to. To receive: leave it null.</summary>
    public EndPoint? To { get; init; }

    /// <summary>
    /// An address in an envelope that is used again and again, so that nothing is allocated. To send: where to, in place of <see cref="To"/>.
    /// To receive: filled with the sender's address, its size set; <see cref="ReceivedMessage.Sender"/> is then null. It is made with
    /// room for the family, as <c>new SocketAddress(AddressFamily.InterNetworkV6)</c>.
    /// </summary>
    public SocketAddress? Envelope { get; init; }

    /// <summary>MSG_DONTWAIT, MSG_PEEK, MSG_ERRQUEUE …</summary>
    public MessageFlags Flags { get; init; }
}
