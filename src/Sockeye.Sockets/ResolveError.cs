namespace Sockeye.Sockets;

/// <summary>Why a lookup failed: the error numbers of getaddrinfo(3) and getnameinfo(3). See gai_strerror(3).</summary>
/// <remarks>
/// The numbers are negative, the same in glibc and musl, on x64 and arm64. Those from <see cref="EAI_INPROGRESS"/> on belong
/// to glibc's asynchronous lookups and its international names.
/// </remarks>
public enum ResolveError : int
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>A flag is not known, or does not go with the others.</summary>
    EAI_BADFLAGS = -1,

    /// <summary>The host or the service is not known.</summary>
    EAI_NONAME = -2,

    /// <summary>The name server did not answer; trying again may help.</summary>
    EAI_AGAIN = -3,

    /// <summary>The name server failed for good.</summary>
    EAI_FAIL = -4,

    /// <summary>The host exists but has no address.</summary>
    EAI_NODATA = -5,

    /// <summary>The family is not supported.</summary>
    EAI_FAMILY = -6,

    /// <summary>The kind of socket is not supported, or does not go with the protocol.</summary>
    EAI_SOCKTYPE = -7,

    /// <summary>The service does not exist for this kind of socket.</summary>
    EAI_SERVICE = -8,

    /// <summary>The host has no address in this family.</summary>
    EAI_ADDRFAMILY = -9,

    /// <summary>Out of memory.</summary>
    EAI_MEMORY = -10,

    /// <summary>A system call failed; errno tells why.</summary>
    EAI_SYSTEM = -11,

    /// <summary>The answer did not fit its buffer.</summary>
    EAI_OVERFLOW = -12,

    /// <summary>An asynchronous lookup is still under way.</summary>
    EAI_INPROGRESS = -100,

    /// <summary>An asynchronous lookup was cancelled.</summary>
    EAI_CANCELED = -101,

    /// <summary>An asynchronous lookup could not be cancelled.</summary>
    EAI_NOTCANCELED = -102,

    /// <summary>No asynchronous lookup is left to wait for.</summary>
    EAI_ALLDONE = -103,

    /// <summary>A signal interrupted the wait.</summary>
    EAI_INTR = -104,

    /// <summary>The international name could not be turned into ASCII.</summary>
    EAI_IDN_ENCODE = -105,
}
