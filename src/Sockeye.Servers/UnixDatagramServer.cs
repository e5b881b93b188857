using Sockeye.Sockets;

namespace Sockeye.Servers;

/// <summary>A server of datagrams over a Unix domain socket: Python's socketserver.UnixDatagramServer.</summary>
/// <remarks>
/// <para>None is dropped: a client waits while the server does not get on. Who is to be answered binds its own socket: see <see cref="DatagramRequest.CanReply"/>.</para>
/// <para>Answers that a client has not read fill its queue (net.unix.max_dgram_qlen). One that is connected to the server has no such bound: the kernel
/// charges its answers to the server's own SO_SNDBUF, and some hundreds of them that it leaves unread keep all others from being answered until it
/// reads or closes. So the socket's path is for clients that are trusted not to; its permissions say for whom.</para>
/// </remarks>
public sealed class UnixDatagramServer : DatagramServer
{
    /// <summary>Binds. A handler for each datagram, made by <paramref name="handler"/>.</summary>
    /// <param name="address">Where: a path or an abstract name.</param>
    /// <param name="handler">Makes the handler of one datagram.</param>
    /// <param name="options">How it serves.</param>
    /// <exception cref="SocketFaultException">It cannot be bound: the address is in use, or not allowed.</exception>
    /// <exception cref="ArgumentException"><see cref="ServingOptions.By"/> is no way of serving datagrams.</exception>
    public UnixDatagramServer(UnixEndPoint address, Func<DatagramHandler> handler, ServingOptions? options = null)
        : base(address, DatagramHandler.Runner(handler), options)
    {
    }

    /// <summary>Binds. <paramref name="handler"/> is called for each datagram.</summary>
    /// <param name="address">Where: a path or an abstract name.</param>
    /// <param name="handler">What is done with one datagram.</param>
    /// <param name="options">How it serves.</param>
    /// <exception cref="SocketFaultException">It cannot be bound: the address is in use, or not allowed.</exception>
    /// <exception cref="ArgumentException"><see cref="ServingOptions.By"/> is no way of serving datagrams.</exception>
    public UnixDatagramServer(UnixEndPoint address, Func<DatagramRequest, ValueTask> handler, ServingOptions? options = null)
        : base(address, handler, options)
    {
    }
}
