namespace Sockeye.Sockets;

/// <summary>Which half of a conversation to end. See shutdown(2).</summary>
public enum ShutdownHow : int
{
    /// <summary>No more receiving.</summary>
    SHUT_RD = 0,

    /// <summary>No more sending: the peer reads the end of the stream.</summary>
    SHUT_WR = 1,

    /// <summary>Neither.</summary>
    SHUT_RDWR = 2,
}
