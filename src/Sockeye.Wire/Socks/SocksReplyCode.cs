namespace Sockeye.Wire.Socks;

/// <summary>What a SOCKS 5 proxy says to a request: RFC 1928, section 6. Other numbers are not assigned.</summary>
public enum SocksReplyCode : byte
{
    /// <summary>It is done.</summary>
    Succeeded = 0,

    /// <summary>Something went wrong at the proxy.</summary>
    GeneralFailure = 1,

    /// <summary>The proxy's rules do not allow it.</summary>
    NotAllowed = 2,

    /// <summary>There is no way to that network.</summary>
    NetworkUnreachable = 3,

    /// <summary>There is no way to that host; often: no such name.</summary>
    HostUnreachable = 4,

    /// <summary>Nobody listens there.</summary>
    ConnectionRefused = 5,

    /// <summary>The packet was not there within its time to live; some proxies say so for a timeout.</summary>
    TimeToLiveExpired = 6,

    /// <summary>The proxy does not do that.</summary>
    CommandNotSupported = 7,

    /// <summary>The proxy does not know that kind of address.</summary>
    AddressTypeNotSupported = 8,
}
