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

    /// <summary>Errors of what was sent wait in the error queue, with who reported them (IP_RECVERR, IPV6_RECVERR): <see cref="AncillaryData.Error"/>.</summary>
    /// <remarks>With it an unconnected datagram socket's calls end with such errors too, each once. Receive with MSG_ERRQUEUE, which never waits.</remarks>
    public bool ReceiveErrors
    {
        get => _socket.GetOption(IsV6 ? IPV6_RECVERR : IP_RECVERR) != 0;
        set => _socket.SetOption(IsV6 ? IPV6_RECVERR : IP_RECVERR, value);
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
    /// <remarks>On an IPv6 socket it is for IPv6 peers; for IPv4 peers (::ffff:…) set IP_RECVTTL there too, by <see cref="Socket.SetOption(SocketOption, bool)"/>.</remarks>
    public bool ReceiveTimeToLive
    {
        get => _socket.GetOption(IsV6 ? IPV6_RECVHOPLIMIT : IP_RECVTTL) != 0;
        set => _socket.SetOption(IsV6 ? IPV6_RECVHOPLIMIT : IP_RECVTTL, value);
    }

    /// <summary>Every datagram says its traffic class (IP_RECVTOS, IPV6_RECVTCLASS): <see cref="AncillaryData.TrafficClass"/>.</summary>
    /// <remarks>On an IPv6 socket it is for IPv6 peers; for IPv4 peers (::ffff:…) set IP_RECVTOS there too, by <see cref="Socket.SetOption(SocketOption, bool)"/>.</remarks>
    public bool ReceiveTrafficClass
    {
        get => _socket.GetOption(IsV6 ? IPV6_RECVTCLASS : IP_RECVTOS) != 0;
        set => _socket.SetOption(IsV6 ? IPV6_RECVTCLASS : IP_RECVTOS, value);
    }
}
