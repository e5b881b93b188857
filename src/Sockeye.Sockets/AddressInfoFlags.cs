namespace Sockeye.Sockets;

/// <summary>Flags of getaddrinfo(3): which addresses to answer, and how far to look.</summary>
/// <remarks>The names from <see cref="AI_IDN"/> to <see cref="AI_IDN_USE_STD3_ASCII_RULES"/> are GNU's; musl refuses them.</remarks>
[Flags]
public enum AddressInfoFlags : int
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>Addresses to bind: with no host, the wildcard address.</summary>
    AI_PASSIVE = 0x1,

    /// <summary>Answer the canonical name as well.</summary>
    AI_CANONNAME = 0x2,

    /// <summary>The host is an address in digits: no lookup.</summary>
    AI_NUMERICHOST = 0x4,

    /// <summary>For AF_INET6 without IPv6 addresses: answer mapped IPv4 ones.</summary>
    AI_V4MAPPED = 0x8,

    /// <summary>With <see cref="AI_V4MAPPED"/>: answer IPv6 and mapped IPv4 addresses.</summary>
    AI_ALL = 0x10,

    /// <summary>Only families this machine has an address of.</summary>
    AI_ADDRCONFIG = 0x20,

    /// <summary>The host may hold letters beyond ASCII.</summary>
    AI_IDN = 0x40,

    /// <summary>Answer the canonical name in letters, not in its ASCII form.</summary>
    AI_CANONIDN = 0x80,

    /// <summary>Ignored by glibc since 2.28: unassigned code points pass.</summary>
    AI_IDN_ALLOW_UNASSIGNED = 0x100,

    /// <summary>Ignored by glibc since 2.28: host name rules for ASCII.</summary>
    AI_IDN_USE_STD3_ASCII_RULES = 0x200,

    /// <summary>The service is a port in digits: no lookup.</summary>
    AI_NUMERICSERV = 0x400,
}
