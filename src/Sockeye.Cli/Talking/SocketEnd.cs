using Sockeye.Sockets;

namespace Sockeye.Cli.Talking;

/// <summary>A stream as it is.</summary>
internal sealed class SocketEnd(Socket socket) : IStreamEnd
{
    public int Receive(Memory<byte> into, CancellationToken stop) => socket.Receive(into.Span, cancellation: stop);

    public void SendAll(ReadOnlySpan<byte> data) => socket.SendAll(data);

    public void EndSending() => socket.Shutdown(ShutdownHow.SHUT_WR);
}
