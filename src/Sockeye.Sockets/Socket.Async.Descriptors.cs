using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sockeye.Native;

namespace Sockeye.Sockets;

// Open descriptors that go to another process, awaited. They are duplicated at once: the caller's may be closed before the task is done.
public sealed partial class Socket
{
    private delegate void Add<T>(AncillaryData to, ReadOnlySpan<T> descriptors);

    /// <summary><see cref="SendDescriptors(ReadOnlySpan{byte}, ReadOnlySpan{Descriptor}, MessageFlags, CancellationToken)"/>, awaited.</summary>
    /// <param name="data">The bytes; on a stream at least one, for the descriptors travel with it. They are the socket's until the task is done.</param>
    /// <param name="descriptors">1 to <see cref="AncillaryData.MaxDescriptors"/>. They stay the caller's, who may close them at once.</param>
    /// <param name="flags">As for <see cref="SendAsync(ReadOnlyMemory{byte}, MessageFlags, CancellationToken)"/>.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <remarks>See <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>.</remarks>
    /// <inheritdoc cref="SendDescriptors(ReadOnlySpan{byte}, ReadOnlySpan{Descriptor}, MessageFlags, CancellationToken)" path="/returns"/>
    /// <inheritdoc cref="SendDescriptors(ReadOnlySpan{byte}, ReadOnlySpan{Descriptor}, MessageFlags, CancellationToken)" path="/exception"/>
    [OverloadResolutionPriority(1)]
    public ValueTask<int> SendDescriptorsAsync(ReadOnlyMemory<byte> data, ReadOnlySpan<Descriptor> descriptors, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
        => SendRights(data, Rights(data.Span, descriptors, static (to, all) => to.AddDescriptors(all)), flags, cancellation);

    /// <summary>Sends sockets along with bytes: the receiver gets descriptors of the same open sockets.</summary>
    /// <inheritdoc cref="SendDescriptorsAsync(ReadOnlyMemory{byte}, ReadOnlySpan{Descriptor}, MessageFlags, CancellationToken)"/>
    public ValueTask<int> SendDescriptorsAsync(ReadOnlyMemory<byte> data, ReadOnlySpan<Socket> descriptors, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
        => SendRights(data, Rights(data.Span, descriptors, static (to, all) => to.AddDescriptors(all)), flags, cancellation);

    /// <summary>Sends .NET's handles along with bytes: of files, pipes, sockets.</summary>
    /// <inheritdoc cref="SendDescriptorsAsync(ReadOnlyMemory{byte}, ReadOnlySpan{Descriptor}, MessageFlags, CancellationToken)"/>
    public ValueTask<int> SendDescriptorsAsync(ReadOnlyMemory<byte> data, ReadOnlySpan<SafeHandle> descriptors, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
        => SendRights(data, Rights(data.Span, descriptors, static (to, all) => to.AddDescriptors(all)), flags, cancellation);

    /// <summary><see cref="ReceiveDescriptors"/>, awaited.</summary>
    /// <param name="into">Where the bytes go. It is the socket's until the task is done.</param>
    /// <param name="most">At most so many descriptors; surplus ones are closed, and <see cref="ReceivedMessage.AncillaryTruncated"/> says that there were some.</param>
    /// <param name="flags">As for <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>.</param>
    /// <param name="cancellation">Ends the wait early; what came first is the answer.</param>
    /// <remarks>See <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>.</remarks>
    /// <inheritdoc cref="ReceiveDescriptors" path="/returns"/>
    /// <inheritdoc cref="ReceiveDescriptors" path="/exception"/>
    public ValueTask<ReceivedDescriptors> ReceiveDescriptorsAsync(Memory<byte> into, int most, MessageFlags flags = MessageFlags.None, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        return ReceiveRights(into, RoomForDescriptors(most), flags, cancellation);
    }

    private AncillaryData Rights<T>(ReadOnlySpan<byte> data, ReadOnlySpan<T> descriptors, Add<T> add)
    {
        AncillaryData rights = RoomForRights(data, descriptors.Length);
        try
        {
            add(rights, descriptors);
            return rights;
        }
        catch
        {
            rights.Dispose();
            throw;
        }
    }

    private async ValueTask<int> SendRights(ReadOnlyMemory<byte> data, AncillaryData rights, MessageFlags flags, CancellationToken cancellation)
    {
        using (rights)
        {
            return await SendMessageAsync(data, new MessageOptions { Ancillary = rights, Flags = flags }, cancellation).ConfigureAwait(false);
        }
    }

    private async ValueTask<ReceivedDescriptors> ReceiveRights(Memory<byte> into, AncillaryData room, MessageFlags flags, CancellationToken cancellation)
    {
        using (room)
        {
            ReceivedMessage message = await ReceiveMessageAsync(into, new MessageOptions { Ancillary = room, Flags = flags }, cancellation).ConfigureAwait(false);
            return new ReceivedDescriptors(message, room.TakeDescriptors());
        }
    }
}
