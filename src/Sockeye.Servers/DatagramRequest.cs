using System.Net;
using Sockeye.Servers.Datagrams;

namespace Sockeye.Servers;

/// <summary>A datagram that is being served: its bytes, who sent it, and the way back. It is over when its handler has ended, and whoever uses it later is told so.</summary>
/// <remarks>
/// It is a small value, and what it stands for is used again for other datagrams, so that none costs memory. Threads: any, also several replies
/// at once; the datagram is over when the last of them has gone.
/// </remarks>
public readonly struct DatagramRequest
{
    private readonly DatagramVisit? _visit;
    private readonly uint _number;

    internal DatagramRequest(DatagramVisit visit, uint number) => (_visit, _number) = (visit, number);

    /// <summary>The datagram, whole: one that is larger than <see cref="ServingOptions.MaxDatagram"/> is not served. The memory is good until the handler has ended.</summary>
    /// <exception cref="ObjectDisposedException">The handler has ended.</exception>
    /// <exception cref="OperationCanceledException">The server has shut down, and its time for handlers was up.</exception>
    public ReadOnlyMemory<byte> Data => Visit.Data;

    /// <summary>Who sent it; <see cref="Sockets.UnixEndPoint.Unnamed"/> for a Unix socket that is not bound. Made when it is first asked for.</summary>
    /// <inheritdoc cref="Data" path="/exception"/>
    public EndPoint ClientAddress => Visit.ClientAddress;

    /// <summary>The server's own address, as it is bound.</summary>
    /// <inheritdoc cref="Data" path="/exception"/>
    public EndPoint LocalEndPoint => Visit.Server.LocalEndPoint;

    /// <summary>Who serves it.</summary>
    /// <inheritdoc cref="Data" path="/exception"/>
    public Server Server => Visit.Server;

    /// <summary>False: the client is a Unix socket that is not bound, which no answer can reach.</summary>
    /// <inheritdoc cref="Data" path="/exception"/>
    public bool CanReply => Visit.HasSender;

    private DatagramVisit Visit => (_visit ?? throw new InvalidOperationException("this is no request of a server's: it was made of nothing")).Of(_number);

    /// <summary>Sends a datagram to the client, from the address of the server; as many as you like. Allocates nothing.</summary>
    /// <param name="data">One datagram; may be empty. It is the server's until the task is done.</param>
    /// <remarks>Done when the kernel has taken it, which is at once as a rule: nobody says whether it arrives. Where it is not awaited, it belongs to the datagram still.</remarks>
    /// <exception cref="Sockets.NotConnectedException">The client is a Unix socket that is not bound: see <see cref="CanReply"/>.</exception>
    /// <exception cref="Sockets.ConnectionRefusedException">The client was a Unix socket, and is closed.</exception>
    /// <exception cref="Sockets.MessageTooLongException">It is larger than a datagram may be.</exception>
    /// <exception cref="Sockets.DestinationUnreachableException">There is no way to the client.</exception>
    /// <exception cref="Sockets.SocketTimeoutException">There was no room for it for <see cref="ServingOptions.WriteTimeout"/>: a Unix client that does not read.</exception>
    /// <inheritdoc cref="Data" path="/exception"/>
    public ValueTask ReplyAsync(ReadOnlyMemory<byte> data) => Visit.Reply(_number, data);
}
