using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Servers.Ways;

/// <summary>A connection that is waited for with the thread at hand: what is awaited has always completed.</summary>
/// <remarks>A read is given the pipe's own token, for <see cref="System.IO.Pipelines.PipeReader.CancelPendingRead"/>: so where nothing is there it waits by ppoll(2), and a message costs three calls to read and not one.</remarks>
internal abstract class ThreadTransport(Socket socket, EndPoint client) : SocketTransport(socket, client, waitsWithoutMemory: false)
{
    protected override ValueTask<int> ReceiveAsync(Memory<byte> into, CancellationToken cancellation) => new(Socket.Receive(into.Span, cancellation: cancellation));

    protected override ValueTask<int> SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation) => new(Socket.Send(data.Span, cancellation: cancellation));
}
