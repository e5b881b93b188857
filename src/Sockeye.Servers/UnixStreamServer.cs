using Sockeye.Sockets;

namespace Sockeye.Servers;

/// <summary>A server over a Unix domain socket: Python's socketserver.UnixStreamServer.</summary>
public sealed class UnixStreamServer : StreamServer
{
    /// <summary>Listens. A handler for each connection, made by <paramref name="handler"/>.</summary>
    /// <param name="address">Where: a path or an abstract name.</param>
    /// <param name="handler">Makes the handler of one connection.</param>
    /// <param name="options">How it serves.</param>
    /// <exception cref="SocketFaultException">It cannot be bound: the address is in use, or not this machine's, or not allowed.</exception>
    public UnixStreamServer(UnixEndPoint address, Func<StreamHandler> handler, ServingOptions? options = null)
        : base(address, StreamHandler.Runner(handler), handler, options)
    {
    }

    /// <summary>Listens. <paramref name="handler"/> is called for each connection.</summary>
    /// <param name="address">Where: a path or an abstract name.</param>
    /// <param name="handler">A conversation with one client.</param>
    /// <param name="options">How it serves.</param>
    /// <exception cref="SocketFaultException">It cannot be bound: the address is in use, or not this machine's, or not allowed.</exception>
    public UnixStreamServer(UnixEndPoint address, Func<StreamRequest, Task> handler, ServingOptions? options = null)
        : base(address, handler, handler, options)
    {
    }
}
