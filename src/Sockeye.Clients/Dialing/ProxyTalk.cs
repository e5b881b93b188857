using Sockeye.Sockets;
using Sockeye.Wire;

namespace Sockeye.Clients.Dialing;

/// <summary>What is said to a proxy, and heard from it: never a byte more than is the proxy's own, so that the socket is clean for whoever gets it.</summary>
internal sealed class ProxyTalk(Socket socket, Proxy proxy, bool blocking, CancellationToken cancellation)
{
    internal Proxy Proxy => proxy;

    internal ValueTask Say(ReadOnlyMemory<byte> bytes)
    {
        if (!blocking)
        {
            return socket.SendAllAsync(bytes, cancellation: cancellation);
        }

        socket.SendAll(bytes.Span, cancellation: cancellation);
        return default;
    }

    /// <summary>Exactly so many bytes.</summary>
    /// <exception cref="ProtocolException">The proxy has ended the stream before.</exception>
    internal async ValueTask Take(Memory<byte> into)
    {
        for (int have = 0; have < into.Length;)
        {
            int got = await Receive(into[have..], MessageFlags.None).ConfigureAwait(false);
            have += got > 0 ? got : throw Ended(have);
        }
    }

    /// <summary>What has come, and stays there.</summary>
    /// <exception cref="ProtocolException">The proxy has ended the stream.</exception>
    internal async ValueTask<int> Peek(Memory<byte> into, int before)
    {
        int got = await Receive(into, MessageFlags.MSG_PEEK).ConfigureAwait(false);
        return got > 0 ? got : throw Ended(before);
    }

    private ValueTask<int> Receive(Memory<byte> into, MessageFlags flags)
        => blocking ? new ValueTask<int>(socket.Receive(into.Span, flags, cancellation)) : socket.ReceiveAsync(into, flags, cancellation);

    private static ProtocolException Ended(int have) => new(ProtocolError.Truncated, $"the proxy ended the stream in mid-answer, of which {have} bytes had come", have);
}
