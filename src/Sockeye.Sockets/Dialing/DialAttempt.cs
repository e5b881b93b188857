using System.Net;
using Sockeye.Native;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets.Dialing;

/// <summary>One connect that does not wait: begun, looked at again when its socket is writable, and then a connection or a failure.</summary>
internal sealed class DialAttempt : IDisposable
{
    private readonly Socket _socket;

    /// <summary>Makes the socket and begins.</summary>
    /// <exception cref="SocketFaultException">No socket of that family is to be had, or this side's address is not.</exception>
    internal DialAttempt(AddressInfo address, ConnectOptions options, TimeSpan now)
    {
        (Address, BegunAt) = (address, now);
        _socket = new Socket(address.Family, address.Kind, address.Protocol) { Timeout = TimeSpan.Zero };
        try
        {
            if (options.LocalEndPointFor(address.Family) is EndPoint local)
            {
                _socket.Bind(local);
            }

            Look();
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    internal AddressInfo Address { get; }

    internal TimeSpan BegunAt { get; }

    internal Descriptor Descriptor => _socket.Descriptor;

    /// <summary>None: connected. EINPROGRESS or EALREADY: still on its way. Else it has failed.</summary>
    internal Errno State { get; private set; }

    internal bool IsUnderWay => State is Errno.EINPROGRESS or Errno.EALREADY;

    // On Linux a second connect(2) tells how the first one went, and sets nothing else in motion.
    internal void Look() => State = _socket.TryConnect(Address.EndPoint);

    internal SocketFaultException Failure() => FaultFactory.Create(new Fault("connect", State) { Remote = Address.EndPoint });

    /// <summary>Gives the connection away, with the timeout that it is to have from now on.</summary>
    internal Socket Take(TimeSpan? timeout)
    {
        _socket.Timeout = timeout;
        return _socket;
    }

    public void Dispose() => _socket.Dispose();
}
