namespace Sockeye.Native.Layout;

/// <summary>Sizes and offsets of the structures that control messages carry. Sockets reads and writes their bytes by these.</summary>
internal static class ControlDataLayout
{
    /// <summary>struct ucred (sys/socket.h): process, user and group.</summary>
    internal static class Credentials
    {
        internal const int Size = 12;
        internal const int Process = 0;
        internal const int User = 4;
        internal const int Group = 8;
    }

    /// <summary>struct in_pktinfo (netinet/in.h): interface, the address of this machine, the address in the packet.</summary>
    internal static class PacketInfo4
    {
        internal const int Size = 12;
        internal const int Interface = 0;
        internal const int Local = 4;
        internal const int Destination = 8;
    }

    /// <summary>struct in6_pktinfo (netinet/in.h): the address in the packet, interface.</summary>
    internal static class PacketInfo6
    {
        internal const int Size = 20;
        internal const int Destination = 0;
        internal const int Interface = 16;
    }

    /// <summary>struct timeval (sys/time.h) of a 64-bit system: seconds and microseconds. struct timespec is as long, with nanoseconds.</summary>
    internal static class Time
    {
        internal const int Size = 16;
        internal const int Seconds = 0;
        internal const int Fraction = 8;
    }

    /// <summary>struct scm_timestamping (linux/errqueue.h): three times, of which the middle one is not used any more.</summary>
    internal static class PacketTimes
    {
        internal const int Size = 48;
        internal const int Software = 0;
        internal const int Hardware = 32;
    }

    /// <summary>struct sock_extended_err (linux/errqueue.h). The address of who reported the error follows it.</summary>
    internal static class ExtendedError
    {
        internal const int Size = 16;
        internal const int Number = 0;
        internal const int Origin = 4;
        internal const int Type = 5;
        internal const int Code = 6;
        internal const int Info = 8;
        internal const int Data = 12;
    }
}
