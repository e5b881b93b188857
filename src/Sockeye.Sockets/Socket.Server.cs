using System.Net;
using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Calls;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets;

// The server's side: bind, listen, accept.
public sealed partial class Socket
{
    /// <summary>Gives the socket its own address: bind(2).</summary>
    /// <param name="address">An address of the socket's family. Port 0 lets the system choose one; see <see cref="LocalEndPoint"/>.</param>
    /// <exception cref="AddressInUseException">Somebody has it; the message names the process where the system shows it.</exception>
    /// <exception cref="SocketAccessException">The port is below the limit for programs without privilege.</exception>
    /// <exception cref="AddressNotAvailableException">No interface of this machine has it.</exception>
    public void Bind(EndPoint address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[AddressCodec.MaxSize];
        int length = AddressCodec.Write(address, bytes);
        SysResult bound;
        using (Enter("bind"))
        {
            bound = SocketCalls.Bind(_descriptor.Raw, bytes[..length]);
        }

        if (bound.Failed)
        {
            throw BindFault.Explain(address, Kind, bound.Error);
        }
    }

    /// <summary>Makes it a listener: listen(2).</summary>
    /// <param name="backlog">
    /// How many connections may wait to be accepted; the kernel caps it at net.core.somaxconn. Negative is taken as 0.
    /// </param>
    /// <exception cref="AddressInUseException">It was not bound to a port and there is none free.</exception>
    public void Listen(int backlog = DefaultBacklog)
    {
        SysResult listening;
        using (Enter("listen"))
        {
            listening = SocketCalls.Listen(_descriptor.Raw, Math.Max(0, backlog));
        }

        if (listening.Error == Errno.EADDRINUSE)
        {
            throw BindFault.Explain(LocalEndPoint, Kind, Errno.EADDRINUSE, "listen");
        }

        Check("listen", listening);
    }

    /// <summary>What <see cref="Listen"/> takes where nothing is said: 128, as Python does.</summary>
    public const int DefaultBacklog = 128;

    /// <summary>Takes the next connection: accept4(2), close-on-exec. Its timeout is <see cref="DefaultTimeout"/>.</summary>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <returns>The connection; <see cref="RemoteEndPoint"/> says from where.</returns>
    /// <exception cref="WouldBlockException">Non-blocking, and nobody is waiting.</exception>
    /// <exception cref="SocketTimeoutException">Nobody came in time.</exception>
    /// <exception cref="SocketFaultException">Also when the process has no descriptor left (EMFILE), or the peer gave up meanwhile (ECONNABORTED).</exception>
    public Socket Accept(CancellationToken cancellation = default) => Accept(out _, cancellation);

    /// <summary>Takes the next connection and says where it came from. Python: <c>accept</c>.</summary>
    /// <param name="peer">The other side's address; <see cref="UnixEndPoint.Unnamed"/> for a Unix client that was not bound.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <inheritdoc cref="Accept(CancellationToken)" path="/exception"/>
    public Socket Accept(out EndPoint peer, CancellationToken cancellation = default)
    {
        var call = new AcceptCall(stackalloc byte[AddressCodec.MaxSize]);
        SysResult accepted = Run("accept", ref call, cancellation);
        if (accepted.Failed)
        {
            throw Fault("accept", accepted.Error);
        }

        Socket connection = Accepted((int)accepted.Value, call.Address);
        peer = connection._remote!;
        return connection;
    }

    /// <summary>The connection behind a number that accept4(2) gave, which knows its peer. Where an address cannot be made of the bytes, it is closed.</summary>
    internal Socket Accepted(int descriptor, ReadOnlySpan<byte> peer)
    {
        Descriptor owned = Descriptor.Adopt(descriptor);
        try
        {
            return new Socket(owned, Family, Kind, Protocol) { _remote = AddressCodec.Read(peer) ?? new RawEndPoint(Family, []) };
        }
        catch
        {
            owned.Dispose();
            throw;
        }
    }
}
