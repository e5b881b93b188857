using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Servers;

/// <summary>A server over TCP: Python's socketserver.TCPServer.</summary>
public sealed class TcpServer : StreamServer
{
    /// <summary>Listens. A handler for each connection, made by <paramref name="handler"/>.</summary>
    /// <param name="address">Where: an address of this machine; port 0 for one that is free.</param>
    /// <param name="handler">Makes the handler of one connection.</param>
    /// <param name="options">How it serves.</param>
    /// <exception cref="SocketFaultException">It cannot be bound: the address is in use, or not this machine's, or not allowed.</exception>
    public TcpServer(IPEndPoint address, Func<StreamHandler> handler, ServingOptions? options = null)
        : base(address, StreamHandler.Runner(handler), handler, options)
    {
    }

    /// <summary>Listens. <paramref name="handler"/> is called for each connection.</summary>
    /// <param name="address">Where: an address of this machine; port 0 for one that is free.</param>
    /// <param name="handler">A conversation with one client.</param>
    /// <param name="options">How it serves.</param>
    /// <exception cref="SocketFaultException">It cannot be bound: the address is in use, or not this machine's, or not allowed.</exception>
    public TcpServer(IPEndPoint address, Func<StreamRequest, Task> handler, ServingOptions? options = null)
        : base(address, handler, handler, options)
    {
    }
}
