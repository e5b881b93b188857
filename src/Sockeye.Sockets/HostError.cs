namespace Sockeye.Sockets;

/// <summary>Why gethostbyname(3) or gethostbyaddr(3) failed: the numbers of h_errno. Python: the number of <c>socket.herror</c>.</summary>
public enum HostError : int
{
    /// <summary>The system failed, and errno says how.</summary>
    NETDB_INTERNAL = -1,

    /// <summary>No error, or the error of another call.</summary>
    None = 0,

    /// <summary>The host is not known.</summary>
    HOST_NOT_FOUND = 1,

    /// <summary>The name server did not answer; trying again may help.</summary>
    TRY_AGAIN = 2,

    /// <summary>The name server failed for good.</summary>
    NO_RECOVERY = 3,

    /// <summary>The name is known, and has no address of this family.</summary>
    NO_DATA = 4,
}
