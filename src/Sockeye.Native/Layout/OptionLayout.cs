namespace Sockeye.Native.Layout;

/// <summary>Sizes and offsets of the structures that options carry. Sockets reads and writes their bytes by these.</summary>
internal static class OptionLayout
{
    /// <summary>struct linger (sys/socket.h): two ints, on and seconds.</summary>
    internal static class Linger
    {
        internal const int Size = 8;
        internal const int On = 0;
        internal const int Seconds = 4;
    }

    /// <summary>struct group_req (netinet/in.h): interface index, then the group's address.</summary>
    internal static class GroupRequest
    {
        internal const int Size = 136;
        internal const int Interface = 0;
        internal const int Group = 8;
    }

    /// <summary>struct group_source_req (netinet/in.h): interface index, the group's address, the source's.</summary>
    internal static class GroupSourceRequest
    {
        internal const int Size = 264;
        internal const int Interface = 0;
        internal const int Group = 8;
        internal const int Source = 136;
    }

    /// <summary>struct ip_mreqn (netinet/in.h): group, local address, interface index.</summary>
    internal static class MulticastInterface
    {
        internal const int Size = 12;
        internal const int Index = 8;
    }

    /// <summary>struct tcp_info (linux/tcp.h), as far as Sockeye reads it. A kernel may give less or more.</summary>
    internal static class TcpInfo
    {
        internal const int Size = 256;
        internal const int State = 0;
        internal const int Retransmits = 2;
        internal const int RetransmitTimeout = 8;
        internal const int SendSegmentSize = 16;
        internal const int ReceiveSegmentSize = 20;
        internal const int Unacknowledged = 24;
        internal const int Lost = 32;
        internal const int PathMtu = 60;
        internal const int RoundTrip = 68;
        internal const int RoundTripVariance = 72;
        internal const int CongestionWindow = 80;
        internal const int TotalRetransmits = 100;
        internal const int BytesAcknowledged = 120;
        internal const int BytesReceived = 128;
        internal const int NotSent = 144;
        internal const int BytesSent = 200;
    }
}
