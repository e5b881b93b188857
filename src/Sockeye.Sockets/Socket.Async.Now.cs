using System.Net;

namespace Sockeye.Sockets;

// Awaited verbs that never wait: with MSG_DONTWAIT, and from the error queue. They are the blocking ones, whose errors go into the task;
// and they are apart, since a lambda allocates in the method it stands in, whether it is reached or not.
public sealed partial class Socket
{
    private static bool NeverWaits(MessageFlags flags) => (flags & (MessageFlags.MSG_DONTWAIT | MessageFlags.MSG_ERRQUEUE)) != 0;

    private ValueTask<int> ReceiveNow(Memory<byte> into, MessageFlags flags, CancellationToken cancellation)
        => Now(() => Receive(into.Span, flags, cancellation));

    private ValueTask<ReceivedFrom> ReceiveFromNow(Memory<byte> into, MessageFlags flags, CancellationToken cancellation)
        => Now(() => ReceiveFrom(into.Span, flags, cancellation));

    private ValueTask<int> ReceiveFromNow(Memory<byte> into, SocketAddress sender, MessageFlags flags, CancellationToken cancellation)
        => Now(() => ReceiveFrom(into.Span, sender, flags, cancellation));

    private ValueTask<ReceivedMessage> ReceiveMessageNow(Memory<byte> into, MessageOptions options, CancellationToken cancellation)
        => Now(() => ReceiveMessage(into.Span, options, cancellation));

    private ValueTask<int> SendNow(ReadOnlyMemory<byte> data, MessageFlags flags, CancellationToken cancellation)
        => Now(() => Send(data.Span, flags, cancellation));

    private ValueTask SendAllNow(ReadOnlyMemory<byte> data, MessageFlags flags, CancellationToken cancellation)
    {
        ValueTask<int> sent = Now(() =>
        {
            SendAll(data.Span, flags, cancellation);
            return data.Length;
        });
        return sent.IsCompletedSuccessfully ? default : new ValueTask(sent.AsTask());
    }

    private ValueTask<int> SendToNow(ReadOnlyMemory<byte> data, EndPoint address, MessageFlags flags, CancellationToken cancellation)
        => Now(() => SendTo(data.Span, address, flags, cancellation));

    private ValueTask<int> SendToNow(ReadOnlyMemory<byte> data, SocketAddress address, MessageFlags flags, CancellationToken cancellation)
        => Now(() => SendTo(data.Span, address, flags, cancellation));

    private ValueTask<int> SendMessageNow(ReadOnlyMemory<byte> data, MessageOptions options, CancellationToken cancellation)
        => Now(() => SendMessage(data.Span, options, cancellation));

    private ValueTask<int> ReceiveNow(ReadOnlyMemory<Memory<byte>> into, MessageFlags flags, CancellationToken cancellation)
        => Now(() => Receive(into.Span, flags, cancellation));

    private ValueTask<ReceivedMessage> ReceiveMessageNow(ReadOnlyMemory<Memory<byte>> into, MessageOptions options, CancellationToken cancellation)
        => Now(() => ReceiveMessage(into.Span, options, cancellation));

    private ValueTask<int> SendNow(ReadOnlyMemory<ReadOnlyMemory<byte>> pieces, MessageFlags flags, CancellationToken cancellation)
        => Now(() => Send(pieces.Span, flags, cancellation));

    private ValueTask<int> SendMessageNow(ReadOnlyMemory<ReadOnlyMemory<byte>> pieces, MessageOptions options, CancellationToken cancellation)
        => Now(() => SendMessage(pieces.Span, options, cancellation));

    private static ValueTask<T> Now<T>(Func<T> call)
    {
        try
        {
            return new ValueTask<T>(call());
        }
        catch (OperationCanceledException cancelled)
        {
            return ValueTask.FromCanceled<T>(cancelled.CancellationToken);
        }
        catch (Exception failure) when (failure is SocketFaultException or ObjectDisposedException)
        {
            return ValueTask.FromException<T>(failure);
        }
    }
}
