using System.Net;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets;

// A connection or a listener in one call.
public sealed partial class Socket
{
    /// <summary>Looks the name up and tries its addresses one after the other until one answers. Python: <c>create_connection</c>.</summary>
    /// <param name="host">A name or a numeric address.</param>
    /// <param name="service">A name such as "http" or a port number as text.</param>
    /// <param name="options">Timeout, deadline, own address, family.</param>
    /// <returns>The connected socket.</returns>
    /// <exception cref="NameResolutionException">The name or the service is not known.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The service is a number, but no port.</exception>
    /// <exception cref="SocketFaultException">
    /// None answered. One address: that failure. Several: of the type of the last failure, and all are in
    /// <see cref="SocketFaultException.Attempts"/> and in the message.
    /// </exception>
    public static Socket CreateConnection(string host, string service, ConnectOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(service);
        options ??= new ConnectOptions();
        return ConnectToFirst(Names.GetAddrInfo(host, service, options.Family, options.Kind), $"connect to {host}:{service}", options);
    }

    /// <summary>The same for a port number.</summary>
    /// <param name="host">A name or a numeric address.</param>
    /// <param name="port">0 to 65535; nobody can listen on 0.</param>
    /// <param name="options">Timeout, deadline, own address, family.</param>
    /// <exception cref="ArgumentOutOfRangeException">The port is out of range.</exception>
    /// <inheritdoc cref="CreateConnection(string, string, ConnectOptions?)"/>
    public static Socket CreateConnection(string host, int port, ConnectOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        options ??= new ConnectOptions();
        return ConnectToFirst(Names.GetAddrInfo(host, port, options.Family, options.Kind), FormattableString.Invariant($"connect to {host}:{port}"), options);
    }

    /// <summary>Makes a socket of the address's family and connects it.</summary>
    /// <param name="address">An address, a Unix one too. A <see cref="DnsEndPoint"/> is looked up.</param>
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
        return ConnectTo(AddressCodec.FamilyOf(address), options.Kind, 0, address, options);
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

    private static Socket ConnectToFirst(IReadOnlyList<AddressInfo> addresses, string operation, ConnectOptions options)
    {
        var failures = new List<SocketFaultException>();
        foreach (AddressInfo address in addresses)
        {
            try
            {
                return ConnectTo(address.Family, address.Kind, address.Protocol, address.EndPoint, options);
            }
            catch (SocketFaultException failure)
            {
                failures.Add(failure);
                if (options.Deadline.HasPassed)
                {
                    break;
                }
            }
        }

        throw failures.Count == 1
            ? failures[0]
            : FaultFactory.Create(new Fault(operation, failures[^1].Errno) { Attempts = failures });
    }

    private static Socket ConnectTo(Family family, SocketKind kind, Protocol protocol, EndPoint address, ConnectOptions options)
    {
        var socket = new Socket(family, kind, protocol);
        try
        {
            socket.Timeout = options.Timeout ?? DefaultTimeout;
            socket.Deadline = options.Deadline;
            if (options.LocalEndPoint is not null)
            {
                socket.Bind(options.LocalEndPoint);
            }

            socket.Connect(address, options.Cancellation);
            socket.Deadline = Deadline.Never;
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
