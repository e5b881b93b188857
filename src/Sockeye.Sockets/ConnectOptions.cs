using System.Net;

namespace Sockeye.Sockets;

/// <summary>How <see cref="Socket.CreateConnection(string, string, ConnectOptions?)"/> connects.</summary>
public sealed record ConnectOptions
{
    /// <summary>What all of it may take, lookup and every address; null for <see cref="Socket.DefaultTimeout"/>. It stays the new socket's timeout, as in Python.</summary>
    /// <remarks>In sequence, each of several addresses gets a part of what is left. A lookup cannot be interrupted: when time is up it is abandoned, and ends in the background.</remarks>
    public TimeSpan? Timeout { get; init; }

    /// <summary>By when all of it must be done; whichever of this and <see cref="Timeout"/> comes first.</summary>
    public Deadline Deadline { get; init; }

    /// <summary>How the addresses of a name are tried: one after the other, the default, or several at once. A <see cref="Timeout"/> of zero, which waits for none, is always sequential.</summary>
    public DialOrder Order { get; init; }

    /// <summary>This side's address; null lets the system choose. IPAddress.Any and IPv6Any stand for each other: with them, addresses of both families are tried from that port. A port of one's own serves one attempt at a time: the parallel order then fails the others (EADDRINUSE).</summary>
    public EndPoint? LocalEndPoint { get; init; }

    /// <summary>This side's address for a peer of that family.</summary>
    internal EndPoint? LocalEndPointFor(Family family) => (LocalEndPoint, family) switch
    {
        (IPEndPoint any, Family.AF_INET6) when any.Address.Equals(IPAddress.Any) => new IPEndPoint(IPAddress.IPv6Any, any.Port),
        (IPEndPoint any, Family.AF_INET) when any.Address.Equals(IPAddress.IPv6Any) => new IPEndPoint(IPAddress.Any, any.Port),
        _ => LocalEndPoint,
    };

    /// <summary>Only this family; AF_UNSPEC, the default, for all.</summary>
    public Family Family { get; init; }

    /// <summary>SOCK_STREAM, or SOCK_DGRAM for a connected datagram socket.</summary>
    public SocketKind Kind { get; init; } = SocketKind.SOCK_STREAM;

    /// <summary>Ends it early.</summary>
    public CancellationToken Cancellation { get; init; }
}
