using System.Net;
using System.Security.Cryptography;
using Sockeye.Native;
using Sockeye.Sockets;
using Sockeye.Wire;
using Sockeye.Wire.Icmp;

namespace Sockeye.Clients.Pinging;

// The two kinds of socket that carry ICMP, and how they differ (icmp(7), raw(7)):
//
// - A datagram socket belongs to one pinging program: the kernel writes an identifier of its own into each echo and hands back only
//   the replies to it, without an IP header. Errors come by the error queue (IP_RECVERR): what was sent, and beside it who complains.
//   A pending error may come out of a send as well.
// - A raw socket hears all ICMP of the machine, so identifier and a cookie in the data say what is ours. An IPv4 one shows the IP
//   header, and both show errors as the messages that they are.
//
// Where there is no IP header, how many routers a reply might still have passed comes as ancillary data.
//
// ICMPv6's checksum is the kernel's in both; ICMP's is ours, and a datagram socket writes it once more.

/// <summary>A socket that sends echoes to one address and hears what becomes of them.</summary>
internal sealed class EchoSocket : IDisposable
{
    private const int CookieLength = 8;

    private readonly Socket _socket;
    private readonly IPEndPoint _to;
    private readonly IcmpVersion _version;
    private readonly ushort _identifier;
    private readonly byte[] _data;
    private readonly byte[] _buffer = new byte[ushort.MaxValue];
    private readonly AncillaryData _beside = new(128);      // the hops of a reply; with an error, what it is and an address
    private readonly Queue<EchoNews> _heard = new();

    internal EchoSocket(IPAddress address, PingOptions options)
    {
        _to = new IPEndPoint(address, 0);
        _version = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? IcmpVersion.V6 : IcmpVersion.V4;
        _identifier = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        _data = new byte[options.Size];
        for (int i = 0; i < _data.Length; i++)
        {
            _data[i] = (byte)i;
        }

        RandomNumberGenerator.Fill(Cookie);
        _socket = Open(options.Via);
        try
        {
            IsRaw = _socket.Kind == SocketKind.SOCK_RAW;
            Rehearse();
            _socket.Options.ReceiveErrors = !IsRaw;
            _socket.Options.ReceiveTimeToLive = !ShowsHeader;

            if (options.TimeToLive is int hops)
            {
                _socket.Options.TimeToLive = hops;
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal bool IsRaw { get; }

    private bool ShowsHeader => IsRaw && _version == IcmpVersion.V4;

    private Span<byte> Cookie => _data.AsSpan(0, Math.Min(CookieLength, _data.Length));

    public void Dispose()
    {
        _socket.Dispose();
        _beside.Dispose();
    }

    /// <summary>The next echo as it goes out.</summary>
    internal byte[] Compose(ushort sequence) => IcmpCodec.Write(new IcmpEcho(_version, IsReply: false, _identifier, sequence, _data));

    /// <summary>Sends an echo. null: it is under way. Else why this machine could not.</summary>
    /// <exception cref="SocketAccessException">This is not allowed at all: a broadcast address, a firewall of this machine.</exception>
    internal SocketFaultException? Send(ReadOnlySpan<byte> echo, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                _socket.SendTo(echo, _to, cancellation: cancellation);
                return null;
            }
            catch (SocketFaultException failure)
            {
                if (!IsRaw && FromErrorQueue(failure) is EchoNews earlier)
                {
                    _heard.Enqueue(earlier);    // the error of an echo before this one, be it a router's EACCES: send again
                }
                else if (failure is SocketAccessException)
                {
                    throw;
                }
                else
                {
                    return failure;
                }
            }
        }
    }

    /// <summary>The next news of an echo; null: none came until then.</summary>
    internal EchoNews? Receive(Deadline until, CancellationToken cancellation)
    {
        if (_heard.TryDequeue(out EchoNews? waiting))
        {
            return waiting;
        }

        _socket.Deadline = until;
        do
        {
            try
            {
                ReceivedMessage got = _socket.ReceiveMessage(_buffer, new MessageOptions { Ancillary = _beside }, cancellation);
                if (Understand(_buffer.AsMemory(0, got.Count), (got.Sender as IPEndPoint)?.Address) is EchoNews news)
                {
                    return news;
                }
            }
            catch (SocketTimeoutException late) when (!late.IsConnectionLost)
            {
                return null;
            }
            catch (SocketFaultException failure) when (!IsRaw)
            {
                if (FromErrorQueue(failure) is EchoNews news)
                {
                    return news;
                }

                throw;
            }
        }
        while (!until.HasPassed);
        return null;
    }

    // All that runs between the sending and the hearing of an echo, run once before the time counts.
    private void Rehearse()
    {
        Rehearsal.Once();
        byte[] header = new byte[ShowsHeader ? 20 : 0];
        header.AsSpan().Fill(0x45);
        _ = Understand((byte[])[.. header, .. IcmpCodec.Write(new IcmpEcho(_version, IsReply: true, _identifier, 0, _data))], _to.Address);
    }

    private Socket Open(PingVia via)
    {
        (Family family, Protocol protocol) = _version == IcmpVersion.V4 ? (Family.AF_INET, Protocol.IPPROTO_ICMP) : (Family.AF_INET6, Protocol.IPPROTO_ICMPV6);
        if (via == PingVia.Raw)
        {
            return new Socket(family, SocketKind.SOCK_RAW, protocol);
        }

        try
        {
            return new Socket(family, SocketKind.SOCK_DGRAM, protocol);
        }
        catch (SocketFaultException refused) when (via == PingVia.Automatic && refused is SocketAccessException or { Errno: Errno.EPROTONOSUPPORT })
        {
            try
            {
                return new Socket(family, SocketKind.SOCK_RAW, protocol);
            }
            catch (SocketAccessException)
            {
                throw refused;      // its message names both ways out
            }
        }
    }

    // Strangers send what they like: what makes no sense is not for us.
    private EchoNews? Understand(ReadOnlyMemory<byte> packet, IPAddress? from)
    {
        try
        {
            IpHeader? header = ShowsHeader ? IpHeader.Read(packet.Span) : null;
            ReadOnlyMemory<byte> message = packet[(header?.Length ?? 0)..];
            return IcmpCodec.Read(message, _version) switch
            {
                IcmpEcho { IsReply: true } reply when IsOurs(reply.Identifier) && reply.Data.Span.StartsWith(Cookie)
                    => new EchoNews(reply.Sequence, from, message.Length, header?.TimeToLive ?? _beside.TimeToLive, null),
                IcmpError { QuotedEcho: { IsReply: false } sent } error when IsOurs(sent.Identifier) && error.Quoted!.Destination.Equals(WithoutScope(_to.Address))
                    => new EchoNews(sent.Sequence, from, message.Length, null, error.Description),
                _ => null,
            };
        }
        catch (ProtocolException)
        {
            return null;
        }
    }

    private bool IsOurs(ushort identifier) => !IsRaw || identifier == _identifier;

    private static IPAddress WithoutScope(IPAddress address) => new(address.GetAddressBytes());

    // The queue holds the echo as it went out; what was wrong with it is the error number that announced it.
    private EchoNews? FromErrorQueue(SocketFaultException announced)
    {
        try
        {
            ReceivedMessage sent = _socket.ReceiveMessage(_buffer, new MessageOptions { Ancillary = _beside, Flags = MessageFlags.MSG_ERRQUEUE });
            return IcmpCodec.ReadQuotedEcho(_buffer.AsMemory(0, sent.Count), _version) is IcmpEcho echo
                ? new EchoNews(echo.Sequence, (_beside.Error?.Offender as IPEndPoint)?.Address, 0, null, announced.Errno.Describe())
                : null;
        }
        catch (WouldBlockException)
        {
            return null;
        }
    }
}
