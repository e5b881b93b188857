using System.Globalization;
using System.Net;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Dialing;

namespace Sockeye.Sockets;

// A connection in one call, awaited: the same plans and the same errors, and no thread is held.
public sealed partial class Socket
{
    /// <summary><see cref="CreateConnection(string, string, ConnectOptions?)"/>, awaited. The lookup is asked on one of a few threads that do nothing else, the addresses are waited for on a loop.</summary>
    /// <inheritdoc cref="CreateConnection(string, string, ConnectOptions?)"/>
    public static Task<Socket> CreateConnectionAsync(string host, string service, ConnectOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(service);
        options ??= new ConnectOptions();
        return DialAsync(TargetOf(host, service, options), options);
    }

    /// <summary>The same for a port number.</summary>
    /// <inheritdoc cref="CreateConnection(string, int, ConnectOptions?)"/>
    public static Task<Socket> CreateConnectionAsync(string host, int port, ConnectOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        return CreateConnectionAsync(host, port.ToString(CultureInfo.InvariantCulture), options);
    }

    /// <summary><see cref="CreateConnection(EndPoint, ConnectOptions?)"/>, awaited.</summary>
    /// <inheritdoc cref="CreateConnection(EndPoint, ConnectOptions?)"/>
    public static Task<Socket> CreateConnectionAsync(EndPoint address, ConnectOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address is DnsEndPoint name)
        {
            return CreateConnectionAsync(name.Host, name.Port, options);
        }

        options ??= new ConnectOptions();
        return DialAsync(TargetOf(address, options), options);
    }

    /// <summary><see cref="CreateConnection(EndPointName, ConnectOptions?)"/>, awaited.</summary>
    /// <inheritdoc cref="CreateConnection(EndPointName, ConnectOptions?)"/>
    public static Task<Socket> CreateConnectionAsync(EndPointName name, ConnectOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        return DialAsync(TargetOf(name), options ?? new ConnectOptions());
    }

    private static async Task<Socket> DialAsync(DialTarget target, ConnectOptions options)
    {
        Socket socket = await Dial(target, options, awaited: true).ConfigureAwait(false);
        socket.LeaveLoops();
        return socket;
    }

    private static DialTarget TargetOf(string host, string service, ConnectOptions options)
        => DialTarget.Of($"{host}:{service}", host, service, options.Kind);

    private static DialTarget TargetOf(EndPoint address, ConnectOptions options)
        => DialTarget.Of($"{address}", [new AddressInfo(AddressCodec.FamilyOf(address), options.Kind, 0, "", address)]);

    private static DialTarget TargetOf(EndPointName name)
        => name.Unix is not null || name.IsLoopback
            ? DialTarget.Of(name.ToString(), name.Resolve())
            : DialTarget.Of(name.ToString(), name.Host!, name.Service!, name.Kind);
}
