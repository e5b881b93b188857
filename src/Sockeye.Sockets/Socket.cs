using System.Net;
using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets;

/// <summary>A Berkeley socket of any family, with the verbs of its manual pages. Python: <c>socket.socket</c>.</summary>
/// <remarks>
/// <para>Time. <see cref="Timeout"/> is for one verb as a whole, <see cref="Deadline"/> for all of them together; a token ends one
/// verb early. Without any of the three a verb is one system call that blocks in the kernel. The first use of a timeout, a
/// deadline or a token makes the descriptor non-blocking for good (O_NONBLOCK; a duplicate shares that), and blocking verbs
/// then wait with ppoll(2). <see cref="Blocking"/> is this object's own state, not the descriptor's.</para>
/// <para>Threads. Every verb may be called from several threads at once. <see cref="Dispose"/> may be called while others are
/// blocked: their calls end with <see cref="ObjectDisposedException"/>, and the last one out closes the descriptor.</para>
/// <para>Awaiting. The verbs whose names end in Async occupy no thread while they wait; what they say otherwise is at <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>.
/// They and the blocking ones may be mixed.</para>
/// <para>What a call could not do is a <see cref="SocketFaultException"/> or one of its children; a closed socket is
/// <see cref="ObjectDisposedException"/>, a cancelled token <see cref="OperationCanceledException"/>. A cancelled
/// <see cref="SendAll(ReadOnlySpan{byte}, MessageFlags, CancellationToken)"/> or <see cref="ReceiveExactly"/> may have moved a part:
/// the stream is then good for nothing but to be closed.</para>
/// </remarks>
public sealed partial class Socket : IPollable, IDisposable
{
    private readonly Descriptor _descriptor;
    private EndPoint? _remote;         // what connect or accept said: still known when the kernel has forgotten
    private SocketOptions? _options;

    /// <summary>Makes a socket: socket(2). It is close-on-exec.</summary>
    /// <param name="family">AF_INET where nothing is said.</param>
    /// <param name="kind">SOCK_STREAM where nothing is said.</param>
    /// <param name="protocol">0: the family's usual one for that kind.</param>
    /// <exception cref="SocketAccessException">A raw or packet socket without the privilege CAP_NET_RAW.</exception>
    /// <exception cref="SocketFaultException">The combination is not supported, or there are too many open files.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not 64-bit Linux.</exception>
    public Socket(Family family = Family.AF_INET, SocketKind kind = SocketKind.SOCK_STREAM, Protocol protocol = 0)
    {
        Platform.Demand();
        SysResult made = SocketCalls.Socket((int)family, (int)kind, (int)protocol);
        if (made.Failed)
        {
            throw FaultFactory.Create(new Fault("socket", made.Error) { Hint = HintForSocket(family, kind, made.Error, protocol) });
        }

        _descriptor = Descriptor.Adopt((int)made.Value);
        (Family, Kind, Protocol) = (family, kind & ~CreationFlags, protocol);
        _kernelNonBlocking = (kind & SocketKind.SOCK_NONBLOCK) != 0;
        Timeout = _kernelNonBlocking ? TimeSpan.Zero : DefaultTimeout;
    }

    private Socket(Descriptor descriptor, Family family, SocketKind kind, Protocol protocol, bool nonBlocking = false)
    {
        _descriptor = descriptor;
        (Family, Kind, Protocol, _kernelNonBlocking) = (family, kind, protocol, nonBlocking);
        Timeout = DefaultTimeout;
    }

    private const SocketKind CreationFlags = SocketKind.SOCK_CLOEXEC | SocketKind.SOCK_NONBLOCK;

    /// <summary>The timeout that new and accepted sockets begin with; null, the default, for none. Python: <c>setdefaulttimeout</c>.</summary>
    public static TimeSpan? DefaultTimeout
    {
        get => FromTicks(Volatile.Read(ref s_defaultTimeout));
        set => Volatile.Write(ref s_defaultTimeout, ToTicks(value));
    }

    /// <summary>The address family: AF_INET, AF_INET6, AF_UNIX …</summary>
    public Family Family { get; }

    /// <summary>The kind: SOCK_STREAM, SOCK_DGRAM … Python: <c>socket.type</c>.</summary>
    public SocketKind Kind { get; }

    /// <summary>The protocol that was asked for; 0 is the usual one.</summary>
    public Protocol Protocol { get; }

    /// <summary>The descriptor, for waiting on it or for a call that Sockeye does not have. It stays the socket's own.</summary>
    public Descriptor Descriptor => _descriptor;

    /// <summary>True once the socket was closed or detached.</summary>
    public bool IsClosed => _descriptor.IsClosed;

    /// <summary>The options people use, each typed; see also <see cref="GetOption(SocketOption)"/> for all the others.</summary>
    public SocketOptions Options => _options ??= new SocketOptions(this);

    /// <summary>True when a program that this one starts keeps the descriptor: FD_CLOEXEC is off. New sockets are not inheritable. Python: <c>set_inheritable</c>.</summary>
    /// <remarks>.NET's Process closes nothing by itself, so an inheritable socket reaches every program started afterwards.</remarks>
    public bool Inheritable
    {
        get
        {
            using (Enter("fcntl"))
            {
                return Check("fcntl", DescriptorCalls.GetInheritable(_descriptor.Raw)).Value != 0;
            }
        }

        set
        {
            using (Enter("fcntl"))
            {
                Check("fcntl", DescriptorCalls.SetInheritable(_descriptor.Raw, value));
            }
        }
    }

    /// <summary>O_NONBLOCK of the open socket itself, which its duplicates and other processes share. Python: what <c>setblocking</c> does at once.</summary>
    /// <remarks>
    /// Sockeye sets it when a timeout, a deadline or a token is first used, and never takes it off by itself; <see cref="Blocking"/> does
    /// not tell. Set it to false before the descriptor goes to a program that wants to block, and not while verbs of other threads are
    /// in flight: their waits would have no end.
    /// </remarks>
    public bool NonBlockingDescriptor
    {
        get
        {
            using (Enter("fcntl"))
            {
                return Check("fcntl", DescriptorCalls.GetNonBlocking(_descriptor.Raw)).Value != 0;
            }
        }

        set
        {
            using (Enter("fcntl"))
            {
                Check("fcntl", DescriptorCalls.SetNonBlocking(_descriptor.Raw, value));
                _kernelNonBlocking = value;
                ChooseBeats();
            }
        }
    }

    /// <summary>This side's address: getsockname(2).</summary>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public EndPoint LocalEndPoint
    {
        get
        {
            Span<byte> address = stackalloc byte[AddressCodec.MaxSize];
            using (Enter("getsockname"))
            {
                SysResult got = SocketCalls.GetSockName(_descriptor.Raw, address, out int length);
                Check("getsockname", got);
                return AddressCodec.Read(address[..length]) ?? new RawEndPoint(Family, []);
            }
        }
    }

    /// <summary>The peer's address: getpeername(2).</summary>
    /// <exception cref="NotConnectedException">There is no peer.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public EndPoint RemoteEndPoint
    {
        get
        {
            Span<byte> address = stackalloc byte[AddressCodec.MaxSize];
            using (Enter("getpeername"))
            {
                SysResult got = SocketCalls.GetPeerName(_descriptor.Raw, address, out int length);
                Check("getpeername", got);
                return AddressCodec.Read(address[..length]) ?? new RawEndPoint(Family, []);
            }
        }
    }

    /// <summary>Closes one direction or both of a connection: shutdown(2). The descriptor stays open.</summary>
    /// <param name="how">SHUT_WR tells the peer that nothing more comes; SHUT_RD makes our own receives answer 0.</param>
    /// <exception cref="NotConnectedException">There is no peer.</exception>
    public void Shutdown(ShutdownHow how = ShutdownHow.SHUT_RDWR)
    {
        using (Enter("shutdown"))
        {
            Check("shutdown", SocketCalls.Shutdown(_descriptor.Raw, (int)how));
        }
    }

    /// <summary>Closes the socket. Calls that are blocked in other threads, and those that are awaited, end with <see cref="ObjectDisposedException"/>.</summary>
    /// <remarks>
    /// Bytes that were sent are still delivered (see <see cref="SocketOptions.Linger"/>). A connection with unread bytes is reset,
    /// as the kernel does it. Closing again does nothing.
    /// </remarks>
    public void Dispose()
    {
        _descriptor.Dispose();
        _async?.Dispose();
    }

    /// <summary>The same as <see cref="Dispose"/>, and says what close(2) said.</summary>
    /// <exception cref="SocketFaultException">
    /// The number was not open any more (EBADF): something else has closed it, and may have closed what another part of the program
    /// had opened under it. The socket is closed all the same.
    /// </exception>
    public void Close()
    {
        bool wasOpen = !IsClosed;
        Dispose();
        if (wasOpen && _descriptor.CloseError is Errno error and not Errno.None)
        {
            throw FaultFactory.Create(new Fault("close", error) { Hint = error == Errno.EBADF ? "something else has closed the socket's descriptor" : null });
        }
    }

    /// <summary>Gives the descriptor away without closing it: afterwards this socket is closed, and what was awaited on it ends with <see cref="ObjectDisposedException"/>. Python: <c>detach</c>.</summary>
    /// <returns>The number, which the caller now owns.</returns>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    /// <exception cref="InvalidOperationException">A call is in flight in another thread.</exception>
    public int Detach() => IsClosed ? throw Closed("detach") : _async is null ? _descriptor.Detach() : DetachFromLoop();

    /// <summary>A second socket object on the same open socket: dup(2), close-on-exec. Python: <c>dup</c>.</summary>
    public Socket Duplicate()
    {
        using (Enter("dup"))
        {
            SysResult copy = DescriptorCalls.Duplicate(_descriptor.Raw);
            Check("dup", copy);
            return new Socket(Descriptor.Adopt((int)copy.Value), Family, Kind, Protocol, _kernelNonBlocking)
            {
                Timeout = Timeout,
                Deadline = Deadline,
                _remote = _remote,
            };
        }
    }

    /// <summary>Everything at a glance: <c>&lt;Socket fd=3 AF_INET SOCK_STREAM local=127.0.0.1:5000 remote=127.0.0.1:40112&gt;</c>.</summary>
    public override string ToString()
    {
        string what = $"{Family} {Kind}" + (Protocol == 0 ? "" : $" {Protocol}");
        return IsClosed
            ? $"<Socket closed {what}>"
            : $"<Socket fd={_descriptor.Number} {what}{Shown(" local=", Quietly(local: true))}{Shown(" remote=", Quietly(local: false))}>";
    }

    private static string Shown(string label, EndPoint? endPoint) => endPoint switch
    {
        null or UnixEndPoint { IsUnnamed: true } => "",
        _ => label + endPoint,
    };

    // For errors and ToString: an address if the kernel has one, and never an exception.
    private EndPoint? Quietly(bool local)
    {
        Span<byte> address = stackalloc byte[AddressCodec.MaxSize];
        BlockedThread thread = BlockedThread.Current;
        if (!_descriptor.TryEnter(thread, out Descriptor? outer))
        {
            return local ? null : _remote;
        }

        SysResult got = local
            ? SocketCalls.GetSockName(_descriptor.Raw, address, out int length)
            : SocketCalls.GetPeerName(_descriptor.Raw, address, out length);
        _descriptor.Leave(thread, outer);
        return got.Failed ? (local ? null : _remote) : AddressCodec.Read(address[..length]);
    }

    private static string? HintForSocket(Family family, SocketKind kind, Errno error, Protocol protocol = 0) => error switch
    {
        Errno.EPERM or Errno.EACCES when kind == SocketKind.SOCK_DGRAM && family is (Family.AF_INET or Family.AF_INET6)
            => "the group of this process must be within net.ipv4.ping_group_range (sysctl); a SOCK_RAW socket does it too, and needs root or the capability CAP_NET_RAW",
        Errno.EPERM or Errno.EACCES when protocol is (Protocol.IPPROTO_ICMP or Protocol.IPPROTO_ICMPV6)
            => $"{family} {kind} needs root or the capability CAP_NET_RAW; a SOCK_DGRAM socket does it too, where the group of this process is within net.ipv4.ping_group_range (sysctl)",
        Errno.EPERM or Errno.EACCES => $"{family} {kind} needs root or the capability CAP_NET_RAW",
        Errno.EMFILE => "this process has reached its limit of open files; see getrlimit(2) RLIMIT_NOFILE",
        Errno.EAFNOSUPPORT or Errno.EPROTONOSUPPORT or Errno.ESOCKTNOSUPPORT or Errno.EPROTOTYPE => $"this kernel has no {kind} of {family} with that protocol",
        _ => null,
    };
}
