namespace Sockeye.Clients.Dialing;

/// <summary>What a proxy is asked in.</summary>
public enum ProxyKind
{
    /// <summary>SOCKS 5: RFC 1928.</summary>
    Socks5,

    /// <summary>HTTP's CONNECT: RFC 9110, section 9.3.6. It is used for any protocol, HTTP too.</summary>
    Http,
}
