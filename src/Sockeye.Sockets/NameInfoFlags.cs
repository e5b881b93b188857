namespace Sockeye.Sockets;

/// <summary>Flags of getnameinfo(3): how to spell an address and a port.</summary>
/// <remarks>The names with <c>IDN</c> are GNU's; musl does not know them.</remarks>
[Flags]
public enum NameInfoFlags : int
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>The host in digits: no lookup.</summary>
    NI_NUMERICHOST = 1,

    /// <summary>The port in digits: no lookup.</summary>
    NI_NUMERICSERV = 2,

    /// <summary>Only the host part of the name for hosts of this domain.</summary>
    NI_NOFQDN = 4,

    /// <summary>An address without a name is an error.</summary>
    NI_NAMEREQD = 8,

    /// <summary>The service is a datagram one: its name may differ.</summary>
    NI_DGRAM = 16,

    /// <summary>Answer the name in letters, not in its ASCII form.</summary>
    NI_IDN = 32,

    /// <summary>Ignored by glibc since 2.28: unassigned code points pass.</summary>
    NI_IDN_ALLOW_UNASSIGNED = 64,

    /// <summary>Ignored by glibc since 2.28: host name rules for ASCII.</summary>
    NI_IDN_USE_STD3_ASCII_RULES = 128,
}
