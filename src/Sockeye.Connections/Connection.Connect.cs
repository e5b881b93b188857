using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Connections;

// The side that calls.
public sealed partial class Connection
{
    /// <summary>Connects to an address. No thread is held: it is waited for on a loop. How is in <see cref="ConnectionOptions.Dialing"/>.</summary>
    /// <param name="address">An IP address and port, a Unix path or abstract name; a <see cref="DnsEndPoint"/> is looked up.</param>
    /// <param name="options">How it is connected, and served.</param>
    /// <param name="cancellation">Ends it early; and so does the one in <see cref="ConnectionOptions.Dialing"/>, where this one cannot be cancelled.</param>
    /// <inheritdoc cref="Socket.CreateConnectionAsync(EndPoint, ConnectOptions?)" path="/exception"/>
    public static Task<Connection> ConnectAsync(EndPoint address, ConnectionOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new ConnectionOptions();
        return Connected(Socket.CreateConnectionAsync(address, options.DialingUnder(cancellation)), options);
    }

    /// <summary>Connects to a host by name or address, and a service by name or number. Python: <c>asyncio.open_connection</c>.</summary>
    /// <param name="host">A name, or an address in text.</param>
    /// <param name="service">"http", "80".</param>
    /// <param name="options">How it is connected, and served.</param>
    /// <param name="cancellation">As for the other.</param>
    /// <inheritdoc cref="Socket.CreateConnectionAsync(string, string, ConnectOptions?)" path="/exception"/>
    public static Task<Connection> ConnectAsync(string host, string service, ConnectionOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new ConnectionOptions();
        return Connected(Socket.CreateConnectionAsync(host, service, options.DialingUnder(cancellation)), options);
    }

    private static async Task<Connection> Connected(Task<Socket> dialing, ConnectionOptions options)
    {
        using Socket socket = await dialing.ConfigureAwait(false);
        return Adopt(socket, options);
    }
}
