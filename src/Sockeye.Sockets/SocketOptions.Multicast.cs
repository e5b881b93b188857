using System.Net;
using System.Runtime.InteropServices;
using Sockeye.Native.Layout;
using Sockeye.Sockets.Addresses;
using static Sockeye.Sockets.SocketOption;

namespace Sockeye.Sockets;

// Multicast, by the calls that know no difference between IPv4 and IPv6 (RFC 3678): group, interface, source.
public sealed partial class SocketOptions
{
    /// <summary>Receives what is sent to a group (MCAST_JOIN_GROUP). The membership ends with the socket.</summary>
    /// <param name="group">A multicast address of the socket's family.</param>
    /// <param name="interfaceIndex">The interface to listen on; 0 lets the routing table choose.</param>
    /// <exception cref="AddressInUseException">It is joined already.</exception>
    /// <exception cref="SocketFaultException">Not a multicast address (EINVAL), no such interface (ENODEV).</exception>
    public void JoinGroup(IPAddress group, int interfaceIndex = 0) => Group(MCAST_JOIN_GROUP, group, interfaceIndex);

    /// <summary>Receives what one source sends to a group (MCAST_JOIN_SOURCE_GROUP).</summary>
    /// <param name="group">A multicast address of the socket's family.</param>
    /// <param name="source">The only sender to hear.</param>
    /// <param name="interfaceIndex">The interface to listen on; 0 lets the routing table choose.</param>
    public void JoinSourceGroup(IPAddress group, IPAddress source, int interfaceIndex = 0) => SourceGroup(MCAST_JOIN_SOURCE_GROUP, group, source, interfaceIndex);

    /// <summary>Leaves a group (MCAST_LEAVE_GROUP).</summary>
    /// <param name="group">As it was joined.</param>
    /// <param name="interfaceIndex">As it was joined.</param>
    /// <exception cref="AddressNotAvailableException">It was not joined.</exception>
    public void LeaveGroup(IPAddress group, int interfaceIndex = 0) => Group(MCAST_LEAVE_GROUP, group, interfaceIndex);

    /// <summary>Leaves one source of a group (MCAST_LEAVE_SOURCE_GROUP).</summary>
    /// <param name="group">As it was joined.</param>
    /// <param name="source">As it was joined.</param>
    /// <param name="interfaceIndex">As it was joined.</param>
    public void LeaveSourceGroup(IPAddress group, IPAddress source, int interfaceIndex = 0) => SourceGroup(MCAST_LEAVE_SOURCE_GROUP, group, source, interfaceIndex);

    /// <summary>Also hears groups that other sockets of this machine have joined (IP_MULTICAST_ALL, IPV6_MULTICAST_ALL). On by default, as Linux has it; off hears this socket's own groups alone.</summary>
    public bool MulticastAll
    {
        get => _socket.GetOption(IsV6 ? IPV6_MULTICAST_ALL : IP_MULTICAST_ALL) != 0;
        set => _socket.SetOption(IsV6 ? IPV6_MULTICAST_ALL : IP_MULTICAST_ALL, value);
    }

    /// <summary>The interface that multicast is sent on, by index (IP_MULTICAST_IF, IPV6_MULTICAST_IF); 0 lets the routing table choose.</summary>
    /// <remarks>On IPv4 the kernel tells an address and no index, so there it can be set but not read.</remarks>
    /// <exception cref="NotSupportedException">Read on an IPv4 socket.</exception>
    public int MulticastInterface
    {
        get => IsV6 ? _socket.GetOption(IPV6_MULTICAST_IF) : throw new NotSupportedException("the kernel does not tell an IPv4 socket's multicast interface by index");

        set
        {
            if (IsV6)
            {
                _socket.SetOption(IPV6_MULTICAST_IF, value);
                return;
            }

            Span<byte> request = stackalloc byte[OptionLayout.MulticastInterface.Size];
            request.Clear();
            MemoryMarshal.Write(request[OptionLayout.MulticastInterface.Index..], value);
            _socket.SetOption(IP_MULTICAST_IF, request);
        }
    }

    /// <summary>What this socket sends to a group also arrives on this machine (IP_MULTICAST_LOOP, IPV6_MULTICAST_LOOP). On by default.</summary>
    public bool MulticastLoop
    {
        get => _socket.GetOption(IsV6 ? IPV6_MULTICAST_LOOP : IP_MULTICAST_LOOP) != 0;
        set => _socket.SetOption(IsV6 ? IPV6_MULTICAST_LOOP : IP_MULTICAST_LOOP, value);
    }

    /// <summary>How many routers a multicast packet may pass (IP_MULTICAST_TTL, IPV6_MULTICAST_HOPS): 0 to 255; 1, the default, stays on the local network.</summary>
    public int MulticastTimeToLive
    {
        get => _socket.GetOption(IsV6 ? IPV6_MULTICAST_HOPS : IP_MULTICAST_TTL);
        set => _socket.SetOption(IsV6 ? IPV6_MULTICAST_HOPS : IP_MULTICAST_TTL, value);
    }

    private SocketOption AtOwnLevel(SocketOption option)
        => IsV6 ? option.AtLevel((int)Protocol.IPPROTO_IPV6) : option;

    private void Group(SocketOption option, IPAddress group, int interfaceIndex)
    {
        Span<byte> request = stackalloc byte[OptionLayout.GroupRequest.Size];
        request.Clear();
        MemoryMarshal.Write(request[OptionLayout.GroupRequest.Interface..], interfaceIndex);
        AddressCodec.Write(new IPEndPoint(group, 0), request[OptionLayout.GroupRequest.Group..]);
        _socket.SetOption(AtOwnLevel(option), request);
    }

    private void SourceGroup(SocketOption option, IPAddress group, IPAddress source, int interfaceIndex)
    {
        Span<byte> request = stackalloc byte[OptionLayout.GroupSourceRequest.Size];
        request.Clear();
        MemoryMarshal.Write(request[OptionLayout.GroupSourceRequest.Interface..], interfaceIndex);
        AddressCodec.Write(new IPEndPoint(group, 0), request[OptionLayout.GroupSourceRequest.Group..]);
        AddressCodec.Write(new IPEndPoint(source, 0), request[OptionLayout.GroupSourceRequest.Source..]);
        _socket.SetOption(AtOwnLevel(option), request);
    }
}
