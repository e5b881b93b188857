using System.Globalization;
using System.Net;
using Sockeye.Clients.Dialing;
using Sockeye.Connections;
using Sockeye.Connections.Tls;
using Sockeye.Sockets;

namespace Sockeye.Clients.Streams;

// How a conversation begins: dialed, or over what is connected already.
internal sealed partial class ClientStream
{
    /// <summary>Connects; within one timeout for the lookup, the way by a proxy, and TLS.</summary>
    /// <param name="host">A name or a numeric address.</param>
    /// <param name="service">A name or a port number.</param>
    /// <param name="tls">Speak TLS from the first byte.</param>
    /// <param name="options">How.</param>
    /// <param name="blocking">It is over when this returns.</param>
    /// <param name="cancellation">Ends it early.</param>
    internal static async ValueTask<ClientStream> Dial(string host, string service, bool tls, ClientOptions options, bool blocking, CancellationToken cancellation)
    {
        Deadline end = Limit(options);
        string peer = NameOf(host, service);
        Transcript? transcript = Transcript.Begin(options.Conversation, peer);
        try
        {
            Carrier carrier = new SocketCarrier(await (options.Dialer ?? Dialer.Direct).Dial(host, service, end, blocking, cancellation).ConfigureAwait(false));
            if (tls)
            {
                TlsClientOptions how = options.Tls ?? new TlsClientOptions();
                carrier = await carrier.Secure(Within(how with { HostName = how.HostName ?? host }, end), blocking, cancellation).ConfigureAwait(false);
            }

            return new ClientStream(carrier, options, peer, transcript) { Host = host };
        }
        catch (Exception error)
        {
            transcript?.Fails(error);
            throw;
        }
    }

    /// <summary>Connects to an address; by the dialer's proxy too, but for a Unix one.</summary>
    internal static async ValueTask<ClientStream> Dial(EndPoint address, bool tls, ClientOptions options, bool blocking, CancellationToken cancellation)
    {
        if (Named(address) is (string host, string service))
        {
            return await Dial(host, service, tls, options, blocking, cancellation).ConfigureAwait(false);
        }

        TlsClientOptions? how = tls ? Named(options.Tls ?? new TlsClientOptions()) : null;
        Deadline end = Limit(options);
        string peer = address.ToString()!;
        Transcript? transcript = Transcript.Begin(options.Conversation, peer);
        try
        {
            var dialing = new ConnectOptions { Deadline = end, Cancellation = cancellation };
            Socket socket = blocking ? Socket.CreateConnection(address, dialing) : await Socket.CreateConnectionAsync(address, dialing).ConfigureAwait(false);
            Carrier carrier = new SocketCarrier(socket);
            if (how is not null)
            {
                carrier = await carrier.Secure(Within(how, end), blocking, cancellation).ConfigureAwait(false);
            }

            return new ClientStream(carrier, options, peer, transcript);
        }
        catch (Exception error)
        {
            transcript?.Fails(error);
            throw;
        }
    }

    /// <summary>Over a connected stream socket, which is this stream's from now on.</summary>
    /// <param name="socket">Its timeout too is this stream's.</param>
    /// <param name="options">The dialer is not looked at.</param>
    /// <param name="peer">Who is on the other side, where that is better known than its address.</param>
    internal static ClientStream Over(Socket socket, ClientOptions options, string? peer = null)
        => socket.Kind == SocketKind.SOCK_STREAM ? Over(new SocketCarrier(socket), options, peer)
            : throw new ArgumentException($"only a SOCK_STREAM socket carries a stream, and this one is {socket.Kind}", nameof(socket));

    /// <summary>The same over a connection.</summary>
    internal static ClientStream Over(Connection connection, ClientOptions options, string? peer = null) => Over(StreamCarrier.Of(connection), options, peer);

    /// <summary>The same over TLS.</summary>
    internal static ClientStream Over(TlsConnection secure, ClientOptions options, string? peer = null) => Over(StreamCarrier.Of(secure), options, peer);

    /// <summary>The same over any stream. Where its time is up what is awaited is cancelled and the stream disposed, which must end a blocking read or write.</summary>
    internal static ClientStream Over(Stream stream, ClientOptions options, string? peer = null) => Over(StreamCarrier.Of(stream), options, peer);

    // What the certificate is to be for, where nobody says another name.
    private string? Host { get; init; }

    private static ClientStream Over(Carrier carrier, ClientOptions options, string? peer)
    {
        peer ??= carrier.Remote?.ToString() ?? "the peer";
        return new ClientStream(carrier, options, peer, Transcript.Begin(options.Conversation, peer));
    }

    private static Deadline Limit(ClientOptions options) => options.Timeout is TimeSpan limit ? Deadline.After(limit) : Deadline.Never;

    private static TlsClientOptions Within(TlsClientOptions options, Deadline end)
        => end.IsNever || end.Left > options.HandshakeTimeout ? options : options with { HandshakeTimeout = end.Left > TimeSpan.Zero ? end.Left : TimeSpan.FromTicks(1) };

    // What is wrong about the options is said before anything is closed.
    private static TlsClientOptions Named(TlsClientOptions options) => options.HostName is not null || ReferenceEquals(options.Trust, TlsTrust.Insecure) ? options
        : throw new ArgumentException($"{nameof(TlsClientOptions.HostName)} is missing: what name would the server's certificate be for?", nameof(options));

    private static (string Host, string Service)? Named(EndPoint address) => address switch
    {
        IPEndPoint ip => (ip.Address.ToString(), ip.Port.ToString(CultureInfo.InvariantCulture)),
        DnsEndPoint dns => (dns.Host, dns.Port.ToString(CultureInfo.InvariantCulture)),
        _ => null,
    };

    private static string NameOf(string host, string service) => host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{service}" : $"{host}:{service}";
}
