using System.Net;

namespace Sockeye.Sockets;

/// <summary>One answer of getaddrinfo(3): all that is needed to make a socket and connect it.</summary>
/// <param name="Family">AF_…</param>
/// <param name="Kind">SOCK_…</param>
/// <param name="Protocol">IPPROTO_…</param>
/// <param name="CanonicalName">The host's proper name: on the first answer, and only where AI_CANONNAME asked for it; else empty.</param>
/// <param name="EndPoint">The address.</param>
public sealed record AddressInfo(Family Family, SocketKind Kind, Protocol Protocol, string CanonicalName, EndPoint EndPoint);
