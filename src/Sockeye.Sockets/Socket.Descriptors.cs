using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sockeye.Native;
using Sockeye.Native.Layout;

namespace Sockeye.Sockets;

// Open descriptors that go over a Unix socket to another process: SCM_RIGHTS, unix(7).
public sealed partial class Socket
{
    /// <summary>Sends descriptors along with bytes: the receiver gets others for the same open files, sockets, pipes. Python: <c>send_fds</c>.</summary>
    /// <param name="data">The bytes; on a stream at least one, for the descriptors travel with it.</param>
    /// <param name="descriptors">1 to <see cref="AncillaryData.MaxDescriptors"/>. They stay the caller's.</param>
    /// <param name="flags">As for <see cref="Send(ReadOnlySpan{byte}, MessageFlags, CancellationToken)"/>.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <returns>How many bytes the kernel took; the descriptors went with the first of them.</returns>
    /// <exception cref="ArgumentException">A stream and no byte; no descriptor or too many.</exception>
    /// <exception cref="ObjectDisposedException">The socket or one of the descriptors is closed.</exception>
    /// <exception cref="SocketFaultException">Too many open files (EMFILE), too many descriptors on their way (ETOOMANYREFS).</exception>
    /// <exception cref="InvalidOperationException">This is no Unix socket.</exception>
    /// <inheritdoc cref="Send(ReadOnlySpan{byte}, MessageFlags, CancellationToken)" path="/exception"/>
    [OverloadResolutionPriority(1)]
    public int SendDescriptors(ReadOnlySpan<byte> data, ReadOnlySpan<Descriptor> descriptors, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        using AncillaryData rights = RoomForRights(data, descriptors.Length);
        rights.AddDescriptors(descriptors);
        return SendMessage(data, new MessageOptions { Ancillary = rights, Flags = flags }, cancellation);
    }

    /// <summary>Sends sockets along with bytes: the receiver gets descriptors of the same open sockets.</summary>
    /// <inheritdoc cref="SendDescriptors(ReadOnlySpan{byte}, ReadOnlySpan{Descriptor}, MessageFlags, CancellationToken)"/>
    public int SendDescriptors(ReadOnlySpan<byte> data, ReadOnlySpan<Socket> descriptors, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        using AncillaryData rights = RoomForRights(data, descriptors.Length);
        rights.AddDescriptors(descriptors);
        return SendMessage(data, new MessageOptions { Ancillary = rights, Flags = flags }, cancellation);
    }

    /// <summary>Sends .NET's handles along with bytes: of files, pipes, sockets.</summary>
    /// <inheritdoc cref="SendDescriptors(ReadOnlySpan{byte}, ReadOnlySpan{Descriptor}, MessageFlags, CancellationToken)"/>
    public int SendDescriptors(ReadOnlySpan<byte> data, ReadOnlySpan<SafeHandle> descriptors, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        using AncillaryData rights = RoomForRights(data, descriptors.Length);
        rights.AddDescriptors(descriptors);
        return SendMessage(data, new MessageOptions { Ancillary = rights, Flags = flags }, cancellation);
    }

    /// <summary>Receives bytes and the descriptors that come with them. Python: <c>recv_fds</c>.</summary>
    /// <param name="into">Where the bytes go.</param>
    /// <param name="most">At most so many descriptors; surplus ones are closed, and <see cref="ReceivedMessage.AncillaryTruncated"/> says that there were some.</param>
    /// <param name="flags">As for <see cref="Receive(Span{byte}, MessageFlags, CancellationToken)"/>.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <returns>The bytes' count and the descriptors, which are the caller's to dispose and close-on-exec. <c>Socket.Adopt(descriptor.Detach())</c> makes a socket of one.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is negative.</exception>
    /// <inheritdoc cref="ReceiveMessage(Span{byte}, MessageOptions, CancellationToken)" path="/exception"/>
    public ReceivedDescriptors ReceiveDescriptors(Span<byte> into, int most, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(most);

        using AncillaryData room = RoomForDescriptors(most);
        ReceivedMessage message = ReceiveMessage(into, new MessageOptions { Ancillary = room, Flags = flags }, cancellation);
        return new ReceivedDescriptors(message, room.TakeDescriptors());
    }

    // Length and not Space: in the padding of an odd number there is room for one more. Credentials come first, and would take the room.
    private AncillaryData RoomForDescriptors(int most)
    {
        int before = Family == Family.AF_UNIX && !IsClosed && Options.PassCredentials ? AncillaryData.Space(ControlDataLayout.Credentials.Size) : 0;
        return new AncillaryData(before + AncillaryData.Length(Math.Min(most, AncillaryData.MaxDescriptors) * sizeof(int)));
    }

    private AncillaryData RoomForRights(ReadOnlySpan<byte> data, int descriptors)
        => data.IsEmpty && !KeepsMessages
            ? throw new ArgumentException("on a stream descriptors need at least one byte to travel with", nameof(data))
            : new AncillaryData(AncillaryData.Space(Math.Min(descriptors, AncillaryData.MaxDescriptors) * sizeof(int)));
}
