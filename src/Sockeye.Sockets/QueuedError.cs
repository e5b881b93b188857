using System.Net;
using System.Runtime.InteropServices;
using Sockeye.Native;
using Sockeye.Native.Layout;
using Sockeye.Sockets.Addresses;

namespace Sockeye.Sockets;

/// <summary>An error from a socket's error queue: what became of something that was sent. struct sock_extended_err, IP_RECVERR in ip(7).</summary>
/// <remarks>
/// Asked for by <see cref="SocketOptions.ReceiveErrors"/>, received with MSG_ERRQUEUE. The bytes of that message are those that were sent
/// (of ICMP errors, as many as came back), its sender is where they had been sent to.
/// </remarks>
public readonly record struct QueuedError
{
    /// <summary>What went wrong: ECONNREFUSED, EHOSTUNREACH, EMSGSIZE … ENOMSG for what is no error, a time stamp of what was sent.</summary>
    public required Errno Errno { get; init; }

    /// <summary>Who noticed: this machine, or another by ICMP.</summary>
    public required ErrorOrigin Origin { get; init; }

    /// <summary>Of ICMP: its type. See icmp(7).</summary>
    public required byte Type { get; init; }

    /// <summary>Of ICMP: its code.</summary>
    public required byte Code { get; init; }

    /// <summary>More, by origin: with EMSGSIZE the largest packet (MTU) in bytes, of a time stamp the SCM_TSTAMP_ number.</summary>
    public required uint Info { get; init; }

    /// <summary>More, by origin: of a time stamp or a zero-copy send, which one.</summary>
    public required uint Data { get; init; }

    /// <summary>Whose ICMP message it was: a router, the destination. Its port says nothing. null where nobody is named.</summary>
    public required EndPoint? Offender { get; init; }

    internal static QueuedError Read(ReadOnlySpan<byte> from) => new()
    {
        Errno = (Errno)MemoryMarshal.Read<int>(from[ControlDataLayout.ExtendedError.Number..]),
        Origin = (ErrorOrigin)from[ControlDataLayout.ExtendedError.Origin],
        Type = from[ControlDataLayout.ExtendedError.Type],
        Code = from[ControlDataLayout.ExtendedError.Code],
        Info = MemoryMarshal.Read<uint>(from[ControlDataLayout.ExtendedError.Info..]),
        Data = MemoryMarshal.Read<uint>(from[ControlDataLayout.ExtendedError.Data..]),
        Offender = AddressCodec.Read(from[ControlDataLayout.ExtendedError.Size..]) is { } offender and not RawEndPoint { Family: Family.AF_UNSPEC } ? offender : null,
    };
}
