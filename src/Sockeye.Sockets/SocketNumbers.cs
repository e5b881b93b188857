namespace Sockeye.Sockets;

/// <summary>Numbers of sys/socket.h and its kin that are no option and no flag. See socket(7), cmsg(3), getnameinfo(3).</summary>
/// <remarks>They are constants and not members of an enum: the verbs take plain numbers where these go, as the value of an option or a field.</remarks>
public static class SocketNumbers
{
    /// <summary>The longest backlog of listen(2) by default; /proc/sys/net/core/somaxconn is this machine's. glibc's number; musl has 128.</summary>
    public const int SOMAXCONN = 4096;

    /// <summary>Room for the longest host name of getnameinfo, bytes: glibc's number; musl has 255.</summary>
    public const int NI_MAXHOST = 1025;

    /// <summary>Room for the longest service name of getnameinfo, bytes.</summary>
    public const int NI_MAXSERV = 32;

    /// <summary>Ancillary data: descriptors. See unix(7).</summary>
    public const int SCM_RIGHTS = 1;

    /// <summary>Ancillary data: process, user and group of the sender.</summary>
    public const int SCM_CREDENTIALS = 2;

    /// <summary>Ancillary data: when it came, microseconds; asked for by SO_TIMESTAMP.</summary>
    public const int SCM_TIMESTAMP = 29;

    /// <summary>Ancillary data: when it came, nanoseconds; asked for by SO_TIMESTAMPNS.</summary>
    public const int SCM_TIMESTAMPNS = 35;

    /// <summary>Ancillary data: time stamps of software and hardware; asked for by SO_TIMESTAMPING.</summary>
    public const int SCM_TIMESTAMPING = 37;

    /// <summary>Ancillary data: counters that go with a time stamp.</summary>
    public const int SCM_TIMESTAMPING_OPT_STATS = 54;

    /// <summary>Ancillary data: the interface that stamped the time.</summary>
    public const int SCM_TIMESTAMPING_PKTINFO = 58;

    /// <summary>Ancillary data: when to send the packet; needs SO_TXTIME.</summary>
    public const int SCM_TXTIME = 61;

    /// <summary>Ancillary data: whether a wireless frame was acknowledged.</summary>
    public const int SCM_WIFI_STATUS = 41;

    /// <summary>A time stamp of the packet's handing to the device.</summary>
    public const int SCM_TSTAMP_SND = 0;

    /// <summary>A time stamp of the packet's entering the scheduler.</summary>
    public const int SCM_TSTAMP_SCHED = 1;

    /// <summary>A time stamp of the acknowledgement by the peer.</summary>
    public const int SCM_TSTAMP_ACK = 2;
}
