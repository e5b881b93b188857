using System.Runtime.InteropServices;
using System.Text;
using Sockeye.Native.Layout;
using static Sockeye.Sockets.SocketOption;

namespace Sockeye.Sockets;

/// <summary>The options of a socket that people use, each with its type and unit; sorted by name. See socket(7), ip(7), ipv6(7), tcp(7).</summary>
/// <remarks>
/// Every property is one getsockopt(2) or setsockopt(2): nothing is remembered here. An option that the socket does not have
/// is a <see cref="SocketFaultException"/> (ENOPROTOOPT, EOPNOTSUPP), and so is a number out of its range (EINVAL). A negative time
/// is an <see cref="ArgumentOutOfRangeException"/>.
/// Multicast groups are in SocketOptions.Multicast.cs.
/// </remarks>
public sealed partial class SocketOptions
{
    private const int MaxInterfaceName = 16;   // IFNAMSIZ
    private readonly Socket _socket;

    internal SocketOptions(Socket socket) => _socket = socket;

    private bool IsV6 => _socket.Family == Family.AF_INET6;

    /// <summary>True for a socket that listens (SO_ACCEPTCONN).</summary>
    public bool AcceptsConnections => _socket.GetOption(SO_ACCEPTCONN) != 0;

    /// <summary>Only this interface is used (SO_BINDTODEVICE): its name, at most 15 bytes; null or empty for all.</summary>
    /// <exception cref="ArgumentException">The name is longer.</exception>
    /// <exception cref="SocketFaultException">There is no such interface (ENODEV).</exception>
    public string? BindToDevice
    {
        get
        {
            Span<byte> name = stackalloc byte[MaxInterfaceName];
            int length = _socket.GetOption(SO_BINDTODEVICE, name);
            string text = Encoding.UTF8.GetString(name[..length]).TrimEnd('\0');
            return text.Length == 0 ? null : text;
        }

        set => _socket.SetOption(SO_BINDTODEVICE, InterfaceName(value ?? ""));
    }

    /// <summary>Datagrams may go to broadcast addresses (SO_BROADCAST).</summary>
    public bool Broadcast
    {
        get => _socket.GetOption(SO_BROADCAST) != 0;
        set => _socket.SetOption(SO_BROADCAST, value);
    }

    /// <summary>The error that waits to be told, and that reading takes away (SO_ERROR): how a non-blocking connect ended, once the socket is writable. <see cref="Native.Errno.None"/> for none.</summary>
    public Native.Errno Error => (Native.Errno)_socket.GetOption(SO_ERROR);

    /// <summary>An IPv6 socket takes IPv6 alone, and not IPv4 as well (IPV6_V6ONLY). Set it before bind.</summary>
    public bool IPv6Only
    {
        get => _socket.GetOption(IPV6_V6ONLY) != 0;
        set => _socket.SetOption(IPV6_V6ONLY, value);
    }

    /// <summary>An idle connection is probed, so that a peer that vanished is noticed (SO_KEEPALIVE). The three numbers below say when.</summary>
    public bool KeepAlive
    {
        get => _socket.GetOption(SO_KEEPALIVE) != 0;
        set => _socket.SetOption(SO_KEEPALIVE, value);
    }

    /// <summary>Idle time before the first probe (TCP_KEEPIDLE): whole seconds, 1 to 32767; rounded up. The system's default is two hours.</summary>
    public TimeSpan KeepAliveIdle
    {
        get => TimeSpan.FromSeconds(_socket.GetOption(TCP_KEEPIDLE));
        set => _socket.SetOption(TCP_KEEPIDLE, RoundedUp(value, TimeSpan.TicksPerSecond));
    }

    /// <summary>Time between probes (TCP_KEEPINTVL): whole seconds, 1 to 32767; rounded up. The system's default is 75 s.</summary>
    public TimeSpan KeepAliveInterval
    {
        get => TimeSpan.FromSeconds(_socket.GetOption(TCP_KEEPINTVL));
        set => _socket.SetOption(TCP_KEEPINTVL, RoundedUp(value, TimeSpan.TicksPerSecond));
    }

    /// <summary>Unanswered probes before the connection is given up (TCP_KEEPCNT): 1 to 127. The system's default is 9.</summary>
    public int KeepAliveProbes
    {
        get => _socket.GetOption(TCP_KEEPCNT);
        set => _socket.SetOption(TCP_KEEPCNT, value);
    }

    /// <summary>What close does with bytes that are still to be sent (SO_LINGER): null, the default, delivers them in the background; a time waits so long for it; zero throws them away and resets the connection.</summary>
    /// <remarks>Whole seconds; rounded up. A waiting close blocks the thread that closes.</remarks>
    public TimeSpan? Linger
    {
        get
        {
            Span<byte> linger = stackalloc byte[OptionLayout.Linger.Size];
            _socket.GetOption(SO_LINGER, linger);
            return MemoryMarshal.Read<int>(linger[OptionLayout.Linger.On..]) == 0
                ? null
                : TimeSpan.FromSeconds(MemoryMarshal.Read<int>(linger[OptionLayout.Linger.Seconds..]));
        }

        set
        {
            Span<byte> linger = stackalloc byte[OptionLayout.Linger.Size];
            MemoryMarshal.Write(linger[OptionLayout.Linger.On..], value is null ? 0 : 1);
            MemoryMarshal.Write(linger[OptionLayout.Linger.Seconds..], RoundedUp(value ?? TimeSpan.Zero, TimeSpan.TicksPerSecond));
            _socket.SetOption(SO_LINGER, linger);
        }
    }

    /// <summary>Small writes go at once, and do not wait for the answer to earlier ones (TCP_NODELAY).</summary>
    public bool NoDelay
    {
        get => _socket.GetOption(TCP_NODELAY) != 0;
        set => _socket.SetOption(TCP_NODELAY, value);
    }

    /// <summary>The receive buffer in bytes (SO_RCVBUF). The kernel doubles what is set, and caps it at net.core.rmem_max.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int ReceiveBufferSize
    {
        get => _socket.GetOption(SO_RCVBUF);
        set => _socket.SetOption(SO_RCVBUF, Size(value));
    }

    /// <summary>The address may be bound while old connections of it linger in TIME_WAIT (SO_REUSEADDR). What a server wants; it does not share a port. That is <see cref="ReusePort"/>.</summary>
    public bool ReuseAddress
    {
        get => _socket.GetOption(SO_REUSEADDR) != 0;
        set => _socket.SetOption(SO_REUSEADDR, value);
    }

    /// <summary>Several sockets share the address, and the kernel spreads what arrives over them (SO_REUSEPORT). All of them must set it, under one user.</summary>
    public bool ReusePort
    {
        get => _socket.GetOption(SO_REUSEPORT) != 0;
        set => _socket.SetOption(SO_REUSEPORT, value);
    }

    /// <summary>The send buffer in bytes (SO_SNDBUF). The kernel doubles what is set, and caps it at net.core.wmem_max.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int SendBufferSize
    {
        get => _socket.GetOption(SO_SNDBUF);
        set => _socket.SetOption(SO_SNDBUF, Size(value));
    }

    /// <summary>What the kernel knows of a TCP connection (TCP_INFO).</summary>
    public TcpInfo TcpInfo
    {
        get
        {
            Span<byte> info = stackalloc byte[OptionLayout.TcpInfo.Size];
            return TcpInfo.From(info[.._socket.GetOption(TCP_INFO, info)]);
        }
    }

    /// <summary>How many routers a packet may pass (IP_TTL, IPV6_UNICAST_HOPS): 1 to 255.</summary>
    /// <remarks>On an IPv6 socket it is for IPv6 peers; what it sends to IPv4 peers (::ffff:…) goes by IP_TTL, which <see cref="Socket.SetOption(SocketOption, int)"/> sets there too.</remarks>
    public int TimeToLive
    {
        get => _socket.GetOption(IsV6 ? IPV6_UNICAST_HOPS : IP_TTL);
        set => _socket.SetOption(IsV6 ? IPV6_UNICAST_HOPS : IP_TTL, value);
    }

    /// <summary>How long sent bytes may stay unanswered before the connection is given up (TCP_USER_TIMEOUT): milliseconds, rounded up; zero for the system's own rule.</summary>
    public TimeSpan UserTimeout
    {
        get => TimeSpan.FromMilliseconds(_socket.GetOption(TCP_USER_TIMEOUT));
        set => _socket.SetOption(TCP_USER_TIMEOUT, RoundedUp(value, TimeSpan.TicksPerMillisecond));
    }

    // The kernel holds an int: what is longer than it can say becomes the longest that it can.
    private static int RoundedUp(TimeSpan span, long ticksPerUnit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        (long whole, long rest) = Math.DivRem(span.Ticks, ticksPerUnit);
        return (int)Math.Min(int.MaxValue, whole + (rest > 0 ? 1 : 0));
    }

    // The kernel takes a negative size for an enormous one.
    private static int Size(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return bytes;
    }

    // The kernel cuts a longer name in silence, and might find another interface by what is left.
    private static byte[] InterfaceName(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name + "\0");
        return bytes.Length <= MaxInterfaceName && bytes.IndexOf((byte)0) == bytes.Length - 1
            ? bytes
            : throw new ArgumentException($"'{name}' is no name of an interface: those have at most {MaxInterfaceName - 1} bytes and no zero among them", nameof(name));
    }
}
