using System.Net;

namespace Sockeye.Sockets;

/// <summary>How <see cref="Socket.CreateConnection(string, string, ConnectOptions?)"/> connects.</summary>
public sealed record ConnectOptions
{
    /// <summary>What all of it may take, lookup and every address; null for <see cref="Socket.DefaultTimeout"/>. It stays the new socket's timeout, as in Python.</summary>
    /// <remarks>Of several addresses each gets a part of what is left. A lookup that has begun is not interrupted yet: time is looked at before and after it.</remarks>
    public TimeSpan? Timeout { get; init; }

    /// <summary>By when all of it must be done; whichever of this and <see cref="Timeout"/> comes first.</summary>
    public Deadline Deadline { get; init; }

    /// <summary>This side's address; null lets the system choose.</summary>
    public EndPoint? LocalEndPoint { get; init; }

    /// <summary>Only this family; AF_UNSPEC, the default, for all.</summary>
    public Family Family { get; init; }

    /// <summary>SOCK_STREAM, or SOCK_DGRAM for a connected datagram socket.</summary>
    public SocketKind Kind { get; init; } = SocketKind.SOCK_STREAM;

    /// <summary>Ends it early; looked at before and after the lookup, and while connecting.</summary>
    public CancellationToken Cancellation { get; init; }
}
