using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Servers;

/// <summary>A server of UDP datagrams: Python's socketserver.UDPServer.</summary>
/// <remarks>A client's address is what its datagrams claim, and may be another's: an answer that is larger than the question makes a server a weapon against that other.</remarks>
public sealed class UdpServer : DatagramServer
{
    /// <summary>Binds. A handler for each datagram, made by <paramref name="handler"/>.</summary>
    /// <param name="address">Where: an address of this machine; port 0 for one that is free.</param>
    /// <param name="handler">Makes the handler of one datagram.</param>
    /// <param name="options">How it serves.</param>
    /// <exception cref="SocketFaultException">It cannot be bound: the address is in use, or not this machine's, or not allowed.</exception>
    /// <exception cref="ArgumentException"><see cref="ServingOptions.By"/> is no way of serving datagrams.</exception>
    public UdpServer(IPEndPoint address, Func<DatagramHandler> handler, ServingOptions? options = null)
        : base(address, DatagramHandler.Runner(handler), options)
    {
    }

    /// <summary>Binds. <paramref name="handler"/> is called for each datagram.</summary>
    /// <param name="address">Where: an address of this machine; port 0 for one that is free.</param>
    /// <param name="handler">What is done with one datagram.</param>
    /// <param name="options">How it serves.</param>
    /// <exception cref="SocketFaultException">It cannot be bound: the address is in use, or not this machine's, or not allowed.</exception>
    /// <exception cref="ArgumentException"><see cref="ServingOptions.By"/> is no way of serving datagrams.</exception>
    public UdpServer(IPEndPoint address, Func<DatagramRequest, ValueTask> handler, ServingOptions? options = null)
        : base(address, handler, options)
    {
    }
}
