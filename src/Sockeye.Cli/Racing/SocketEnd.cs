using Sockeye.Sockets;

namespace Sockeye.Cli.Racing;

/// <summary>A connected stream socket as an end.</summary>
internal sealed class SocketEnd(Socket socket) : IRaceEnd
{
    public int Read(Span<byte> into) => socket.Receive(into);

    public void Write(ReadOnlySpan<byte> data) => socket.SendAll(data);

    public void Dispose() => socket.Dispose();
}
