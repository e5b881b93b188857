using System.Globalization;
using System.Net;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Dialing;

namespace Sockeye.Sockets;

// A connection or a listener in one call.
public sealed partial class Socket
{
    /// <summary>Looks the name up and tries its addresses, one after the other or several at once (<see cref="ConnectOptions.Order"/>), until one answers. Python: <c>create_connection</c>.</summary>
    /// <param name="host">A name or a numeric address.</param>
    /// <param name="service">A name such as "http" or a port number as text.</param>
    /// <param name="options">Timeout, deadline, order, own address, family.</param>
    /// <returns>The connected socket.</returns>
    /// <exception cref="NameResolutionException">The name or the service is not known.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The service is a number, but no port; the timeout is negative and not infinite.</exception>
    /// <exception cref="SocketFaultException">
    /// None answered. One address: that failure. Several: of the type that tells most (a refusal before silence, silence before a
    /// missing way), and each address with its failure is in <see cref="SocketFaultException.Attempts"/> and in the message.
    /// </exception>
    /// <exception cref="SocketTimeoutException">
    /// The time was up; <see cref="SocketFaultException.Attempts"/> tells what each address was doing, untried ones included.
    /// </exception>
    public static Socket CreateConnection(string host, string service, ConnectOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(service);
        options ??= new ConnectOptions();
        return Dial(TargetOf(host, service, options), options);
    }

    /// <summary>The same for a port number.</summary>
    /// <param name="host">A name or a numeric address.</param>
    /// <param name="port">0 to 65535; nobody can listen on 0.</param>
    /// <param name="options">Timeout, deadline, own address, family.</param>
    /// <exception cref="ArgumentOutOfRangeException">The port is out of range.</exception>
    /// <inheritdoc cref="CreateConnection(string, string, ConnectOptions?)"/>
    public static Socket CreateConnection(string host, int port, ConnectOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        return CreateConnection(host, port.ToString(CultureInfo.InvariantCulture), options);
    }

    /// <summary>Makes a socket of the address's family and connects it.</summary>
    /// <param name="address">An address, a Unix one too; a <see cref="DnsEndPoint"/> is looked up.</param>
    /// <param name="options">Timeout, deadline, own address.</param>
    /// <inheritdoc cref="Connect(EndPoint, CancellationToken)" path="/exception"/>
    public static Socket CreateConnection(EndPoint address, ConnectOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address is DnsEndPoint name)
        {
            return CreateConnection(name.Host, name.Port, options);
        }

        options ??= new ConnectOptions();
        return Dial(TargetOf(address, options), options);
    }

    /// <summary>Connects to where a person wrote: to one of the addresses that the name stands for.</summary>
    /// <param name="name">As <see cref="EndPointName.Parse(string)"/> reads it; it says whether stream or datagram.</param>
    /// <param name="options">Timeout, deadline, own address, family; its <see cref="ConnectOptions.Kind"/> is not looked at.</param>
    /// <inheritdoc cref="CreateConnection(string, string, ConnectOptions?)" path="/exception"/>
    public static Socket CreateConnection(EndPointName name, ConnectOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        options ??= new ConnectOptions();
        return Dial(TargetOf(name), options);
    }

    /// <summary>Makes a listener: socket, options, bind, listen. Python: <c>create_server</c>.</summary>
    /// <param name="address">Where to listen: any family; port 0 lets the system choose.</param>
    /// <param name="options">Backlog, the two kinds of reuse, dual stack.</param>
    /// <inheritdoc cref="Bind(EndPoint)" path="/exception"/>
    /// <exception cref="ArgumentException">Dual stack with an address that is not IPv6.</exception>
    public static Socket CreateServer(EndPoint address, ServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= new ServerOptions();
        Family family = AddressCodec.FamilyOf(address);
        if (options.DualStack && family != Family.AF_INET6)
        {
            throw new ArgumentException($"dual stack needs an IPv6 address such as [::]:0, and this is {address}", nameof(options));
        }

        var server = new Socket(family);
        try
        {
            // On a Unix socket reuse has no meaning and SO_REUSEPORT is refused.
            if (family != Family.AF_UNIX)
            {
                server.Options.ReuseAddress = options.ReuseAddress;
                server.Options.ReusePort = options.ReusePort;
            }

            if (family == Family.AF_INET6)
            {
                server.Options.IPv6Only = !options.DualStack;
            }

            server.Bind(address);
            server.Listen(options.Backlog);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>True where an IPv6 socket takes IPv4 connections as well, if asked to: see <see cref="ServerOptions.DualStack"/>. Python: <c>has_dualstack_ipv6</c>.</summary>
    /// <remarks>It is tried each time; false where the kernel has no IPv6.</remarks>
    /// <exception cref="PlatformNotSupportedException">This is not 64-bit Linux.</exception>
    public static bool SupportsDualStack()
    {
        try
        {
            using var socket = new Socket(Family.AF_INET6);
            socket.Options.IPv6Only = false;
            return true;
        }
        catch (SocketFaultException)
        {
            return false;
        }
    }

    private static Socket Dial(DialTarget target, ConnectOptions options) => SequentialDial.Finished(Dial(target, options, awaited: false));

    private static ValueTask<Socket> Dial(DialTarget target, ConnectOptions options, bool awaited)
    {
        TimeSpan? timeout = options.Timeout ?? DefaultTimeout;
        Deadline end = Deadline.Earlier(
            options.Deadline,
            timeout is TimeSpan limit && limit != TimeSpan.Zero ? Deadline.After(limit) : Deadline.Never);
        options.Cancellation.ThrowIfCancellationRequested();
        return options.Order == DialOrder.Parallel && timeout != TimeSpan.Zero && !target.IsSingle
            ? ParallelDial.Run(target, options, end, awaited)
            : SequentialDial.Run(target, options, end, awaited);
    }
}
