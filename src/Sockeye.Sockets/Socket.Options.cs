using Sockeye.Native;
using Sockeye.Native.Layout;
using Sockeye.Native.Libc;

namespace Sockeye.Sockets;

// getsockopt(2) and setsockopt(2) for every option there is. The typed ones are in SocketOptions.
public sealed partial class Socket
{
    /// <summary>Reads an option whose value is an int.</summary>
    /// <param name="option">Such as SO_RCVBUF; any other as <c>new SocketOption(level, number)</c>.</param>
    /// <exception cref="SocketFaultException">This socket does not have it (ENOPROTOOPT).</exception>
    public int GetOption(SocketOption option)
    {
        using (Enter("getsockopt"))
        {
            Check("getsockopt", OptionCalls.GetInt(_descriptor.Raw, option.Level, option.Number, out int value), option.ToString());
            return value;
        }
    }

    /// <summary>Reads an option's bytes.</summary>
    /// <param name="option">Any option.</param>
    /// <param name="into">Where to; the kernel cuts what does not fit.</param>
    /// <returns>How many bytes the kernel gave.</returns>
    /// <exception cref="SocketFaultException">This socket does not have it (ENOPROTOOPT).</exception>
    public int GetOption(SocketOption option, Span<byte> into)
    {
        using (Enter("getsockopt"))
        {
            Check("getsockopt", OptionCalls.Get(_descriptor.Raw, option.Level, option.Number, into, out int length), option.ToString());
            return length;
        }
    }

    /// <summary>Sets an option whose value is an int.</summary>
    /// <param name="option">Such as SO_KEEPALIVE.</param>
    /// <param name="value">The value; 1 and 0 for on and off.</param>
    /// <exception cref="SocketFaultException">This socket does not have it, or the value is out of range.</exception>
    public void SetOption(SocketOption option, int value)
    {
        using (Enter("setsockopt"))
        {
            Check("setsockopt", OptionCalls.SetInt(_descriptor.Raw, option.Level, option.Number, value), option.ToString());
        }
    }

    /// <summary>Sets an option that is on or off.</summary>
    /// <inheritdoc cref="SetOption(SocketOption, int)"/>
    public void SetOption(SocketOption option, bool value) => SetOption(option, value ? 1 : 0);

    /// <summary>Sets an option's bytes.</summary>
    /// <param name="option">Any option.</param>
    /// <param name="value">The bytes as the kernel's structure has them.</param>
    /// <exception cref="SocketFaultException">This socket does not have it, or the value does not suit it.</exception>
    public void SetOption(SocketOption option, ReadOnlySpan<byte> value)
    {
        using (Enter("setsockopt"))
        {
            Check("setsockopt", OptionCalls.Set(_descriptor.Raw, option.Level, option.Number, value), option.ToString());
        }
    }

    /// <summary>Who is at the other end of a connected Unix socket (SO_PEERCRED): as it was when the connection was made, by its connect, listen or socketpair.</summary>
    /// <exception cref="NotConnectedException">There is no such peer: the socket is not connected, or no Unix socket.</exception>
    public Credentials GetPeerCredentials()
    {
        const uint Nobody = uint.MaxValue;      // the kernel's answer where there is no peer
        Span<byte> bytes = stackalloc byte[ControlDataLayout.Credentials.Size];
        GetOption(SocketOption.SO_PEERCRED, bytes);
        Credentials peer = Credentials.Read(bytes);
        return peer.UserId == Nobody ? throw Fault("getsockopt", Errno.ENOTCONN, target: "SO_PEERCRED") : peer;
    }
}
