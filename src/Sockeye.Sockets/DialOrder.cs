namespace Sockeye.Sockets;

/// <summary>In which order <see cref="Socket.CreateConnection(string, string, ConnectOptions?)"/> tries the addresses of a name.</summary>
public enum DialOrder
{
    /// <summary>One after the other, in the order of getaddrinfo(3), until one answers. What Python's <c>create_connection</c> does.</summary>
    Sequential,

    /// <summary>
    /// Happy Eyeballs (RFC 8305): IPv6 and IPv4 are looked up at once, the families take turns, and an address that does not answer
    /// within 250 ms gets company. The first to answer wins, and the others are closed.
    /// </summary>
    Parallel,
}
