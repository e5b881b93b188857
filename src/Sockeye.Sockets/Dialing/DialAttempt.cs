using System.Net;
using Sockeye.Native;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets.Dialing;

/// <summary>One connect that does not wait: begun, looked at again when its socket is writable, and then a connection or a failure.</summary>
internal sealed class DialAttempt : IDisposable
{
    private readonly Socket _socket;

    /// <summary>Makes the socket and begins.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="options">This side's address.</param>
    /// <param name="now">For the errors.</param>
    /// <param name="awaited">It goes on by itself, on a loop: see <see cref="Connecting"/>.</param>
    /// <exception cref="SocketFaultException">No socket of that family is to be had, or this side's address is not.</exception>
    internal DialAttempt(AddressInfo address, ConnectOptions options, TimeSpan now, bool awaited)
    {
        (Address, BegunAt) = (address, now);
        _socket = new Socket(address.Family, address.Kind, address.Protocol) { Timeout = TimeSpan.Zero };
        try
        {
            if (options.LocalEndPointFor(address.Family) is EndPoint local)
            {
                _socket.Bind(local);
            }

            if (awaited)
            {
                State = Errno.EINPROGRESS;
                Connecting = _socket.ConnectAsync(address.EndPoint).AsTask();
                _ = Connecting.ContinueWith(static lost => lost.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);      // of an attempt that lost nobody asks
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

    /// <summary>Where it is awaited: done when there is something to look at.</summary>
    internal Task? Connecting { get; }

    // On Linux a second connect(2) tells how the first one went, and sets nothing else in motion.
    internal void Look()
    {
        if (Connecting is null)
        {
            State = _socket.TryConnect(Address.EndPoint);
        }
        else if (Connecting.IsCompleted)
        {
            State = Connecting.Exception?.InnerException is SocketFaultException failure ? failure.Errno : Connected();
        }
    }

    // What is neither a connection nor the system's answer, as loops that have ended, is the whole dial's to tell.
    private Errno Connected()
    {
        Connecting!.GetAwaiter().GetResult();
        return Errno.None;
    }

    internal SocketFaultException Failure() => FaultFactory.Create(new Fault("connect", State) { Remote = Address.EndPoint });

    /// <summary>Gives the connection away, with the timeout that it is to have from now on.</summary>
    internal Socket Take(TimeSpan? timeout)
    {
        _socket.Timeout = timeout;
        return _socket;
    }

    public void Dispose() => _socket.Dispose();
}
