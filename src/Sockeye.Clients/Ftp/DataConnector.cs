using System.Globalization;
using System.Net;
using Sockeye.Clients.Streams;
using Sockeye.Sockets;
using Sockeye.Wire.Ftp;

namespace Sockeye.Clients.Ftp;

/// <summary>Agrees with the server on where the two meet for the data of one command.</summary>
/// <remarks>
/// A server is believed a port and never an address: connecting to whichever host a reply names would make this side a tool for scanning others. So the data come from the
/// host of the control connection, or go there by the same proxy. Whether there is one was decided for the control connection: of the address that data are dialed by,
/// what names the hosts that need no proxy may know nothing.
/// </remarks>
internal sealed class DataConnector(ControlChannel control, FtpOptions options, FtpAddress address)
{
    private readonly ClientOptions _client = options.Client with { Conversation = null, Dialer = options.Client.Dialer?.AsTo(address.Host, address.Service) };
    private readonly bool _isProxied = options.Client.Dialer?.GoesByProxy(address.Host, address.Service) ?? false;
    private bool _isOld;        // it does not know RFC 2428

    /// <summary>Before the command: a port is named, and where it is the server's, connected to.</summary>
    internal ValueTask<DataPort> Prepare(bool blocking, CancellationToken cancellation)
        => options.Mode == FtpDataMode.Active ? Listen(blocking, cancellation) : Connect(blocking, cancellation);

    private async ValueTask<DataPort> Connect(bool blocking, CancellationToken cancellation)
    {
        int port = await PassivePort(blocking, cancellation).ConfigureAwait(false);
        string service = port.ToString(CultureInfo.InvariantCulture);
        ClientStream stream = await ClientStream.Dial(DataHost(), service, tls: false, _client, blocking, cancellation).ConfigureAwait(false);
        return new DataPort(stream);
    }

    // By a proxy the name is all that is known of the server.
    private string DataHost() => !_isProxied && control.Stream.RemoteEndPoint is IPEndPoint server ? server.Address.ToString() : address.Host;

    private async ValueTask<int> PassivePort(bool blocking, CancellationToken cancellation)
    {
        if (options.Mode == FtpDataMode.Passive && !_isOld)
        {
            FtpReply extended = await control.Ask("EPSV", null, blocking, cancellation).ConfigureAwait(false);
            if (!MayBeOld(extended))
            {
                Demand("EPSV", extended);
                return control.Understand(extended, static reply => reply.ExtendedPassivePort());
            }

            _isOld = true;
        }

        FtpReply passive = await control.Ask("PASV", null, blocking, cancellation).ConfigureAwait(false);
        Demand("PASV", passive);
        return control.Understand(passive, static reply => reply.PassiveEndPoint().Port);
    }

    private async ValueTask<DataPort> Listen(bool blocking, CancellationToken cancellation)
    {
        if (control.Stream is not { LocalEndPoint: IPEndPoint here, RemoteEndPoint: IPEndPoint there } || _isProxied)
        {
            throw new InvalidOperationException("active mode needs a control connection of its own over IP, without a proxy: the server is to connect to this host");
        }

        Socket listener = Socket.CreateServer(new IPEndPoint(here.Address, 0), new ServerOptions { Backlog = 1 });
        try
        {
            await Announce((IPEndPoint)listener.LocalEndPoint!, blocking, cancellation).ConfigureAwait(false);
            return new DataPort(listener, there.Address, _client);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    private async ValueTask Announce(IPEndPoint at, bool blocking, CancellationToken cancellation)
    {
        bool isIPv4 = at.Address.GetAddressBytes() is { Length: 4 };
        var plain = new IPAddress(at.Address.GetAddressBytes());        // without the scope, which means nothing to others
        if (!_isOld)
        {
            string extended = string.Create(CultureInfo.InvariantCulture, $"|{(isIPv4 ? 1 : 2)}|{plain}|{at.Port}|");
            FtpReply reply = await control.Ask("EPRT", extended, blocking, cancellation).ConfigureAwait(false);
            if (!MayBeOld(reply))
            {
                Demand("EPRT", reply);
                return;
            }

            _isOld = true;
        }

        string numbers = string.Create(CultureInfo.InvariantCulture, $"{plain.ToString().Replace('.', ',')},{at.Port >> 8},{at.Port & 255}");
        Demand("PORT", await control.Ask("PORT", numbers, blocking, cancellation).ConfigureAwait(false));
    }

    // Whoever does not know a command says so in many ways (500, 501, 502, 522 …); the older ones carry IPv4 only.
    // Behind a proxy nobody here knows which of the two the server has.
    private bool MayBeOld(FtpReply reply)
        => reply.IsFailure && (_isProxied || control.Stream.RemoteEndPoint is not IPEndPoint { Address.AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 });

    private void Demand(string command, FtpReply reply)
    {
        if (!reply.IsSuccess)
        {
            throw new FtpReplyException(command, reply, control.Stream.Peer);
        }
    }
}
