using static Sockeye.Sockets.SocketOption;

namespace Sockeye.Sockets;

// What the kernel puts into the ancillary data of a receive, when it is asked to. Each is for datagrams and raw sockets, but for the first and the time.
public sealed partial class SocketOptions
{
    /// <summary>Every receive on a Unix socket says who sent (SO_PASSCRED): <see cref="AncillaryData.Credentials"/>. A socket without a name that has this set gets one when it connects or sends.</summary>
    public bool PassCredentials
    {
        get => _socket.GetOption(SO_PASSCRED) != 0;
        set => _socket.SetOption(SO_PASSCRED, value);
    }

    // An IPv6 socket has what the packets of IPv4 peers (::ffff:…) say in IPv4's options, but for raw ones, which have no such peers.
    private bool MayTakeIPv4 => IsV6 && _socket.Kind != SocketKind.SOCK_RAW;

    /// <summary>Errors of what was sent wait in the error queue, with who reported them (IP_RECVERR, IPV6_RECVERR): <see cref="AncillaryData.Error"/>.</summary>
    /// <remarks>On an IPv6 socket it is for IPv4 peers (::ffff:…) too: both options are set, and read. With it an unconnected datagram socket's calls end with such errors too, each once. Receive with MSG_ERRQUEUE, which never waits.</remarks>
    public bool ReceiveErrors
    {
        get => IsAsked(IP_RECVERR, IPV6_RECVERR);
        set => Ask(IP_RECVERR, IPV6_RECVERR, value);
    }

    /// <summary>Every datagram says which address it came to, and on which interface (IP_PKTINFO, IPV6_RECVPKTINFO): <see cref="AncillaryData.PacketInfo"/>.</summary>
    public bool ReceivePacketInfo
    {
        get => _socket.GetOption(IsV6 ? IPV6_RECVPKTINFO : IP_PKTINFO) != 0;
        set => _socket.SetOption(IsV6 ? IPV6_RECVPKTINFO : IP_PKTINFO, value);
    }

    /// <summary>What comes says when it came, in nanoseconds (SO_TIMESTAMPNS): <see cref="AncillaryData.Time"/>.</summary>
    public bool ReceiveTime
    {
        get => _socket.GetOption(SO_TIMESTAMPNS) != 0;
        set => _socket.SetOption(SO_TIMESTAMPNS, value);
    }

    /// <summary>Every datagram says how many routers it might still have passed (IP_RECVTTL, IPV6_RECVHOPLIMIT): <see cref="AncillaryData.TimeToLive"/>.</summary>
    /// <remarks>On an IPv6 socket it is for IPv4 peers (::ffff:…) too: both options are set, and read.</remarks>
    public bool ReceiveTimeToLive
    {
        get => IsAsked(IP_RECVTTL, IPV6_RECVHOPLIMIT);
        set => Ask(IP_RECVTTL, IPV6_RECVHOPLIMIT, value);
    }

    /// <summary>Every datagram says its traffic class (IP_RECVTOS, IPV6_RECVTCLASS): <see cref="AncillaryData.TrafficClass"/>.</summary>
    /// <remarks>On an IPv6 socket it is for IPv4 peers (::ffff:…) too: both options are set, and read.</remarks>
    public bool ReceiveTrafficClass
    {
        get => IsAsked(IP_RECVTOS, IPV6_RECVTCLASS);
        set => Ask(IP_RECVTOS, IPV6_RECVTCLASS, value);
    }

    // True where all that may come is asked about: half of a socket for both families is not all.
    private bool IsAsked(SocketOption of4, SocketOption of6)
        => _socket.GetOption(IsV6 ? of6 : of4) != 0 && (!MayTakeIPv4 || IPv6Only || _socket.GetOption(of4) != 0);

    // Whether it takes IPv4 may still change, until it is bound.
    private void Ask(SocketOption of4, SocketOption of6, bool on)
    {
        _socket.SetOption(IsV6 ? of6 : of4, on);
        if (MayTakeIPv4)
        {
            _socket.SetOption(of4, on);
        }
    }
}
