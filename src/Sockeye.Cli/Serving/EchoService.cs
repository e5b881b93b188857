using Sockeye.Sockets;

namespace Sockeye.Cli.Serving;

/// <summary>Sends everything back, byte for byte (RFC 862). A client that ends its half gets all of it before we close.</summary>
internal sealed class EchoService : IService
{
    private const int BufferSize = 64 * 1024;

    public ReadOnlySpan<byte> TooMany => [];

    public void Converse(Socket connection)
    {
        byte[] buffer = new byte[BufferSize];
        int count;
        while ((count = connection.Receive(buffer.AsSpan())) > 0)
        {
            connection.SendAll(buffer.AsSpan(0, count));
        }
    }

    public byte[] Answer(ReadOnlySpan<byte> datagram) => datagram.ToArray();
}
