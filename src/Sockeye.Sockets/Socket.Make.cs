using System.Net.Sockets;
using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets;

// Sockets that are not made by socket(2): pairs, and descriptors that something else opened.
public sealed partial class Socket
{
    /// <summary>Makes two sockets that are connected to each other: socketpair(2).</summary>
    /// <param name="family">AF_UNIX where nothing is said; the kernel has no others worth naming.</param>
    /// <param name="kind">SOCK_STREAM, SOCK_DGRAM or SOCK_SEQPACKET.</param>
    /// <param name="protocol">0: the usual one.</param>
    /// <exception cref="SocketFaultException">The combination is not supported, or there are too many open files.</exception>
    public static (Socket First, Socket Second) SocketPair(
        Family family = Family.AF_UNIX, SocketKind kind = SocketKind.SOCK_STREAM, Protocol protocol = 0)
    {
        Platform.Demand();
        SysResult made = SocketCalls.SocketPair((int)family, (int)kind, (int)protocol, out int first, out int second);
        if (made.Failed)
        {
            throw FaultFactory.Create(new Fault("socketpair", made.Error) { Hint = HintForSocket(family, kind, made.Error) });
        }

        return (Of(first), Of(second));

        Socket Of(int number)
        {
            bool nonBlocking = (kind & SocketKind.SOCK_NONBLOCK) != 0;
            return new Socket(Descriptor.Adopt(number), family, kind & ~CreationFlags, protocol, nonBlocking)
            {
                Timeout = nonBlocking ? TimeSpan.Zero : DefaultTimeout,
            };
        }
    }

    /// <summary>Takes over a socket that something else opened, and asks the kernel what it is. Python: <c>socket(fileno=…)</c>.</summary>
    /// <param name="descriptor">An open descriptor. It belongs to the new socket from now on; when this throws, it still is the caller's.</param>
    /// <exception cref="NotASocketException">It is a file, a pipe or something else.</exception>
    /// <exception cref="SocketFaultException">Nothing is open under that number (EBADF).</exception>
    public static Socket Adopt(int descriptor)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(descriptor);
        Platform.Demand();
        int family = Asked(SocketOption.SO_DOMAIN);
        int kind = Asked(SocketOption.SO_TYPE);
        int protocol = Asked(SocketOption.SO_PROTOCOL);
        bool nonBlocking = DescriptorCalls.GetNonBlocking(descriptor).Value == 1;
        var adopted = new Socket(Descriptor.Adopt(descriptor), (Family)family, (SocketKind)kind, (Protocol)protocol, nonBlocking);
        adopted._remote = adopted.Quietly(local: false);
        return adopted;

        int Asked(SocketOption option)
        {
            SysResult got = OptionCalls.GetInt(descriptor, option.Level, option.Number, out int value);
            return got.Failed
                ? throw FaultFactory.Create(new Fault("adopt", got.Error)
                {
                    Cause = got.Error == Errno.ENOTSOCK ? $"descriptor {descriptor} is open, but it is not a socket"
                        : got.Error == Errno.EBADF ? $"nothing is open as descriptor {descriptor}"
                        : null,
                })
                : value;
        }
    }

    /// <summary>Makes a socket of its own from .NET's handle: the descriptor is duplicated, and the handle stays the caller's to close.</summary>
    /// <remarks>Both share one open socket, its O_NONBLOCK included.</remarks>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    public static Socket FromSafeHandle(SafeSocketHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        bool held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            SysResult copy = DescriptorCalls.Duplicate((int)handle.DangerousGetHandle());
            if (copy.Failed)
            {
                throw FaultFactory.Create(new Fault("dup", copy.Error));
            }

            try
            {
                return Adopt((int)copy.Value);
            }
            catch
            {
                DescriptorCalls.Close((int)copy.Value);
                throw;
            }
        }
        finally
        {
            if (held)
            {
                handle.DangerousRelease();
            }
        }
    }

    /// <summary>Gives the descriptor to .NET: this socket is closed afterwards, and the handle owns the descriptor. <c>new System.Net.Sockets.Socket(handle)</c> makes a socket of it.</summary>
    /// <remarks>Where a timeout or a token was used the descriptor is non-blocking: set the Blocking of .NET's socket to true before its blocking calls.</remarks>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    /// <exception cref="InvalidOperationException">A call is in flight in another thread.</exception>
    public SafeSocketHandle DetachToSafeHandle() => new(Detach(), ownsHandle: true);
}
