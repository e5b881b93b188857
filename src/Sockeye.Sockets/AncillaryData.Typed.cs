using System.Runtime.InteropServices;
using Sockeye.Native.Layout;
using static Sockeye.Sockets.SocketNumbers;
using static Sockeye.Sockets.SocketOption;

namespace Sockeye.Sockets;

// The control messages of Unix sockets and of IP that people use, each with its type. Raw ones are for the rest. See unix(7), ip(7), ipv6(7), socket(7).
public sealed partial class AncillaryData
{
    private const int NanosecondsPerMicrosecond = 1000;

    /// <summary>Received: who sent it (SCM_CREDENTIALS). Asked for by <see cref="SocketOptions.PassCredentials"/>. null where it did not come whole.</summary>
    public Credentials? Credentials => Find(new(SocketLevel.SOL_SOCKET, SCM_CREDENTIALS), ControlDataLayout.Credentials.Size, out ReadOnlySpan<byte> data)
        ? Sockets.Credentials.Read(data)
        : null;

    /// <summary>Received: an error that waited in the error queue (IP_RECVERR, IPV6_RECVERR). Asked for by <see cref="SocketOptions.ReceiveErrors"/>, received with MSG_ERRQUEUE. null where it did not come whole.</summary>
    public QueuedError? Error => Find(IP_RECVERR, ControlDataLayout.ExtendedError.Size, out ReadOnlySpan<byte> data) || Find(IPV6_RECVERR, ControlDataLayout.ExtendedError.Size, out data)
        ? QueuedError.Read(data)
        : null;

    /// <summary>Received: the address that a datagram came to (IP_PKTINFO, IPV6_PKTINFO). Asked for by <see cref="SocketOptions.ReceivePacketInfo"/>. null where it did not come whole.</summary>
    /// <remarks>An IPv4 datagram on an IPv6 socket that asked for both has both; the IPv6 one, ::ffff:…, is the one that such a socket can answer with.</remarks>
    public PacketInfo? PacketInfo => Find(IPV6_PKTINFO, ControlDataLayout.PacketInfo6.Size, out ReadOnlySpan<byte> data) ? Sockets.PacketInfo.Read6(data)
        : Find(IP_PKTINFO, ControlDataLayout.PacketInfo4.Size, out data) ? Sockets.PacketInfo.Read4(data)
        : null;

    /// <summary>Received: how many routers it might still have passed, 0 to 255 (IP_TTL, IPV6_HOPLIMIT). Asked for by <see cref="SocketOptions.ReceiveTimeToLive"/>.</summary>
    public int? TimeToLive => Find(IP_TTL, sizeof(int), out ReadOnlySpan<byte> data) || Find(IPV6_HOPLIMIT, sizeof(int), out data)
        ? MemoryMarshal.Read<int>(data)
        : null;

    /// <summary>Received: when it came, by the kernel's clock (SCM_TIMESTAMPNS, SCM_TIMESTAMP). Asked for by <see cref="SocketOptions.ReceiveTime"/>.</summary>
    public PacketTime? Time => FindTime(SO_TIMESTAMPNS, SO_TIMESTAMPNS_NEW, ControlDataLayout.Time.Size, out ReadOnlySpan<byte> data) ? PacketTime.Read(data)
        : FindTime(SO_TIMESTAMP, SO_TIMESTAMP_NEW, ControlDataLayout.Time.Size, out data) ? PacketTime.Read(data, NanosecondsPerMicrosecond)
        : null;

    /// <summary>Received: when it passed the kernel or the network card (SCM_TIMESTAMPING). Asked for by the option SO_TIMESTAMPING.</summary>
    public PacketTimes? Times => FindTime(SO_TIMESTAMPING, SO_TIMESTAMPING_NEW, ControlDataLayout.PacketTimes.Size, out ReadOnlySpan<byte> data)
        ? PacketTimes.Read(data)
        : null;

    /// <summary>Received: the traffic class, 0 to 255 (IP_TOS, IPV6_TCLASS): six bits of service, two of congestion. Asked for by <see cref="SocketOptions.ReceiveTrafficClass"/>.</summary>
    public int? TrafficClass => Find(IP_TOS, sizeof(byte), out ReadOnlySpan<byte> data) ? data[0]
        : Find(IPV6_TCLASS, sizeof(int), out data) ? MemoryMarshal.Read<int>(data)
        : null;

    /// <summary>Adds credentials to send (SCM_CREDENTIALS). The kernel checks them: other than one's own need privileges.</summary>
    /// <inheritdoc cref="Add(int, int, ReadOnlySpan{byte})" path="/exception"/>
    public void AddCredentials(Credentials credentials)
    {
        using Turn turn = Use(this);
        credentials.Write(RoomFor((int)SocketLevel.SOL_SOCKET, SCM_CREDENTIALS, ControlDataLayout.Credentials.Size));
    }

    /// <summary>Adds the number of routers that an IPv6 packet may pass (IPV6_HOPLIMIT).</summary>
    /// <param name="hops">0 to 255; -1 for the route's default.</param>
    /// <inheritdoc cref="Add(int, int, ReadOnlySpan{byte})" path="/exception"/>
    public void AddHopLimit(int hops) => AddInt(IPV6_HOPLIMIT, hops);

    /// <summary>Adds the address and interface to send from (IP_PKTINFO, IPV6_PKTINFO): as it came with a datagram, to answer from the address that was asked.</summary>
    /// <inheritdoc cref="Add(int, int, ReadOnlySpan{byte})" path="/exception"/>
    public void AddPacketInfo(PacketInfo info)
    {
        using Turn turn = Use(this);
        SocketOption type = info.IsIPv6 ? IPV6_PKTINFO : IP_PKTINFO;
        info.Write(RoomFor(type.Level, type.Number, info.Size));
        Aim(type);
    }

    /// <summary>Adds the number of routers that an IPv4 packet may pass (IP_TTL).</summary>
    /// <param name="hops">1 to 255.</param>
    /// <inheritdoc cref="Add(int, int, ReadOnlySpan{byte})" path="/exception"/>
    public void AddTimeToLive(int hops) => AddInt(IP_TTL, hops);

    /// <summary>Adds the traffic class of an IPv6 packet (IPV6_TCLASS).</summary>
    /// <param name="trafficClass">0 to 255; -1 for the socket's own.</param>
    /// <inheritdoc cref="Add(int, int, ReadOnlySpan{byte})" path="/exception"/>
    public void AddTrafficClass(int trafficClass) => AddInt(IPV6_TCLASS, trafficClass);

    /// <summary>Adds the type of service of an IPv4 packet (IP_TOS).</summary>
    /// <param name="typeOfService">0 to 255.</param>
    /// <inheritdoc cref="Add(int, int, ReadOnlySpan{byte})" path="/exception"/>
    public void AddTypeOfService(int typeOfService) => AddInt(IP_TOS, typeOfService);

    private void AddInt(SocketOption type, int value)
    {
        using Turn turn = Use(this);
        MemoryMarshal.Write(RoomFor(type.Level, type.Number, sizeof(int)), value);
        Aim(type);
    }

    // The kernel sends the one or the other by how it was asked; on a 64-bit system they are alike.
    private bool FindTime(SocketOption old, SocketOption now, int size, out ReadOnlySpan<byte> data) => Find(old, size, out data) || Find(now, size, out data);

    private bool Find(SocketOption type, int size, out ReadOnlySpan<byte> data)
    {
        foreach (AncillaryMessage message in this)
        {
            if (message.Is(type) && message.Data.Length >= size)
            {
                data = message.Data;
                return true;
            }
        }

        data = default;
        return false;
    }
}
