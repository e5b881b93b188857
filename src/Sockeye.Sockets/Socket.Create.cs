using System.Net;
using Sockeye.Native;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Calls;
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
        return Dial($"{host}:{service}", options, () => Names.GetAddrInfo(host, service, options.Family, options.Kind));
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
        return Dial(FormattableString.Invariant($"{host}:{port}"), options, () => Names.GetAddrInfo(host, port, options.Family, options.Kind));
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
        return Dial($"{address}", options, lookUp: null, [new AddressInfo(AddressCodec.FamilyOf(address), options.Kind, 0, "", address)]);
    }

    /// <summary>Connects to where a person wrote: each address the name stands for, one after the other until one answers.</summary>
    /// <param name="name">As <see cref="EndPointName.Parse(string)"/> reads it; it says whether stream or datagram.</param>
    /// <param name="options">Timeout, deadline, own address, family; its <see cref="ConnectOptions.Kind"/> is not looked at.</param>
    /// <inheritdoc cref="CreateConnection(string, string, ConnectOptions?)" path="/exception"/>
    public static Socket CreateConnection(EndPointName name, ConnectOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        options ??= new ConnectOptions();
        return Dial(
            name.ToString(),
            options,
            () => [.. name.Resolve().Where(one => options.Family == Family.AF_UNSPEC || one.Family == options.Family)]);
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

    // One time for all of it. An address that does not answer must not eat the time of those after it: each gets an equal part of
    // what is left, but two seconds if there are two.
    private static readonly TimeSpan LeastPart = TimeSpan.FromSeconds(2);

    private static Socket Dial(string target, ConnectOptions options, Func<IReadOnlyList<AddressInfo>>? lookUp, IReadOnlyList<AddressInfo>? known = null)
    {
        TimeSpan? timeout = options.Timeout ?? DefaultTimeout;
        Deadline end = Deadline.Earlier(
            options.Deadline,
            timeout is TimeSpan limit && limit > TimeSpan.Zero ? Deadline.After(limit) : Deadline.Never);
        options.Cancellation.ThrowIfCancellationRequested();
        IReadOnlyList<AddressInfo> addresses = end.HasPassed ? [] : known ?? Lookups.Ask(target, lookUp!, end, options.Cancellation);

        var failures = new List<SocketFaultException>();
        for (int i = 0; i < addresses.Count && !end.HasPassed; i++)
        {
            try
            {
                return ConnectTo(addresses[i], PartOf(end.Left, addresses.Count - i), options);
            }
            catch (SocketFaultException failure)
            {
                failures.Add(failure);
            }
        }

        throw failures.Count switch
        {
            0 => FaultFactory.Create(new Fault("connect", Errno.ETIMEDOUT) { Target = target, IsOwnTimeout = true, Cause = "no time was left to connect" }),
            1 => failures[0],
            _ => FaultFactory.Create(new Fault("connect", failures[^1].Errno)
            {
                Target = target,
                Remote = failures[^1].RemoteEndPoint,
                IsOwnTimeout = failures[^1] is SocketTimeoutException { IsConnectionLost: false },
                Attempts = failures,
            }),
        };
    }

    private static TimeSpan PartOf(TimeSpan left, int addresses)
        => left < TimeSpan.Zero || addresses == 1 ? left
            : left / addresses >= LeastPart ? left / addresses
            : left < LeastPart ? left : LeastPart;

    private static Socket ConnectTo(AddressInfo address, TimeSpan part, ConnectOptions options)
    {
        TimeSpan? after = options.Timeout ?? DefaultTimeout;
        var socket = new Socket(address.Family, address.Kind, address.Protocol);
        try
        {
            socket.Timeout = after == TimeSpan.Zero ? after : part < TimeSpan.Zero ? null : part;
            if (options.LocalEndPoint is not null)
            {
                socket.Bind(options.LocalEndPoint);
            }

            socket.Connect(address.EndPoint, options.Cancellation);
            socket.Timeout = after;
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
