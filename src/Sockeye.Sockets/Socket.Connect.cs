using System.Net;
using Sockeye.Native;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Calls;

namespace Sockeye.Sockets;

// The client's side: connect, throwing and not.
public sealed partial class Socket
{
    /// <summary>Connects: connect(2). On a datagram socket it only sets the peer.</summary>
    /// <param name="address">Where to. A name is not an address: see <see cref="CreateConnection(string, string, ConnectOptions?)"/>.</param>
    /// <param name="cancellation">Ends the wait early; the socket is then of no more use but to be closed.</param>
    /// <exception cref="ConnectionRefusedException">Nobody listens there.</exception>
    /// <exception cref="SocketTimeoutException">No answer in time: our timeout, or the kernel's after two minutes.</exception>
    /// <exception cref="DestinationUnreachableException">There is no way to it.</exception>
    /// <exception cref="WouldBlockException">Non-blocking: the connection is on its way (EINPROGRESS); wait until the socket is writable.</exception>
    public void Connect(EndPoint address, CancellationToken cancellation = default)
    {
        Errno error = Attempt(address, cancellation);
        if (error != Errno.None)
        {
            throw Fault("connect", error, address);
        }
    }

    /// <summary>Connects, and answers with the error number instead of throwing it. Python: <c>connect_ex</c>.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <returns>
    /// <see cref="Errno.None"/> when connected; <see cref="Errno.EINPROGRESS"/> when non-blocking and on its way;
    /// <see cref="Errno.ETIMEDOUT"/> when our timeout ran out.
    /// </returns>
    /// <exception cref="ObjectDisposedException">The socket is closed: that, and a cancelled token, is thrown all the same.</exception>
    public Errno TryConnect(EndPoint address, CancellationToken cancellation = default)
    {
        Errno error = Attempt(address, cancellation);
        return error == OwnTimeout ? Errno.ETIMEDOUT : error;
    }

    internal void HasConnected(EndPoint address)
        => _remote = AddressCodec.FamilyOf(address) == Family.AF_UNSPEC ? null : address;    // AF_UNSPEC takes the peer away

    private Errno Attempt(EndPoint address, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[AddressCodec.MaxSize];
        int length = AddressCodec.Write(address, bytes);
        var call = new ConnectCall(bytes[..length]);
        SysResult connected = Run("connect", ref call, cancellation);
        if (!connected.Failed)
        {
            HasConnected(address);
            return Errno.None;
        }

        return connected.Error == Errno.EAGAIN && call.Pending != Errno.None ? call.Pending : connected.Error;
    }
}
