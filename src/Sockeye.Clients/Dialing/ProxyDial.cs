using System.Globalization;
using System.Net;
using Sockeye.Native;
using Sockeye.Sockets;
using Sockeye.Sockets.Faults;
using Sockeye.Wire;
using Sockeye.Wire.Socks;

namespace Sockeye.Clients.Dialing;

/// <summary>A connection by a proxy, within one time: the proxy's lookup and connect, the far host's lookup where it is ours, and the talk.</summary>
internal sealed class ProxyDial(Proxy proxy, ConnectOptions dialing, bool blocking)
{
    // One moment by which all of it must be done, however many calls it takes.
    private readonly Deadline _end = Deadline.Earlier(dialing.Deadline, dialing.Timeout is TimeSpan limit ? Deadline.After(limit) : Deadline.Never);

    /// <exception cref="ProxyException">The proxy refuses, or cannot reach the far side.</exception>
    /// <exception cref="ProtocolException">It does not speak as a proxy does.</exception>
    /// <exception cref="SocketFaultException">It cannot be reached; its own or the far host's name is not known; the time was up.</exception>
    internal async ValueTask<Socket> Run(string host, string service)
    {
        int port = PortOf(service);
        string target = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{port}" : $"{host}:{port}";
        if (proxy.Kind == ProxyKind.Http)
        {
            return await Talking(target, talk => HttpTunnelTalk.Connect(talk, target)).ConfigureAwait(false);
        }

        if (Inet.TryParseStrict(host, out IPAddress? literal) || proxy.ResolvesNames)
        {
            return await Talking(target, talk => SocksTalk.Connect(talk, target, literal, host, port)).ConfigureAwait(false);
        }

        // Each address is a request of its own, and each request a connection.
        IReadOnlyList<IPAddress> addresses = await LookUp(host, service).ConfigureAwait(false);
        for (int i = 0; ; i++)
        {
            try
            {
                IPAddress address = addresses[i];
                return await Talking(target, talk => SocksTalk.Connect(talk, target, address, host, port)).ConfigureAwait(false);
            }
            catch (ProxyException none) when (i < addresses.Count - 1 && IsOfTheAddress((SocksReplyCode)none.Code))
            {
                // The next one may answer.
            }
        }
    }

    private static int PortOf(string service)
        => int.TryParse(service, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= IPEndPoint.MaxPort ? port
            : service.AsSpan().ContainsAnyExceptInRange('0', '9') ? Names.GetServByName(service, "tcp")
            : throw new ArgumentOutOfRangeException(nameof(service), service, "a port is a number from 1 to 65535");

    private static bool IsOfTheAddress(SocksReplyCode code) => code is SocksReplyCode.NetworkUnreachable or SocksReplyCode.HostUnreachable
        or SocksReplyCode.ConnectionRefused or SocksReplyCode.TimeToLiveExpired or SocksReplyCode.AddressTypeNotSupported or SocksReplyCode.GeneralFailure;

    private async ValueTask<IReadOnlyList<IPAddress>> LookUp(string host, string service)
    {
        var lookup = new LookupOptions { Deadline = _end, Cancellation = dialing.Cancellation };
        IReadOnlyList<AddressInfo> found = blocking
            ? Names.GetAddrInfo(host, service, dialing.Family, SocketKind.SOCK_STREAM, options: lookup)
            : await Names.GetAddrInfoAsync(host, service, dialing.Family, SocketKind.SOCK_STREAM, options: lookup).ConfigureAwait(false);
        return [.. found.Select(static one => ((IPEndPoint)one.EndPoint).Address)];
    }

    private async ValueTask<Socket> Talking(string target, Func<ProxyTalk, ValueTask> ask)
    {
        string service = proxy.Port.ToString(CultureInfo.InvariantCulture);
        ConnectOptions within = dialing with { Deadline = _end };
        Socket socket = blocking ? Socket.CreateConnection(proxy.Host, service, within) : await Socket.CreateConnectionAsync(proxy.Host, service, within).ConfigureAwait(false);
        try
        {
            (socket.Timeout, socket.Deadline) = (null, _end);
            await ask(new ProxyTalk(socket, proxy, blocking, dialing.Cancellation)).ConfigureAwait(false);
            (socket.Timeout, socket.Deadline) = (dialing.Timeout, Deadline.Never);
            return socket;
        }
        catch (Exception error)
        {
            socket.Dispose();
            if (Told(error, target) is Exception told)
            {
                throw told;
            }

            throw;
        }
    }

    // The same with the name of who is to blame; null where it says so already.
    private Exception? Told(Exception error, string target) => error switch
    {
        ProtocolException wrong => wrong.From(proxy.Name),
        SocketTimeoutException { IsConnectionLost: false } => FaultFactory.Create(new Fault("connect", Errno.ETIMEDOUT)
        {
            Target = $"{target} by {proxy.Name}",
            IsOwnTimeout = true,
            Cause = "the proxy did not answer in time",
        }),
        _ => null,
    };
}
